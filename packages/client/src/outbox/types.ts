import type { AccountId, Ed25519PublicKey } from "@session/protocol/identity";

/** What one swarm member said about a stored message; `stored` only when its signature over the hash verifies. */
export type MemberOutcome =
  | { readonly kind: "stored" }
  | { readonly kind: "failed"; readonly reason: string };

/** Proof that a message is on the network. */
export interface SendReceipt {
  /** Message hash, 43 base64 characters. */
  readonly hash: string;
  /** Swarm ID of the recipient, lower-case hex. */
  readonly swarm: string;
  /** Members with a verified signature. */
  readonly replicas: number;
  /** Every member the answer named, by Ed25519 key. */
  readonly members: Readonly<Record<Ed25519PublicKey, MemberOutcome>>;
  /** The path that carried it, guard first. */
  readonly hops: readonly Ed25519PublicKey[];
  /** From handing the message over to the stored answer. */
  readonly ms: number;
}

/** A stored message to be put on one mailbox. Exists from before the first network call until it is stored. */
export interface OutboxJob {
  readonly id: string;
  /** Order of work; grows with each job. */
  readonly sequence: number;
  /**
   * `message` goes to the other side and decides the status of its row. `sync` goes to our own swarm for our other
   * devices, `response` tells someone who wrote first that we accept them; nobody waits for these two.
   */
  readonly purpose: "message" | "sync" | "response";
  /** Row of the message this job belongs to. */
  readonly messageId: string;
  readonly mailbox: AccountId;
  /** Sealed bytes as base64, the `data` of `store`: retries send the same bytes and so the same hash. */
  readonly dataB64: string;
  readonly hash: string;
  readonly ttlMs: number;
  readonly createdAtMs: number;
  readonly state: "queued" | "sending" | "failed";
  readonly attempts: number;
  /** Code of the last failure. */
  readonly errorCode?: string;
}
