import { accountIdBytes, type Ed25519PublicKey, type MailboxId } from "@session/protocol/identity";
import {
  type NetworkState,
  nodeByKey,
  type ServiceNodeRecord,
  swarmMembers,
} from "@session/protocol/network";
import type { NodeAddress } from "@session/protocol/ports";
import { nodeAddress, type ProofBook } from "@session/protocol/proofs";
import { nearestSwarm, type SwarmId, sortedSwarmIds, swarmSpace } from "@session/protocol/swarm";

/** What a node knows at one moment: the folded table, everyone's newest proof, and who it is itself. */
export interface NetworkView {
  readonly self: Ed25519PublicKey;
  readonly state: NetworkState;
  readonly proofs: ProofBook;
  /** The folded state has reached the head of the chain at least once. */
  readonly synced: boolean;
}

/** The swarm that stores this mailbox's messages; null while no swarm exists. */
export function swarmOfMailbox(state: NetworkState, account: MailboxId): SwarmId | null {
  return nearestSwarm(swarmSpace(accountIdBytes(account)), sortedSwarmIds(state));
}

/** One grouping per node table, since tables are never changed in place. */
const grouped = new WeakMap<NetworkState["nodes"], ReadonlyMap<SwarmId, readonly ServiceNodeRecord[]>>();

/** Members of a swarm by ascending key; none for null. */
export function membersOf(state: NetworkState, swarmId: SwarmId | null): readonly ServiceNodeRecord[] {
  let groups = grouped.get(state.nodes);
  if (groups === undefined) {
    groups = swarmMembers(state);
    grouped.set(state.nodes, groups);
  }
  return (swarmId === null ? undefined : groups.get(swarmId)) ?? [];
}

/** Our own swarm; null when we are in none or not on the list. */
export function ownSwarm(view: NetworkView): SwarmId | null {
  return nodeByKey(view.state, view.self)?.swarmId ?? null;
}

/** Whether this node stores the mailbox's messages. */
export function isOurs(view: NetworkView, account: MailboxId): boolean {
  const swarmId = ownSwarm(view);
  return swarmId !== null && swarmId === swarmOfMailbox(view.state, account);
}

/** The other members of the swarm we are in. */
export function otherMembers(view: NetworkView): readonly ServiceNodeRecord[] {
  return membersOf(view.state, ownSwarm(view)).filter(({ ed25519 }) => ed25519 !== view.self);
}

/** Where a registered node listens; undefined before its first proof. */
export function addressOf(view: NetworkView, key: Ed25519PublicKey): NodeAddress | undefined {
  return nodeByKey(view.state, key) && nodeAddress(view.proofs, key);
}
