import { SessionError } from "../errors.ts";

/** Why a block cannot be folded; each means that the events did not come from one `ServiceNodes` contract in order. */
export const NETWORK_ERROR_CODES = {
  block_out_of_order: "the block is not newer than the state it is applied to",
  event_out_of_order: "an event refers to a node that is not in the state it requires",
  block_hash_malformed: "the block hash is not 64 lower-case hex digits",
  reorg_too_deep: "the state to return to is no longer remembered",
} as const;

export type NetworkErrorCode = keyof typeof NETWORK_ERROR_CODES;

/** Thrown by the fold: the caller must not go on with this block and should read the chain again from a state it trusts. */
export class NetworkFoldError extends SessionError<NetworkErrorCode> {
  constructor(code: NetworkErrorCode, message: string, meta: Record<string, unknown> = {}) {
    super(code, message, { meta });
    this.name = "NetworkFoldError";
  }
}
