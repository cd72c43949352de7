import { NetworkFoldError } from "./errors.ts";
import type { BlockRef, NetworkState } from "./types.ts";

/** The newest states, oldest first. Plain data: each step gives a new list. */
export type StateHistory = readonly NetworkState[];
/** What `rewindTo` leaves. */
export interface HistoryStep {
  readonly state: NetworkState;
  readonly history: StateHistory;
}

/** Appends a state and forgets the oldest beyond `depth`. */
export function rememberState(history: StateHistory, state: NetworkState, depth: number): StateHistory {
  return [...history, state].slice(-Math.max(1, depth));
}

/**
 * Goes back to the newest remembered state that is not after `to`, which must lie on the surviving chain: with
 * equal height the hashes must agree.
 * @throws NetworkFoldError reorg_too_deep when no such state is remembered: fold again from the deployment block
 */
export function rewindTo(history: StateHistory, to: BlockRef): HistoryStep {
  for (let end = history.length; end > 0; end--) {
    const state = history[end - 1];
    if (state === undefined || state.head.height > to.height) continue;
    if (state.head.height === to.height && state.head.hash !== to.hash) continue;
    return { state, history: history.slice(0, end) };
  }
  throw new NetworkFoldError("reorg_too_deep", `no state at or below height ${to.height} is remembered`, {
    height: to.height,
  });
}
