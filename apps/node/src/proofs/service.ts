import type { CryptoProvider } from "@session/protocol/crypto";
import { DecodeError } from "@session/protocol/errors";
import type { Ed25519PublicKey } from "@session/protocol/identity";
import { type NetworkState, nodeByKey, tableDigest } from "@session/protocol/network";
import type { NetworkParams } from "@session/protocol/params";
import type { Clock, NodeAddress, Random, Telemetry, WireResponse } from "@session/protocol/ports";
import {
  acceptProofs,
  decodeProofList,
  emptyProofBook,
  encodeProofList,
  nodeAddresses,
  type ProofBook,
  proofsSince,
  pruneProofBook,
  type SignedProof,
  signUptimeProof,
} from "@session/protocol/proofs";
import { sleepUnlessStopped } from "../chain/follower.ts";
import type { UrlClient } from "../transport/http-client.ts";
import { decidePushes, isProofDue, type PushState, recordAnswer } from "./schedule.ts";

export const PROOFS_PATH = "/uptime_proofs/v1";
const REQUEST_TIMEOUT_MS = 5_000;
/** Pages fetched from one seed: 500 proofs each, so far more nodes than any network has. */
const FETCH_PAGES_MAX = 40;

export interface ProofServiceOptions {
  readonly params: NetworkParams;
  /** What our own proof announces. */
  readonly address: NodeAddress;
  readonly ed25519Seed: Uint8Array;
  readonly seedUrls: readonly string[];
}

export interface ProofServicePorts {
  readonly state: () => NetworkState;
  readonly urls: UrlClient;
  readonly clock: Clock;
  readonly random: Random;
  readonly telemetry: Telemetry;
  readonly crypto: CryptoProvider;
}

/** Uptime proofs: our own, and the newest of everyone. Spec: docs/spec/swarms-and-testing.md section 12. */
export interface ProofService {
  book(): ProofBook;
  /** Forgets the proofs of nodes that left the table. */
  prune(): void;
  /** `POST /uptime_proofs/v1` */
  receive(body: Uint8Array): WireResponse;
  /** `GET /uptime_proofs/v1?since=` */
  list(sinceSeconds: number): WireResponse;
  run(signal: AbortSignal): Promise<void>;
}

export function createProofService(options: ProofServiceOptions, ports: ProofServicePorts): ProofService {
  const { params, address } = options;
  const { clock, crypto, telemetry } = ports;
  let book = emptyProofBook();
  let own: { readonly signed: SignedProof; readonly madeMs: number } | undefined;
  let pushes: PushState = new Map();

  function take(proofs: readonly SignedProof[], fetched: boolean): readonly Ed25519PublicKey[] {
    const outcome = acceptProofs(book, proofs, {
      nowMs: clock.now(),
      params,
      state: ports.state(),
      fetched,
      crypto,
    });
    book = outcome.book;
    for (const [reason, count] of Object.entries(outcome.refused))
      telemetry.count(`proof_refused_${reason}`, count);
    telemetry.count("proof_accepted", outcome.accepted.length);
    return outcome.accepted;
  }

  function renewOwn(): void {
    const nowMs = clock.now();
    const state = ports.state();
    if (nodeByKey(state, address.ed25519) === undefined || !isProofDue(own?.madeMs, nowMs, params.proofs))
      return;
    const signed = signUptimeProof(
      {
        ...address,
        tableDigest: tableDigest(state, crypto),
        tableHeight: state.membershipHeight,
        height: state.head.height,
        storageServerVersion: params.storageServerVersion,
        nodeVersion: params.nodeVersion,
        timestampSeconds: Math.floor(nowMs / 1000),
      },
      options.ed25519Seed,
      crypto,
    );
    own = { signed, madeMs: nowMs };
    pushes = new Map();
    take([signed], false);
  }

  async function push(target: string, signal: AbortSignal): Promise<void> {
    if (own === undefined) return;
    const { signed } = own;
    let isTaken = false;
    try {
      const answer = await ports.urls.request(
        { url: target + PROOFS_PATH, body: encodeProofList([signed]) },
        { timeoutMs: REQUEST_TIMEOUT_MS, signal },
      );
      isTaken = answer.status === 200 && acceptedCount(answer.body) > 0;
    } catch (error) {
      if (signal.aborted) return;
      telemetry.count("proof_push_failed");
      if (!isExpected(error)) throw error;
    }
    if (own.signed === signed) pushes = recordAnswer(pushes, target, isTaken);
  }

  async function fetchFrom(seed: string, signal: AbortSignal): Promise<void> {
    let since = 0;
    for (let page = 0; page < FETCH_PAGES_MAX; page++) {
      const answer = await ports.urls.request(
        { url: `${seed}${PROOFS_PATH}?since=${since}` },
        { timeoutMs: REQUEST_TIMEOUT_MS, signal },
      );
      if (answer.status !== 200) return;
      const proofs = decodeProofList(answer.body);
      if (take(proofs, true).length === 0) return;
      // Asked again from the newest one we hold; what comes twice is ignored.
      since = Math.max(...[...book.values()].map(({ proof }) => proof.timestampSeconds));
    }
  }

  /** Nodes of the table that have no proof here yet: as at a start, when a seed may know them. */
  function missing(): number {
    return [...ports.state().nodes.values()].filter(({ ed25519 }) => !book.has(ed25519)).length;
  }

  async function fetchMissing(signal: AbortSignal): Promise<void> {
    const seeds = options.seedUrls;
    const seed = seeds[seeds.length > 0 ? ports.random.below(seeds.length) : 0];
    if (seed === undefined) return;
    try {
      await fetchFrom(seed, signal);
    } catch (error) {
      if (signal.aborted) return;
      telemetry.count("proof_fetch_failed");
      if (!isExpected(error)) throw error;
    }
  }

  return {
    book: () => book,
    prune: () => {
      book = pruneProofBook(book, ports.state());
    },
    receive(body) {
      try {
        const accepted = take(decodeProofList(body), false);
        return {
          status: 200,
          body: encodeAccepted(accepted.length),
          headers: { "content-type": "application/json" },
        };
      } catch (error) {
        if (!(error instanceof DecodeError)) throw error;
        return textAnswer(400, `invalid request: ${error.message}`);
      }
    },
    list(sinceSeconds) {
      return {
        status: 200,
        body: encodeProofList(proofsSince(book, sinceSeconds)),
        headers: { "content-type": "application/octet-stream" },
      };
    },
    async run(signal) {
      const { checkEveryMs, startDelayMs, intervalMs } = params.proofs;
      await sleepUnlessStopped(clock, startDelayMs, signal);
      let fetchedAtMs = Number.NEGATIVE_INFINITY;
      let fetchPauseMs = checkEveryMs;
      while (!signal.aborted) {
        renewOwn();
        const targets = [...options.seedUrls, ...nodeUrls(book, address.ed25519)];
        await Promise.all(decidePushes(pushes, targets).map((target) => push(target, signal)));
        if (missing() === 0) fetchPauseMs = checkEveryMs;
        else if (clock.monotonic() - fetchedAtMs >= fetchPauseMs) {
          fetchedAtMs = clock.monotonic();
          // Some nodes never prove anything: ask for them less and less often.
          fetchPauseMs = Math.min(fetchPauseMs * 2, intervalMs);
          await fetchMissing(signal);
        }
        await sleepUnlessStopped(clock, checkEveryMs, signal);
      }
    },
  };
}

function nodeUrls(book: ProofBook, self: Ed25519PublicKey): string[] {
  return nodeAddresses(book)
    .filter(({ ed25519 }) => ed25519 !== self)
    .map(({ ip, httpsPort }) => `https://${ip}:${httpsPort}`);
}

const ACCEPTED_BYTES_MAX = 64;

function encodeAccepted(count: number): Uint8Array {
  return new TextEncoder().encode(`{"accepted":${count}}`);
}

function acceptedCount(body: Uint8Array): number {
  if (body.length > ACCEPTED_BYTES_MAX) return 0;
  return Number(/^\{"accepted":\s*(\d+)\}$/.exec(new TextDecoder().decode(body))?.[1] ?? 0);
}

/** A seed or node that does not answer, or not with proofs, is its problem; everything else is ours. */
function isExpected(error: unknown): boolean {
  return (
    error instanceof DecodeError ||
    (error instanceof Error && "code" in error && error.code === "seed_unreachable")
  );
}

function textAnswer(status: number, text: string): WireResponse {
  return { status, body: new TextEncoder().encode(text), headers: { "content-type": "text/plain" } };
}
