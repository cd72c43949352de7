import { type Ed25519PublicKey, type X25519PublicKey, x25519PublicKey } from "../identity/keys.ts";
import type { SwarmId } from "../swarm/id.ts";
import type { NetworkState, ServiceNodeRecord } from "./types.ts";

/**
 * Stands in a record where the Ed25519 key is no curve point or has a torsion part. Such a node never gets an uptime
 * proof accepted, so nobody learns an address to contact it at.
 */
export const NO_X25519_KEY: X25519PublicKey = x25519PublicKey("0".repeat(64));

/** One index per node table, since tables are never changed in place. */
const byKey = new WeakMap<NetworkState["nodes"], ReadonlyMap<Ed25519PublicKey, ServiceNodeRecord>>();

/** The registered node with this key, active or decommissioned. */
export function nodeByKey(state: NetworkState, key: Ed25519PublicKey): ServiceNodeRecord | undefined {
  let index = byKey.get(state.nodes);
  if (index === undefined) {
    index = new Map([...state.nodes.values()].map((node) => [node.ed25519, node]));
    byKey.set(state.nodes, index);
  }
  return index.get(key);
}

/** Members by swarm, swarms by ascending ID, members by ascending key. */
export function swarmMembers(state: NetworkState): Map<SwarmId, ServiceNodeRecord[]> {
  const placed = [...state.nodes.values()]
    .filter((node) => node.swarmId !== null)
    .sort((a, b) => (a.ed25519 < b.ed25519 ? -1 : 1));
  const swarms = new Map<SwarmId, ServiceNodeRecord[]>();
  for (const node of placed) {
    if (node.swarmId === null) continue;
    const members = swarms.get(node.swarmId);
    if (members === undefined) swarms.set(node.swarmId, [node]);
    else members.push(node);
  }
  return new Map([...swarms].sort(([a], [b]) => (a < b ? -1 : 1)));
}
