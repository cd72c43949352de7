export {
  buildOnionRequest,
  type NodeDestination,
  type NodeOnionOptions,
  type OnionHop,
  type OnionRequest,
  type ServerDestination,
  type ServerOnionOptions,
} from "./build.ts";
export { type EncType, parseEncType } from "./enc-type.ts";
export { decodeFrame, encodeFrame, type Frame } from "./frame.ts";
export {
  type LayerKey,
  openLayer,
  openWithLayerKey,
  type SealedLayer,
  sealLayer,
  sealWithLayerKey,
} from "./layer.ts";
export {
  ONION_BODY_BYTES_MAX,
  ONION_HOPS_MAX,
  ONION_HTTP_PATH,
  ONION_RELAY_METHOD,
  RELAY_TO_NODE_TIMEOUT_MS,
  RELAY_TO_SERVER_TIMEOUT_MS,
  V4_TARGET,
} from "./limits.ts";
export { type OnionKeys, type OpenedOnion, openOnionLayer, openRelayedLayer } from "./open.ts";
export { planRelay, type RelayPlan } from "./plan.ts";
export { type RelayReply, readRelayReply, relayedStatus, relayReplyParts } from "./relay-reply.ts";
export { type RelayRequest, relayRequest } from "./relay-request.ts";
export { DEFAULT_REPLY_FLAGS, type NodeReply, openReply, type ReplyFlags, sealReply } from "./reply.ts";
export { missingNextNode, ONION_TEXT } from "./texts.ts";
export { V4_INVALID_REQUEST, type V4Request, type V4Response, v4Request, v4Response } from "./v4.ts";
