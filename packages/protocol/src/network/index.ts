export { emptyNetworkState } from "./empty.ts";
export { NETWORK_ERROR_CODES, NetworkFoldError } from "./errors.ts";
export { applyBlock, type FoldOptions } from "./fold.ts";
export { type HistoryStep, rememberState, rewindTo, type StateHistory } from "./history.ts";
export { nodeByKey, swarmMembers } from "./lookup.ts";
export { tableDigest } from "./table-digest.ts";
export type {
  BlockHash,
  BlockRef,
  EvmAddress,
  NetworkBlock,
  NetworkEvent,
  NetworkHead,
  NetworkState,
  ServiceNodeRecord,
  StakeSlot,
} from "./types.ts";
