import type { Stamp } from "../../trpc/types.ts";

export type LiveMode =
  /** The stream is not open yet, or was just lost. */
  | "connecting"
  /** Updates arrive by themselves. */
  | "live"
  /** No stream; the page asks every few seconds instead. */
  | "polling"
  /** Nothing answers. */
  | "offline"
  /** The visitor asked for a page that stands still. */
  | "paused";

export interface LiveState {
  readonly mode: LiveMode;
  /** What the newest answer was true for; null before any. */
  readonly stamp: Stamp | null;
}

export type LiveAction =
  | { readonly type: "heard"; readonly stamp: Stamp | null }
  | { readonly type: "lost" }
  | { readonly type: "polled"; readonly stamp: Stamp }
  | { readonly type: "pollFailed" }
  | { readonly type: "paused" }
  | { readonly type: "resumed" };

export function initialLiveState(stamp: Stamp | null, isAnswering: boolean): LiveState {
  return { mode: isAnswering ? "connecting" : "offline", stamp };
}

export function reduceLive(state: LiveState, action: LiveAction): LiveState {
  switch (action.type) {
    case "paused":
      return { ...state, mode: "paused" };
    case "resumed":
      return state.mode === "paused" ? { ...state, mode: "connecting" } : state;
    default:
      // Late answers of a connection that was just closed must not wake a page that stands still.
      return state.mode === "paused" ? state : follow(state, action);
  }
}

function follow(state: LiveState, action: Exclude<LiveAction, { type: "paused" | "resumed" }>): LiveState {
  switch (action.type) {
    case "heard":
      return { mode: "live", stamp: action.stamp ?? state.stamp };
    case "lost":
      return state.mode === "live" ? { ...state, mode: "connecting" } : state;
    case "polled":
      return { mode: state.mode === "live" ? "live" : "polling", stamp: action.stamp };
    case "pollFailed":
      return state.mode === "live" ? state : { ...state, mode: "offline" };
  }
}

/** Blocks the index lags behind the chain. */
export function lagOf(stamp: Stamp): number {
  return Math.max(0, stamp.headBlock - stamp.indexedBlock);
}

/** A lag worth telling: shorter ones come and go with every block. Spec: docs/product, X-45. */
export const LAG_TOLD = 3;
