import type { NetworkState } from "./types.ts";

/** The state before the contracts were deployed: no nodes, height 0, an all-zero block hash. */
export function emptyNetworkState(): NetworkState {
  return {
    head: { height: 0, hash: "0".repeat(64), timeMs: 0 },
    nodes: new Map(),
    pendingKeys: new Map(),
    membershipHeight: 0,
  };
}
