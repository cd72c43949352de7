import type { Ed25519PublicKey } from "../identity/keys.ts";
import type { NetworkState } from "../network/types.ts";
import type { SwarmId } from "./id.ts";
import { sortedSwarmIds } from "./position.ts";

/** What a node has to do after a block changed the swarms. */
export interface SwarmEvents {
  /** Our swarm now; null when we are in none. */
  readonly swarmId: SwarmId | null;
  readonly previousSwarmId: SwarmId | null;
  /** Joined our unchanged swarm: push every stored message to each of them. */
  readonly newMembers: readonly Ed25519PublicKey[];
  /** Did not exist before: push the messages that now map to them to all of their members. */
  readonly newSwarms: readonly SwarmId[];
  /** Our old swarm is gone and we were moved: push every message to the swarm it now maps to. */
  readonly dissolved: boolean;
}

/**
 * Compares two states from one node's point of view. Newly started, moved while the old swarm lives on, or in
 * no swarm: nothing to push.
 * Spec: docs/spec/storage-rpc.md section 10.3.
 */
export function deriveSwarmEvents(
  previous: NetworkState,
  next: NetworkState,
  self: Ed25519PublicKey,
): SwarmEvents {
  const swarmId = swarmIdOfNode(next, self);
  const previousSwarmId = swarmIdOfNode(previous, self);
  const nothing = { swarmId, previousSwarmId, newMembers: [], newSwarms: [], dissolved: false };
  if (swarmId === null || previousSwarmId === null) return nothing;
  if (swarmId !== previousSwarmId)
    return { ...nothing, dissolved: !sortedSwarmIds(next).includes(previousSwarmId) };
  const before = new Set(membersOf(previous, swarmId));
  const newMembers = membersOf(next, swarmId).filter((key) => !before.has(key));
  const known = new Set(sortedSwarmIds(previous));
  return { ...nothing, newMembers, newSwarms: sortedSwarmIds(next).filter((id) => !known.has(id)) };
}

function swarmIdOfNode(state: NetworkState, key: Ed25519PublicKey): SwarmId | null {
  for (const node of state.nodes.values()) if (node.ed25519 === key) return node.swarmId;
  return null;
}

function membersOf(state: NetworkState, id: SwarmId): Ed25519PublicKey[] {
  return [...state.nodes.values()].filter((node) => node.swarmId === id).map((node) => node.ed25519);
}
