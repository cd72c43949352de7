import { base64Decode, base64EncodeUnpadded } from "@session/protocol/bytes";
import type { CryptoProvider } from "@session/protocol/crypto";
import type { AccountId } from "@session/protocol/identity";
import type { Clock, Random } from "@session/protocol/ports";
import { NAMESPACES, type StoreRequest } from "@session/protocol/rpc";
import type { NetworkConfig } from "../config.ts";
import { type ClientErrorCode, clientError, errorCode, isRetryable } from "../errors.ts";
import { backoffMs } from "../network/backoff.ts";
import type { Pool } from "../network/pool.ts";
import type { AccountAnswer, Rpc } from "../network/rpc.ts";
import { abortable } from "../network/single-flight.ts";
import type { ClientStore, StoreChange, StoredMessage } from "../store/port.ts";
import { afterFailure, beginAttempt, requeue, resume } from "./state.ts";
import { type MemberMap, readStoreAnswer, replicaCount } from "./store-answer.ts";
import type { OutboxJob, SendReceipt } from "./types.ts";

const JOBS_MAX = 10_000;
/** Mailboxes written to at the same time. */
const LANES_MAX = 4;

/** What the caller of `add` knows about a job. */
export type NewJob = Omit<OutboxJob, "id" | "sequence" | "state" | "attempts">;

/** Jobs on their way to the network, in order per mailbox; they survive the process. */
export interface Outbox {
  /** Picks up where the last process stopped, and works until `stop`. */
  start(): Promise<void>;
  /**
   * Writes jobs and message in one commit together with `changes`, then sends when started. Resolves once all is in
   * the store. @throws ClientError outbox_full
   */
  add(newJobs: readonly NewJob[], message: StoredMessage, changes: readonly StoreChange[]): Promise<void>;
  /** Settles when the message is stored on the network or has failed for good. */
  settled(messageId: string, signal?: AbortSignal): Promise<SendReceipt>;
  /** Sends a failed message again. @throws ClientError message_unknown */
  retry(messageId: string): Promise<void>;
  /** The network is back: ends every pause between attempts. */
  wake(): void;
  /** Jobs not yet sent. */
  pending(): readonly OutboxJob[];
  /** Lets running attempts finish for up to `graceMs`, then cancels them. Jobs stay in the store. */
  stop(graceMs: number): Promise<void>;
}

export interface OutboxParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly store: ClientStore;
  readonly rpc: Rpc;
  readonly pool: Pool;
  readonly crypto: CryptoProvider;
  /** The status of a message changed; called after it was committed. */
  readonly onMessage: (message: StoredMessage) => void;
  /** What else is to be sent once a message is stored: the copy for our own devices. */
  readonly followUp: (message: StoredMessage) => NewJob | undefined;
  /** A job that nobody waits for failed, or the store did. */
  readonly onError: (error: unknown) => void;
}

interface Waiter {
  readonly resolve: (receipt: SendReceipt) => void;
  readonly reject: (error: unknown) => void;
}

export function createOutbox(config: NetworkConfig, parts: OutboxParts): Outbox {
  const { clock, store } = parts;
  const random = parts.random.fork("outbox");
  const jobs = new Map<string, OutboxJob>();
  const lanes = new Map<AccountId, Promise<void>>();
  const waiters = new Map<string, Set<Waiter>>();
  const startedAt = new Map<string, number>();
  /** Cuts pauses short. */
  const stopping = new AbortController();
  let waking = new AbortController();
  /** Cancels running requests. */
  const life = new AbortController();
  let isRunning = false;
  let lastSequence = 0;

  function made(job: NewJob): OutboxJob {
    lastSequence += 1;
    const id = base64EncodeUnpadded(parts.random.secure(12));
    return { ...job, id, sequence: lastSequence, state: "queued", attempts: 0 };
  }

  function kick(): void {
    if (!isRunning || stopping.signal.aborted) return;
    for (const job of ordered()) {
      if (job.state !== "queued" || lanes.has(job.mailbox)) continue;
      if (lanes.size >= LANES_MAX) return;
      const { mailbox } = job;
      const lane = runLane(mailbox)
        .catch((error: unknown) => afterLaneError(mailbox, error))
        .finally(() => {
          lanes.delete(mailbox);
          kick();
        });
      lanes.set(mailbox, lane);
    }
  }

  /** Only the store can fail here: what it was told last is unknown, so the job counts as found after a restart. */
  async function afterLaneError(mailbox: AccountId, error: unknown): Promise<void> {
    for (const job of jobs.values())
      if (job.mailbox === mailbox && job.state === "sending") jobs.set(job.id, resume(job));
    if (stopping.signal.aborted) return;
    parts.onError(error);
    await pause(config.retryMaxMs);
  }

  /** Ends early, without an error, when the network is back or the outbox stops. */
  async function pause(ms: number): Promise<void> {
    const early = AbortSignal.any([stopping.signal, waking.signal]);
    try {
      await clock.sleep(ms, early);
    } catch (error) {
      if (!early.aborted) throw error;
    }
  }

  function ordered(): OutboxJob[] {
    return [...jobs.values()].sort((a, b) => a.sequence - b.sequence);
  }

  async function runLane(mailbox: AccountId): Promise<void> {
    while (!stopping.signal.aborted) {
      const job = ordered().find((next) => next.mailbox === mailbox && next.state === "queued");
      if (!job) return;
      const after = await runAttempt(job);
      if (after?.state !== "queued" || stopping.signal.aborted) continue;
      await pause(
        backoffMs(after.attempts, { baseMs: config.retryBaseMs, maxMs: config.retryMaxMs }, random),
      );
    }
  }

  /** One attempt from commit to commit; the job afterwards, undefined when it is done. */
  async function runAttempt(queued: OutboxJob): Promise<OutboxJob | undefined> {
    const job = beginAttempt(queued);
    await save(job, (message) => ({ ...withoutError(message), status: "sending" }));
    let answer: AccountAnswer & { readonly members: MemberMap };
    try {
      answer = await send(job);
    } catch (error) {
      if (life.signal.aborted) throw error;
      return failedAttempt(job, error);
    }
    await finish(job, answer);
    return undefined;
  }

  async function send(job: OutboxJob): Promise<AccountAnswer & { readonly members: MemberMap }> {
    const data = base64Decode(job.dataB64, "data");
    let members: MemberMap = {};
    const answer = await parts.rpc.toSwarm({
      mailbox: job.mailbox,
      method: "sequence",
      signal: life.signal,
      build: async (_, nowMs) => [storeRequest(job, data, nowMs)],
      check(results) {
        members = readStoreAnswer(results[0]?.body ?? null, {
          hash: job.hash,
          isKnown: parts.pool.isListed,
          crypto: parts.crypto,
        });
        if (replicaCount(members) === 0)
          throw clientError("store_unverified", "store: no member proved that it holds the message", {
            retryable: true,
          });
      },
    });
    return { ...answer, members };
  }

  async function failedAttempt(job: OutboxJob, error: unknown): Promise<OutboxJob> {
    const after = afterFailure(
      job,
      { code: errorCode(error), retryable: isRetryable(error) },
      config.sendAttempts,
    );
    await save(after, (message) =>
      after.state === "failed"
        ? { ...message, status: "failed", errorCode: errorCode(error) }
        : { ...message, status: "queued", errorCode: errorCode(error) },
    );
    if (after.state === "failed") {
      if (job.purpose === "message") settle(job.messageId, (waiter) => waiter.reject(error));
      else parts.onError(error);
    }
    return after;
  }

  async function finish(
    job: OutboxJob,
    answer: AccountAnswer & { readonly members: MemberMap },
  ): Promise<void> {
    if (job.purpose !== "message") {
      await store.commit([{ kind: "deleteJob", id: job.id }]);
      jobs.delete(job.id);
      return;
    }
    const receipt: SendReceipt = {
      hash: job.hash,
      swarm: answer.swarm.id,
      replicas: replicaCount(answer.members),
      members: answer.members,
      hops: answer.path.map((node) => node.ed25519),
      ms: Math.round(clock.monotonic() - (startedAt.get(job.messageId) ?? clock.monotonic())),
    };
    const stored = await store.message(job.messageId);
    const message: StoredMessage | undefined = stored && {
      ...withoutError(stored),
      status: "sent",
      hash: job.hash,
      receipt,
    };
    const next = message && parts.followUp(message);
    const followUp = next && made(next);
    await store.commit([
      { kind: "deleteJob", id: job.id },
      ...(message ? [{ kind: "putMessage", message } as const] : []),
      ...(followUp ? [{ kind: "putJob", job: followUp } as const] : []),
    ]);
    jobs.delete(job.id);
    startedAt.delete(job.messageId);
    if (followUp) jobs.set(followUp.id, followUp);
    if (message) parts.onMessage(message);
    settle(job.messageId, (waiter) => waiter.resolve(receipt));
    kick();
  }

  /** Commits a job together with what it means for its message. */
  async function save(job: OutboxJob, change: (message: StoredMessage) => StoredMessage): Promise<void> {
    const stored = job.purpose === "message" ? await store.message(job.messageId) : undefined;
    const message = stored && change(stored);
    await store.commit([
      { kind: "putJob", job },
      ...(message ? [{ kind: "putMessage", message } as const] : []),
    ]);
    jobs.set(job.id, job);
    if (message && (message.status !== stored?.status || message.errorCode !== stored.errorCode))
      parts.onMessage(message);
  }

  /** It may be over already: then its row says how it ended. */
  async function checkSettled(messageId: string): Promise<void> {
    if (ordered().some((job) => job.messageId === messageId && job.state !== "failed")) return;
    const message = await store.message(messageId);
    const { receipt } = message ?? {};
    if (receipt) settle(messageId, (waiter) => waiter.resolve(receipt));
    else if (!message) throw clientError("message_unknown", "no message has this ID");
    else if (message.status === "failed")
      throw clientError("send_failed", "the message failed", { meta: { code: message.errorCode } });
  }

  function settle(messageId: string, tell: (waiter: Waiter) => void): void {
    for (const waiter of waiters.get(messageId) ?? []) tell(waiter);
    waiters.delete(messageId);
  }

  return {
    async start() {
      for (const job of await store.jobs()) {
        jobs.set(job.id, resume(job));
        lastSequence = Math.max(lastSequence, job.sequence);
      }
      isRunning = true;
      kick();
    },
    async add(newJobs, message, changes) {
      if (jobs.size + newJobs.length > JOBS_MAX)
        throw clientError("outbox_full", `outbox: expected at most ${JOBS_MAX} waiting jobs`);
      const queued = newJobs.map(made);
      const now = clock.monotonic();
      await store.commit([
        ...changes,
        { kind: "putMessage", message },
        ...queued.map((job) => ({ kind: "putJob", job }) as const),
      ]);
      // Only now may a lane see them: nothing goes out that the store does not hold.
      for (const job of queued) jobs.set(job.id, job);
      startedAt.set(message.id, now);
      parts.onMessage(message);
      kick();
    },
    settled(messageId, signal) {
      const result = new Promise<SendReceipt>((resolve, reject) => {
        const set = waiters.get(messageId) ?? new Set();
        waiters.set(messageId, set.add({ resolve, reject }));
      });
      checkSettled(messageId).catch((error: unknown) => settle(messageId, (waiter) => waiter.reject(error)));
      return signal ? abortable(result, signal) : result;
    },
    async retry(messageId) {
      const job = ordered().find((one) => one.messageId === messageId && one.purpose === "message");
      if (!job) throw clientError("message_unknown", "no unsent message has this ID");
      if (job.state !== "failed") return;
      await save(requeue(job), (message) => ({ ...withoutError(message), status: "queued" }));
      kick();
    },
    wake() {
      waking.abort();
      waking = new AbortController();
    },
    pending: ordered,
    async stop(graceMs) {
      if (stopping.signal.aborted) return;
      stopping.abort(STOPPED);
      const idle = Promise.all(lanes.values());
      const grace = new AbortController();
      await Promise.race([
        idle,
        clock.sleep(graceMs, grace.signal).catch(() => undefined), // cut short because the lanes are done
      ]);
      grace.abort();
      life.abort(STOPPED);
      await idle;
      isRunning = false;
      for (const messageId of [...waiters.keys()]) settle(messageId, (waiter) => waiter.reject(STOPPED));
    },
  };
}

/** Namespace 0 takes no signature. Spec: docs/spec/storage-rpc.md sections 7.1 and 12. */
function storeRequest(job: OutboxJob, data: Uint8Array, nowMs: number): StoreRequest {
  return {
    method: "store",
    account: job.mailbox,
    namespace: NAMESPACES.directMessages,
    timestampMs: nowMs,
    expiryMs: nowMs + job.ttlMs,
    data,
  };
}

const STOPPED_CODE: ClientErrorCode = "stopped";
const STOPPED = clientError(STOPPED_CODE, "the client stopped; what is not sent goes out at the next start", {
  retryable: true,
});

function withoutError(message: StoredMessage): StoredMessage {
  const { errorCode: _, ...rest } = message;
  return rest;
}
