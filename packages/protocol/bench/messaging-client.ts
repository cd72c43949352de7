// What a messaging client takes from this package: its size in a browser is measured by bundle.ts.
export * from "../src/attachments/index.ts";
export { deriveBlinded15Keys, deriveBlinded25Keys, isBlindedIdOf } from "../src/blinding/index.ts";
export {
  banRequest,
  batchRequest,
  batchResponse,
  capabilities,
  clearedInbox,
  communityMessages,
  communityPaths,
  deletedEverywhere,
  inboxItems,
  inboxRequest,
  isReaction,
  moderatorAnswer,
  moderatorRequest,
  openInboxMessage,
  openOutboxMessage,
  openPost,
  pollRequests,
  postProSignature,
  postRequest,
  reactionAdded,
  reactionRemoved,
  reactionsRemoved,
  reactors,
  roomChange,
  roomChanged,
  roomPollInfo,
  rooms,
  sealInboxMessage,
  signCommunityRequest,
  signPost,
  uploadedFile as communityFile,
  verifyPost,
} from "../src/communities/index.ts";
export * from "../src/config/index.ts";
export { nobleCrypto } from "../src/crypto/index.ts";
export * from "../src/groups/index.ts";
export * from "../src/identity/index.ts";
export * from "../src/messages/index.ts";
export { buildOnionRequest, missingNextNode, v4Request, v4Response } from "../src/onion/index.ts";
export { mainnet } from "../src/params/index.ts";
export { decidePro, proRevocationList, readProFeatures } from "../src/pro/index.ts";
export { decodeServiceNodes, serviceNodesParams } from "../src/rpc/daemon/index.ts";
export {
  decodeBatchResponse,
  decodeGetExpiriesResponse,
  decodeInfoResponse,
  decodeOxendResponse,
  decodeRetrieveResponse,
  decodeSwarmInfo,
  decodeSwarmResponse,
  encodeBatch,
  encodeClientRequest,
  memberSignedPayload,
  NAMESPACES,
  signRequest,
} from "../src/rpc/index.ts";
export { swarmSpace } from "../src/swarm/index.ts";
export {
  chooseProtocol,
  currentAccountKey,
  deriveAccountKeys,
  deriveDeviceKeys,
  expireAccountKeys,
  isProtocolV2,
  openAccountRecord,
  openDeviceGroup,
  openMessage,
  readDeviceGroupNotice,
  rotateAccountKeys,
  sealDeviceGroup,
  sealFallbackMessage,
  sealMessage,
  signAccountRecord,
} from "../src/v2/index.ts";
