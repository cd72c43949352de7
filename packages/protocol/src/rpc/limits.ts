const SECOND = 1000;
const DAY = 24 * 60 * 60 * SECOND;

/**
 * Limits and clock tolerances of client requests; wire constants, the same on every network.
 * Spec: docs/spec/storage-rpc.md section 6.
 */
export const RPC_LIMITS: Readonly<Record<RpcLimit, number>> = {
  /** Divisible by 3, so that the longest message needs no base64 padding. */
  messageBytesMax: 76_800,
  requestBytesMax: 10 * 1024 * 1024,
  ttlMinMs: 10 * SECOND,
  ttlMaxPublicInboxMs: 14 * DAY,
  ttlMaxMs: 30 * DAY,
  /** `timestamp` of a store in the future, `expiry` in the past. */
  storeToleranceMs: 10 * SECOND,
  signatureToleranceMs: 60 * SECOND,
  /** The same for `delete_all` and the past side of `expire_all` when forwarded inside the swarm. */
  signatureToleranceForwardedMs: 70 * SECOND,
  retrieveBytesMax: 7_800_000,
  /** `max_size` when neither it nor `max_count` is given. */
  retrieveSizeDefault: -5,
  retrieveWaitMaxMs: 20_000,
  batchMax: 20,
  /** Hashes in one request; the body limit alone would allow some 220,000. */
  messagesMax: 10_000,
  revokeTokensMax: 50,
  ifelseDepthMax: 8,
  /** Longest wait of the contacted node for the other swarm members. */
  swarmTimeoutMs: 5 * SECOND,
  pushBytesMax: 9_000_000,
};

export type RpcLimit =
  | "messageBytesMax"
  | "requestBytesMax"
  | "ttlMinMs"
  | "ttlMaxPublicInboxMs"
  | "ttlMaxMs"
  | "storeToleranceMs"
  | "signatureToleranceMs"
  | "signatureToleranceForwardedMs"
  | "retrieveBytesMax"
  | "retrieveSizeDefault"
  | "retrieveWaitMaxMs"
  | "batchMax"
  | "messagesMax"
  | "revokeTokensMax"
  | "ifelseDepthMax"
  | "swarmTimeoutMs"
  | "pushBytesMax";
