import type { CryptoProvider } from "@session/protocol/crypto";
import type { Ed25519PublicKey } from "@session/protocol/identity";
import type { NetworkState } from "@session/protocol/network";
import type { NetworkParams } from "@session/protocol/params";
import type { Clock, Telemetry } from "@session/protocol/ports";
import {
  type AcceptedProof,
  acceptProofs,
  decodeProofList,
  encodeProofList,
  type ProofBook,
  proofsSince,
  pruneProofBook,
} from "@session/protocol/proofs";
import type { ProofStore } from "../db/proof-store.ts";

export interface ProofDeskPorts {
  readonly clock: Clock;
  readonly telemetry: Telemetry;
  readonly store: ProofStore;
  readonly crypto: CryptoProvider;
  /** The table proofs are judged by. */
  readonly state: () => NetworkState;
}

/** Collects the uptime proofs of all nodes; receives and fetches, never makes one. Spec: swarms-and-testing.md 12.2. */
export interface ProofDesk {
  book(): ProofBook;
  /** Takes what the tables kept over a restart. */
  restore(): Promise<void>;
  /**
   * Judges a proof list body.
   * @param fetched the list came from somebody's collection, not from the nodes themselves
   * @returns the accepted ones
   * @throws DecodeError when it is not a proof list
   */
  accept(body: Uint8Array, options: { readonly fetched: boolean }): Promise<readonly AcceptedProof[]>;
  /** A proof list body with what was received since then, oldest first, at most 1 MB. */
  listSince(sinceSeconds: number): Uint8Array;
  /** Forgets nodes that left the table. */
  prune(): Promise<void>;
  /** Registered nodes whose newest proof is older than one interval, or missing. */
  lateNodes(): number;
}

export function createProofDesk(params: NetworkParams, ports: ProofDeskPorts): ProofDesk {
  const { clock, telemetry, store, crypto, state } = ports;
  let book: ProofBook = new Map();
  return {
    book: () => book,
    async restore() {
      const stored = await store.load();
      book = new Map(stored.map((accepted) => [accepted.proof.ed25519, accepted]));
    },
    async accept(body, { fetched }) {
      const outcome = acceptProofs(book, decodeProofList(body), {
        nowMs: clock.now(),
        params,
        state: state(),
        fetched,
        crypto,
      });
      book = outcome.book;
      telemetry.count("proofs_accepted", outcome.accepted.length);
      for (const [reason, count] of Object.entries(outcome.refused))
        telemetry.count(`proofs_refused_${reason}`, count);
      const accepted = [...new Set(outcome.accepted)].flatMap((key) => book.get(key) ?? []);
      await store.save(accepted);
      return accepted;
    },
    listSince: (sinceSeconds) => encodeProofList(proofsSince(book, sinceSeconds)),
    async prune() {
      const kept = pruneProofBook(book, state());
      const gone: Ed25519PublicKey[] = [...book.keys()].filter((key) => !kept.has(key));
      book = kept;
      await store.remove(gone);
    },
    lateNodes() {
      const oldestMs = clock.now() - params.proofs.intervalMs;
      return [...state().nodes.values()].filter(
        ({ ed25519 }) => (book.get(ed25519)?.receivedMs ?? 0) < oldestMs,
      ).length;
    },
  };
}
