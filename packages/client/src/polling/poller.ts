import type { CryptoProvider } from "@session/protocol/crypto";
import type { Account, Ed25519PublicKey } from "@session/protocol/identity";
import type { Clock, Random } from "@session/protocol/ports";
import { decodeRetrieveResponse, type RetrieveResponse } from "@session/protocol/rpc";
import type { NetworkConfig } from "../config.ts";
import { errorCode } from "../errors.ts";
import type { ConnectionStatus } from "../events/types.ts";
import type { Receiver } from "../messages/receive.ts";
import { backoffMs } from "../network/backoff.ts";
import type { Rpc } from "../network/rpc.ts";
import type { NetworkTime } from "../network/time.ts";
import type { ClientStore, CursorKey } from "../store/port.ts";
import { nextStep, type Step } from "./cadence.ts";
import { type ConnectionView, connectionStatus } from "./connection.ts";
import { hasMore, retrieveRequest } from "./retrieve.ts";

const NAMESPACE = 0;
/** A node that did not hold a request is polled in the ordinary way for this long. */
const NO_WAIT_MS = 300_000;
/** Answers after which a watcher moves on to another member, so that no single node decides what we see. */
const ROUNDS_PER_NODE = 30;

/** Fetches our own messages until its signal aborts. */
export interface Poller {
  run(signal: AbortSignal): Promise<void>;
}

export interface PollerParts {
  readonly account: Account;
  readonly clock: Clock;
  readonly random: Random;
  readonly crypto: CryptoProvider;
  readonly store: ClientStore;
  readonly rpc: Rpc;
  readonly time: NetworkTime;
  readonly receiver: Receiver;
  readonly onStatus: (status: ConnectionStatus, clockOffsetMs: number) => void;
  readonly onError: (error: unknown) => void;
}

interface Watcher {
  readonly index: number;
  node: Ed25519PublicKey | undefined;
  guard: Ed25519PublicKey | undefined;
  rounds: number;
  idle: number;
}

/**
 * Several watchers side by side, each at another member of our swarm and through another path where there is one. A
 * watcher lets the node hold its request until something arrives; a node that answers early is polled instead.
 *
 * Spec: docs/spec/accounts-and-messages.md section 6; storage-rpc.md section 9.1.
 */
export function createPoller(config: NetworkConfig, parts: PollerParts): Poller {
  const { account, clock, crypto, store, time } = parts;
  const random = parts.random.fork("poller");
  const watchers: Watcher[] = Array.from({ length: config.pollNodes }, (_, index) => ({
    index,
    node: undefined,
    guard: undefined,
    rounds: 0,
    idle: 0,
  }));
  const noWaitUntil = new Map<Ed25519PublicKey, number>();
  let view: ConnectionView = {
    watchers: watchers.map(() => undefined),
    isTimeRefused: false,
    clockOffsetMs: 0,
  };
  let shown: { status: ConnectionStatus; offsetMs: number } | undefined;

  function cursorOf(node: Ed25519PublicKey): CursorKey {
    return { node, mailbox: account.accountId, namespace: NAMESPACE };
  }

  function report(index: number, error: unknown): void {
    const results = view.watchers.with(index, error === undefined ? "ok" : "failed");
    const isTimeRefused = errorCode(error) === "clock_out_of_sync";
    view = { watchers: results, isTimeRefused, clockOffsetMs: time.offsetMs() };
    const status = connectionStatus(view, config.clockToleranceMs);
    if (shown?.status === status) return;
    shown = { status, offsetMs: view.clockOffsetMs };
    parts.onStatus(status, view.clockOffsetMs);
  }

  function others(self: Watcher): Watcher[] {
    return watchers.filter((watcher) => watcher !== self && watcher.node !== undefined);
  }

  /** Only a node that is nobody else's and has held requests so far may hold this one. */
  function waitMs(watcher: Watcher): number {
    const { node } = watcher;
    if (node === undefined || others(watcher).some((other) => other.node === node)) return 0;
    return (noWaitUntil.get(node) ?? 0) > clock.monotonic() ? 0 : config.waitMs;
  }

  /** One request, and when the next follows. */
  async function round(watcher: Watcher, signal: AbortSignal): Promise<Step["next"]> {
    const { node } = watcher;
    const wanted = waitMs(watcher);
    let retrieved: RetrieveResponse = { messages: [], more: false };
    const startedMs = clock.monotonic();
    const answer = await parts.rpc.toSwarm({
      mailbox: account.accountId,
      method: "batch",
      signal,
      extraTimeoutMs: wanted,
      ...(node !== undefined && { prefer: node }),
      avoid: new Set(others(watcher).flatMap((other) => other.node ?? [])),
      avoidGuard: others(watcher)[0]?.guard,
      build: async (target, nowMs) => [
        retrieveRequest({
          account,
          lastHash: await store.cursor(cursorOf(target.ed25519)),
          nowMs,
          waitMs: target.ed25519 === node ? wanted : 0,
          crypto,
        }),
      ],
      check: (results) => {
        retrieved = decodeRetrieveResponse(results[0]?.body ?? null);
      },
    });
    const target = answer.target.ed25519;
    const isSame = target === node;
    const tookMs = clock.monotonic() - startedMs;
    watcher.node = target;
    watcher.guard = answer.path[0]?.ed25519;
    watcher.rounds = isSame ? watcher.rounds + 1 : 1;
    const fresh = await parts.receiver.take(retrieved.messages, cursorOf(target));
    const step = nextStep(
      {
        wantedMs: isSame ? wanted : 0,
        tookMs,
        listed: retrieved.messages.length,
        fresh,
        hasMore: hasMore(retrieved),
        mayWait: waitMs(watcher) > 0,
      },
      watcher.idle,
    );
    watcher.idle = step.idle;
    if (step.isWaitRefused) noWaitUntil.set(target, clock.monotonic() + NO_WAIT_MS);
    // Without waiting there is nothing to keep: each poll asks another member.
    if (watcher.rounds >= ROUNDS_PER_NODE || step.next === "later") watcher.node = undefined;
    return step.next;
  }

  async function watch(watcher: Watcher, signal: AbortSignal): Promise<void> {
    let failures = 0;
    while (!signal.aborted) {
      let pauseMs = 0;
      try {
        const next = await round(watcher, signal);
        failures = 0;
        report(watcher.index, undefined);
        pauseMs = next === "now" ? 0 : config.pollMs;
      } catch (error) {
        if (signal.aborted) return;
        failures += 1;
        watcher.node = undefined;
        // A handler's failure says nothing about the connection.
        report(watcher.index, errorCode(error) === "handler_failed" ? undefined : error);
        parts.onError(error);
        pauseMs = backoffMs(failures, { baseMs: config.pollMs, maxMs: config.retryMaxMs }, random);
      }
      if (pauseMs > 0) await clock.sleep(pauseMs, signal);
    }
  }

  return {
    async run(signal) {
      parts.onStatus("connecting", 0);
      shown = { status: "connecting", offsetMs: 0 };
      await Promise.all(watchers.map((watcher) => watch(watcher, signal)));
    },
  };
}
