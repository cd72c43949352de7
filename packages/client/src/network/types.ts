import type { Ed25519PublicKey, X25519PublicKey } from "@session/protocol/identity";
import type { NodeAddress } from "@session/protocol/ports";

/** A service node as the node list shows it: where it listens and the key its onion layer is sealed to. */
export interface PoolNode extends NodeAddress {
  readonly x25519: X25519PublicKey;
}

/** The nodes that hold one account's messages. */
export interface Swarm {
  /** Lower-case hex of the swarm ID, as `get_swarm` writes it. */
  readonly id: string;
  readonly members: readonly PoolNode[];
}

/** Hops in order, guard first. */
export type Path = readonly PoolNode[];

export type PathKeys = readonly Ed25519PublicKey[];
