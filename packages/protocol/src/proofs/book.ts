import type { CryptoProvider } from "../crypto/index.ts";
import { DecodeError } from "../errors.ts";
import type { Ed25519PublicKey } from "../identity/keys.ts";
import { nodeByKey } from "../network/lookup.ts";
import type { NetworkState } from "../network/types.ts";
import type { NetworkParams } from "../params/index.ts";
import type { NodeAddress } from "../ports/index.ts";
import { PROOF_LIST_BYTES_MAX, PROOF_LIST_PAIRS_MAX } from "./list.ts";
import { decodeUptimeProof, type UptimeProof } from "./proof.ts";
import type { SignedProof } from "./sign.ts";
import { type ProofRefusal, verifyUptimeProof } from "./verify.ts";

/** The newest accepted proof of one node. */
export interface AcceptedProof extends SignedProof {
  readonly proof: UptimeProof;
  readonly receivedMs: number;
  /** The two most recent distinct addresses, newest first, each with the time it was last seen. */
  readonly addresses: readonly { readonly ip: string; readonly lastSeenMs: number }[];
}

/** Newest proof of every registered node: plain data, at most one entry per node of the table. */
export type ProofBook = ReadonlyMap<Ed25519PublicKey, AcceptedProof>;

export interface BatchOutcome {
  readonly book: ProofBook;
  /** Keys whose proof was taken, in the order given. */
  readonly accepted: readonly Ed25519PublicKey[];
  readonly refused: Readonly<Partial<Record<ProofRefusal, number>>>;
}

const ADDRESSES_KEPT = 2;

/** The book of a node that has just started. */
export function emptyProofBook(): ProofBook {
  return new Map();
}

/**
 * Judges each proof on its own and takes the good ones. Nodes that left the table are dropped on the way, so the book
 * never outgrows it.
 * Spec: docs/spec/swarms-and-testing.md sections 5.3 and 12.2.
 */
export function acceptProofs(
  book: ProofBook,
  proofs: readonly SignedProof[],
  options: {
    readonly nowMs: number;
    readonly params: NetworkParams;
    readonly state: NetworkState;
    readonly fetched?: boolean;
    readonly crypto?: CryptoProvider;
  },
): BatchOutcome {
  const next = new Map(pruneProofBook(book, options.state));
  const accepted: Ed25519PublicKey[] = [];
  const refused: Partial<Record<ProofRefusal, number>> = {};
  for (const signed of proofs) {
    const previous = previousOf(next, signed.bytes);
    const verdict = verifyUptimeProof(signed.bytes, signed.signature, { ...options, previous });
    if (!verdict.accepted) {
      refused[verdict.reason] = (refused[verdict.reason] ?? 0) + 1;
      continue;
    }
    const { proof, receivedMs } = verdict;
    const others = (previous?.addresses ?? []).filter(({ ip }) => ip !== proof.ip);
    const addresses = [{ ip: proof.ip, lastSeenMs: receivedMs }, ...others].slice(0, ADDRESSES_KEPT);
    next.set(proof.ed25519, { ...signed, proof, receivedMs, addresses });
    accepted.push(proof.ed25519);
  }
  return { book: next, accepted, refused };
}

function previousOf(book: ProofBook, bytes: Uint8Array): AcceptedProof | undefined {
  try {
    return book.get(decodeUptimeProof(bytes).ed25519);
  } catch (error) {
    if (error instanceof DecodeError) return undefined; // refused as malformed right after
    throw error;
  }
}

/** Without the proofs of nodes that are no longer registered; the same book when there are none. */
export function pruneProofBook(book: ProofBook, state: NetworkState): ProofBook {
  const gone = [...book.keys()].filter((key) => nodeByKey(state, key) === undefined);
  if (gone.length === 0) return book;
  const next = new Map(book);
  for (const key of gone) next.delete(key);
  return next;
}

/** Where the node listens according to its newest proof. */
export function nodeAddress(book: ProofBook, key: Ed25519PublicKey): NodeAddress | undefined {
  const entry = book.get(key);
  if (entry === undefined) return undefined;
  const { ed25519, ip, httpsPort, peerPort, httpPort } = entry.proof;
  return { ed25519, ip, httpsPort, peerPort, ...(httpPort === undefined ? {} : { httpPort }) };
}

/** Addresses of all nodes with a proof. */
export function nodeAddresses(book: ProofBook): NodeAddress[] {
  return [...book.keys()].flatMap((key) => nodeAddress(book, key) ?? []);
}

/**
 * The proofs received at or after a time, oldest first, cut to what one answer may hold. Ask again from the
 * `receivedMs` of the last one.
 * Spec: docs/spec/swarms-and-testing.md section 12.2.
 */
export function proofsSince(book: ProofBook, sinceSeconds: number): AcceptedProof[] {
  const found = [...book.values()]
    .filter(({ receivedMs }) => receivedMs >= sinceSeconds * 1000)
    .sort((a, b) => a.receivedMs - b.receivedMs);
  let size = 2; // the list's own delimiters
  const fits = found.findIndex(({ bytes, signature }, index) => {
    size += bytes.length + signature.length + PAIR_OVERHEAD;
    return size > PROOF_LIST_BYTES_MAX || index >= PROOF_LIST_PAIRS_MAX;
  });
  return fits < 0 ? found : found.slice(0, fits);
}

/** `l`, two length prefixes of at most 4 characters, `e`. */
const PAIR_OVERHEAD = 10;
