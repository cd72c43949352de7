import { type Ed25519PublicKey, type MailboxId, snodeHost, type X25519PublicKey } from "../identity/index.ts";
import type { NetworkState, ServiceNodeRecord } from "../network/types.ts";
import type { ProofBook } from "../proofs/book.ts";
import { type SwarmId, swarmIdHex } from "../swarm/id.ts";
import { swarmOf } from "../swarm/position.ts";
import type { WireObject, WireValue } from "./wire-value.ts";

/** A swarm member as `get_swarm` and 421 answers show it. */
export interface SwarmMember {
  readonly ed25519: Ed25519PublicKey;
  readonly x25519: X25519PublicKey;
  /** 0.0.0.0 while no uptime proof is known. */
  readonly ip: string;
  readonly httpsPort: number;
  readonly peerPort: number;
}

/** Members of one swarm by ascending key. */
export function membersOfSwarm(state: NetworkState, id: SwarmId | null, proofs: ProofBook): SwarmMember[] {
  if (id === null) return [];
  return [...state.nodes.values()]
    .filter((node) => node.swarmId === id)
    .sort((a, b) => (a.ed25519 < b.ed25519 ? -1 : 1))
    .map((node) => memberOf(node, proofs));
}

function memberOf(node: ServiceNodeRecord, proofs: ProofBook): SwarmMember {
  const proof = proofs.get(node.ed25519)?.proof;
  return {
    ed25519: node.ed25519,
    x25519: node.x25519,
    ip: proof?.ip ?? "0.0.0.0",
    httpsPort: proof?.httpsPort ?? 0,
    peerPort: proof?.peerPort ?? 0,
  };
}

/**
 * Body of `get_swarm` and of 421, without the time fields.
 * Spec: docs/spec/storage-rpc.md section 2.3.
 */
export function swarmInfo(account: MailboxId, state: NetworkState, proofs: ProofBook): WireObject {
  const id = swarmOf(account, state);
  return {
    snodes: membersOfSwarm(state, id, proofs).map(memberFields),
    swarm: swarmIdHex(id),
  };
}

function memberFields(member: SwarmMember): WireValue {
  return {
    address: snodeHost(member.ed25519),
    ip: member.ip,
    // compat: text here, numbers in the other ports
    port: String(member.httpsPort),
    port_https: member.httpsPort,
    port_omq: member.peerPort,
    port_quic: member.peerPort,
    pubkey_ed25519: member.ed25519,
    pubkey_legacy: member.ed25519,
    pubkey_x25519: member.x25519,
  };
}
