// Here too, because a node needs nothing else of messages.
export { type MessageHash, messageHash } from "../messages/message-hash.ts";
export {
  batchAnswer,
  expiriesAnswer,
  ifElseAnswer,
  infoAnswer,
  retrieveAnswer,
  swarmAnswer,
  timeFields,
} from "./answer.ts";
export {
  type AuthRefusal,
  type AuthVerdict,
  PERMISSIONS,
  type ReadOptions,
  type RequestAuth,
  SUBACCOUNT_TOKEN_BYTES,
  type SubaccountAuth,
  subaccountPermissions,
  subaccountToken,
  type VerifyAuthInput,
  verifyRequestAuth,
} from "./auth.ts";
export {
  type BatchItem,
  type ClientAnswer,
  decodeBatchResponse,
  decodeGetExpiriesResponse,
  decodeIfElseResponse,
  decodeInfoResponse,
  decodeOxendResponse,
  decodeRetrieveResponse,
  decodeSwarmInfo,
  decodeSwarmResponse,
  type IfElseResponse,
  type RetrievedMessage,
  type RetrieveResponse,
  type SwarmInfo,
  type SwarmResponse,
} from "./client-decode.ts";
export type { Endpoint } from "./endpoint.ts";
export type { DeleteRequest } from "./endpoints/delete.ts";
export type { DeleteAllRequest } from "./endpoints/delete-all.ts";
export type { DeleteBeforeRequest } from "./endpoints/delete-before.ts";
export type { ExpireRequest } from "./endpoints/expire.ts";
export type { ExpireAllRequest } from "./endpoints/expire-all.ts";
export type { GetExpiriesRequest } from "./endpoints/get-expiries.ts";
export type { GetSwarmRequest } from "./endpoints/get-swarm.ts";
export { type IfElseCondition, type IfElseRequest, ifElseHolds } from "./endpoints/ifelse.ts";
export type { InfoRequest } from "./endpoints/info.ts";
export type { OxendRequest } from "./endpoints/oxend-request.ts";
export { type RetrieveRequest, retrieveCost, retrieveLimits } from "./endpoints/retrieve.ts";
export type { RevokeSubaccountRequest, UnrevokeSubaccountRequest } from "./endpoints/revoke-subaccount.ts";
export { type StoreRequest, storePermission, storeTtlMaxMs } from "./endpoints/store.ts";
export type { FieldReader } from "./fields.ts";
export {
  clientCall,
  encodeBatch,
  encodeClientRequest,
  encodeForwardedRequest,
  FORWARD_REQUEST,
} from "./forward.ts";
export { RPC_LIMITS, type RpcLimit } from "./limits.ts";
export {
  type AffectedHashes,
  allHashes,
  type MemberEffect,
  type MemberFailure,
  type MemberOutcome,
  type MemberResult,
  memberOutcomeFields,
  memberResultFields,
  memberSignedPayload,
  sortHashes,
} from "./member-result.ts";
export { decodeMemberOutcome, decodeMemberResult } from "./member-result-decode.ts";
export { isMessageHash } from "./message-hash.ts";
export {
  decodeMonitorRequests,
  encodeMonitorRequests,
  MONITOR_ERRORS,
  type MonitorParsed,
  type MonitorRequest,
  monitorAccount,
  monitorSignedPayload,
} from "./monitor.ts";
export {
  type MonitorAnswer,
  type MonitorNotification,
  monitorAnswers,
  monitorNotification,
} from "./monitor-answer.ts";
export {
  isNamespace,
  isPublicInbox,
  isPublicOutbox,
  isUnrevocable,
  NAMESPACES,
  type Namespace,
  type NamespaceName,
  namespace,
  namespaceText,
  retrieveNeedsAuth,
} from "./namespaces.ts";
export {
  type BatchRequest,
  type ClientRequest,
  isSimple,
  type Parsed,
  parseClientBody,
  parseClientRequest,
  parseForwardedRequest,
  type RequestParams,
} from "./parse.ts";
export {
  decodePushBatch,
  encodePushBatch,
  PUSH_REQUEST,
  type PushedMessage,
  pushBatches,
} from "./push.ts";
export {
  ENDPOINTS,
  isRecursive,
  type RecursiveRequest,
  requestParams,
  type SimpleRequest,
  signedPayload,
} from "./request.ts";
export { type AuthSigner, type Signable, signRequest, signRequestWith, type Unsigned } from "./sign.ts";
export {
  NOT_READY,
  outcomeToWire,
  RPC_FAILURES,
  type RpcFailure,
  type RpcFailureName,
  type RpcOutcome,
  reasonPhrase,
  rpcFailure,
  rpcOk,
  subresult,
} from "./status.ts";
export { membersOfSwarm, type SwarmMember, swarmInfo } from "./swarm-info.ts";
export {
  base64Value,
  hexValue,
  type WireBinary,
  WireJson,
  type WireObject,
  type WireValue,
  writeBt,
  writeJson,
} from "./wire-value.ts";
