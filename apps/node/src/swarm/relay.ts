import type { Ed25519PublicKey } from "@session/protocol/identity";
import { type NetworkState, nodeByKey } from "@session/protocol/network";
import type { Clock, Telemetry, Transport } from "@session/protocol/ports";
import { encodePushBatch, PUSH_REQUEST, type PushedMessage, pushBatches } from "@session/protocol/rpc";
import { deriveSwarmEvents, sortedSwarmIds } from "@session/protocol/swarm";
import { sleepUnlessStopped } from "../chain/follower.ts";
import type { MessageStore } from "../store/message-store.ts";
import { addressOf, membersOf, type NetworkView, swarmOfMailbox } from "./view.ts";

/**
 * The nodes that need messages of ours after a block: each gets all those that map to its swarm.
 * Spec: docs/spec/storage-rpc.md section 10.3.
 */
export function planRelay(
  previous: NetworkState,
  next: NetworkState,
  self: Ed25519PublicKey,
): readonly Ed25519PublicKey[] {
  const events = deriveSwarmEvents(previous, next, self);
  // Dissolved: wherever our messages map to now. Which swarms that are, the messages decide.
  const swarms = events.dissolved ? sortedSwarmIds(next) : events.newSwarms;
  const members = swarms.flatMap((id) => membersOf(next, id).map(({ ed25519 }) => ed25519));
  return [...new Set([...events.newMembers, ...members])].filter((key) => key !== self);
}

/** Store pages are read this large: several together still fit the memory of a small machine. */
const PAGE_BYTES = 4_000_000;
const PUSH_TIMEOUT_MS = 30_000;
const TARGETS_AT_ONCE = 2;
const RETRY_FIRST_MS = 1_000;
const RETRY_MAX_MS = 30_000;
/** With the waits above this is about ten minutes, in which a new member should have proven where it is. */
const ATTEMPTS_MAX = 24;

export interface Relay {
  /** Reacts to a new table; pushes go on in the background. */
  onChange(previous: NetworkState, next: NetworkState): void;
  /** Pushes everything that maps to this node's swarm to it, as if it had just joined. */
  pushTo(target: Ed25519PublicKey): void;
  pending(): number;
}

export interface RelayPorts {
  readonly self: Ed25519PublicKey;
  readonly view: () => NetworkView;
  readonly store: MessageStore;
  readonly peers: Transport;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
  readonly signal: AbortSignal;
}

/** Hands stored messages to nodes that became responsible for them. */
export function createRelay(ports: RelayPorts): Relay {
  const { clock, signal, store, telemetry } = ports;
  /** Waiting targets in order; a target asked for again while it is served is served again afterwards. */
  const waiting = new Set<Ed25519PublicKey>();
  const serving = new Set<Ed25519PublicKey>();

  async function pushEverything(target: Ed25519PublicKey): Promise<void> {
    let after: number | undefined = 0;
    while (after !== undefined) {
      const page = await store.relayPage(after, PAGE_BYTES);
      const view = ports.view();
      const swarmId = nodeByKey(view.state, target)?.swarmId ?? null;
      if (swarmId === null) return;
      const nowMs = clock.now();
      const theirs = page.messages.filter(
        ({ account, expiryMs }) => expiryMs > nowMs && swarmOfMailbox(view.state, account) === swarmId,
      );
      for (const batch of pushBatches(theirs)) await push(target, batch);
      after = page.next;
    }
  }

  async function push(target: Ed25519PublicKey, batch: readonly PushedMessage[]): Promise<void> {
    const address = addressOf(ports.view(), target);
    if (address === undefined) throw new TargetUnknown();
    const answer = await ports.peers.request(
      address,
      { path: PUSH_REQUEST, body: encodePushBatch(batch) },
      { timeoutMs: PUSH_TIMEOUT_MS, signal },
    );
    if (answer.status !== 200) throw new TargetUnknown();
    telemetry.count("relay_messages", batch.length);
  }

  async function serve(target: Ed25519PublicKey): Promise<void> {
    let pauseMs = RETRY_FIRST_MS;
    for (let attempt = 0; attempt < ATTEMPTS_MAX && !signal.aborted; attempt++) {
      try {
        await pushEverything(target);
        return;
      } catch (error) {
        if (signal.aborted) return;
        const isPassing =
          error instanceof TargetUnknown || (error instanceof Error && error.name === "SessionError");
        if (!isPassing) throw error;
      }
      if (nodeByKey(ports.view().state, target) === undefined) return;
      await sleepUnlessStopped(clock, pauseMs, signal);
      pauseMs = Math.min(pauseMs * 2, RETRY_MAX_MS);
    }
    telemetry.count("relay_given_up");
  }

  function startNext(): void {
    for (const target of waiting) {
      if (serving.size >= TARGETS_AT_ONCE || signal.aborted) return;
      if (serving.has(target)) continue;
      waiting.delete(target);
      serving.add(target);
      void serve(target)
        .catch((error: unknown) =>
          telemetry.log({
            level: "error",
            message: "relaying stored messages failed",
            fields: { error: error instanceof Error ? error.message : String(error) },
          }),
        )
        .finally(() => {
          serving.delete(target);
          startNext();
        });
    }
  }

  function pushTo(target: Ed25519PublicKey): void {
    waiting.add(target);
    startNext();
  }

  return {
    onChange(previous, next) {
      for (const target of planRelay(previous, next, ports.self)) pushTo(target);
    },
    pushTo,
    pending: () => waiting.size + serving.size,
  };
}

/** The target cannot be reached for now: not heard of yet, or not ready. */
class TargetUnknown extends Error {}
