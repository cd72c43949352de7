// What a messaging client takes from this package: its size in a browser is measured by bundle.ts.
export * from "../src/attachments/index.ts";
export { deriveBlinded15Keys, deriveBlinded25Keys, isBlindedIdOf } from "../src/blinding/index.ts";
export * as communities from "../src/communities/index.ts";
export * from "../src/config/index.ts";
export { nobleCrypto } from "../src/crypto/index.ts";
export * from "../src/groups/index.ts";
export * from "../src/identity/index.ts";
export * from "../src/messages/index.ts";
export { buildOnionRequest, missingNextNode, v4Request, v4Response } from "../src/onion/index.ts";
export { mainnet } from "../src/params/index.ts";
export * as pro from "../src/pro/index.ts";
export { decodeServiceNodes, onsResolve, serviceNodesParams } from "../src/rpc/daemon/index.ts";
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
export * as v2 from "../src/v2/index.ts";
