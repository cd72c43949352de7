import { accountIdBytes, type MailboxId } from "../identity/index.ts";
import type { NetworkState } from "../network/types.ts";
import type { SwarmId } from "./id.ts";

const MASK_64 = 0xffff_ffff_ffff_ffffn;

/**
 * Maps an account to its position on the swarm ring.
 *
 * @param accountId 33 bytes: prefix (takes no part), then the 32-byte key
 * @returns unsigned 64-bit position; 2^64 - 1 is a legal position though not a legal swarm ID
 * @throws RangeError when the length is not 33
 * Spec: docs/spec/swarms-and-testing.md section 1. Vectors: vectors/swarm-mapping.json `swarm_space`.
 */
export function swarmSpace(accountId: Uint8Array): bigint {
  if (accountId.length !== 33) throw new RangeError(`account ID: expected 33 bytes, got ${accountId.length}`);
  const view = new DataView(accountId.buffer, accountId.byteOffset + 1, 32);
  return view.getBigUint64(0) ^ view.getBigUint64(8) ^ view.getBigUint64(16) ^ view.getBigUint64(24);
}

/**
 * The swarm nearest to a position on the ring; a tie goes to the left neighbour in ring order.
 *
 * @param sortedIds all swarm IDs, ascending
 * @returns null when there is no swarm
 * Spec: docs/spec/swarms-and-testing.md section 1. Vectors: vectors/swarm-mapping.json `nearest`.
 */
export function nearestSwarm(position: bigint, sortedIds: readonly SwarmId[]): SwarmId | null {
  const first = sortedIds[0];
  const last = sortedIds.at(-1);
  if (first === undefined || last === undefined) return null;
  const index = lowerBound(sortedIds, position);
  const right = sortedIds[index] ?? first;
  // Ring order: left of the smallest ID, and of a position past the largest, is the largest ID.
  const left = index === 0 ? last : (sortedIds[index - 1] ?? last);
  const toRight = (right - position) & MASK_64;
  const toLeft = (position - left) & MASK_64;
  return toRight < toLeft ? right : left;
}

/** Index of the first ID >= position, or the length. */
function lowerBound(sortedIds: readonly SwarmId[], position: bigint): number {
  let low = 0;
  let high = sortedIds.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const id = sortedIds[middle];
    if (id !== undefined && id < position) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Swarm IDs of a state, ascending; one list per node table, since tables are never changed in place. */
const sortedIdsOf = new WeakMap<NetworkState["nodes"], readonly SwarmId[]>();

/** All swarm IDs in use, ascending. */
export function sortedSwarmIds(state: NetworkState): readonly SwarmId[] {
  const known = sortedIdsOf.get(state.nodes);
  if (known !== undefined) return known;
  const ids = new Set<SwarmId>();
  for (const node of state.nodes.values()) if (node.swarmId !== null) ids.add(node.swarmId);
  const sorted = [...ids].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  sortedIdsOf.set(state.nodes, sorted);
  return sorted;
}

/** The swarm that stores this account's messages; null while no swarm exists. */
export function swarmOf(account: MailboxId, state: NetworkState): SwarmId | null {
  return nearestSwarm(swarmSpace(accountIdBytes(account)), sortedSwarmIds(state));
}
