import type { SwarmId } from "@session/protocol/swarm";
import type { IndexedNode, IndexedSwarm, IndexState } from "./index-state.ts";

/** What differs between two states, for writing only that. Works in both directions. */
export interface IndexChanges {
  /** New or different. */
  readonly nodes: readonly IndexedNode[];
  /** Only when going back: nodes that no longer exist. */
  readonly removedNodeIds: readonly number[];
  /** New, or with other members. */
  readonly swarms: readonly IndexedSwarm[];
  readonly endedSwarmIds: readonly SwarmId[];
}

/** Unchanged parts keep their identity in the fold, so one pass over the maps is enough. */
export function indexChanges(before: IndexState, after: IndexState): IndexChanges {
  return {
    nodes: [...after.nodes.values()].filter((node) => before.nodes.get(node.nodeId) !== node),
    removedNodeIds: [...before.nodes.keys()].filter((nodeId) => !after.nodes.has(nodeId)),
    swarms: [...after.swarms.values()].filter((swarm) => before.swarms.get(swarm.swarmId) !== swarm),
    endedSwarmIds: [...before.swarms.keys()].filter((swarmId) => !after.swarms.has(swarmId)),
  };
}
