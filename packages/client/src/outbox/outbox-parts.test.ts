// State machine and answer check of the outbox, both pure.
import { base64Encode, utf8Encode } from "@session/protocol/bytes";
import { nobleCrypto } from "@session/protocol/crypto";
import { bob, fixtureNodes } from "@session/testkit/fixtures";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { afterFailure, beginAttempt, requeue, resume } from "./state.ts";
import { readStoreAnswer, replicaCount } from "./store-answer.ts";
import type { OutboxJob } from "./types.ts";

const queued: OutboxJob = {
  id: "job",
  sequence: 1,
  purpose: "message",
  messageId: "message",
  mailbox: bob.accountId,
  dataB64: "AAAA",
  hash: "A".repeat(43),
  ttlMs: 1_000,
  createdAtMs: 1,
  state: "queued",
  attempts: 0,
};

describe("state of a job", () => {
  test("behaviour: failures that may pass queue it again until the attempts are used up", () => {
    let job = queued;
    const states: string[] = [];
    for (let round = 0; round < 3; round++) {
      job = afterFailure(beginAttempt(job), { code: "path_failed", retryable: true }, 3);
      states.push(job.state);
    }
    expect(states).toEqual(["queued", "queued", "failed"]);
    expect(job).toMatchObject({ attempts: 3, errorCode: "path_failed" });
  });

  test("behaviour: a final failure fails it at once", () => {
    const job = afterFailure(beginAttempt(queued), { code: "request_rejected", retryable: false }, 3);
    expect(job).toMatchObject({ state: "failed", attempts: 1, errorCode: "request_rejected" });
  });

  test("behaviour: a new attempt forgets the old error", () => {
    const failed = afterFailure(beginAttempt(queued), { code: "path_failed", retryable: true }, 3);
    expect(beginAttempt(failed)).not.toHaveProperty("errorCode");
    expect(requeue(failed)).toEqual(queued);
  });

  test("behaviour: at the start, an interrupted attempt does not count, a failed message stays failed", () => {
    expect(resume(beginAttempt(queued))).toMatchObject({ state: "queued", attempts: 0 });
    const failed = { ...queued, state: "failed", attempts: 5 } as const;
    expect(resume(failed)).toBe(failed);
    expect(resume({ ...failed, purpose: "sync" })).toMatchObject({ state: "queued", attempts: 0 });
    expect(resume(queued)).toBe(queued);
  });

  test("behaviour: bytes, hash and place never change, whatever happens", () => {
    const step = fc.constantFrom(
      beginAttempt,
      resume,
      requeue,
      (job: OutboxJob) => afterFailure(job, { code: "x", retryable: true }, 3),
      (job: OutboxJob) => afterFailure(job, { code: "x", retryable: false }, 3),
    );
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const end = steps.reduce((job, next) => next(job), queued);
        const { state: _s, attempts, errorCode: _e, ...rest } = end;
        const { state: _s2, attempts: _a, ...before } = queued;
        expect(rest).toEqual(before);
        expect(attempts).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

describe("readStoreAnswer", () => {
  const [first, second, third] = fixtureNodes(3) as [
    ReturnType<typeof fixtureNodes>[number],
    ReturnType<typeof fixtureNodes>[number],
    ReturnType<typeof fixtureNodes>[number],
  ]; // three were asked for
  const hash = queued.hash;
  const signedBy = (seed: Uint8Array, text = hash) =>
    base64Encode(nobleCrypto.ed25519Sign(utf8Encode(text), seed));
  const good = (node: typeof first) => ({ hash, expiry: 5, signature: signedBy(node.ed25519Seed) });
  const known = new Set([first.ed25519, second.ed25519]);
  const read = (swarm: Record<string, object | number | null>) =>
    readStoreAnswer({ swarm, hash, t: 1 } as never, {
      hash,
      isKnown: (node) => known.has(node),
      crypto: nobleCrypto,
    });

  test("default: members whose signature verifies", () => {
    const members = read({ [first.ed25519]: good(first), [second.ed25519]: good(second) });
    expect(members).toEqual({ [first.ed25519]: { kind: "stored" }, [second.ed25519]: { kind: "stored" } });
    expect(replicaCount(members)).toBe(2);
  });

  test("behaviour: each failure has its reason", () => {
    const reasonOf = (value: object | number | null) => {
      const outcome = read({ [first.ed25519]: value })[first.ed25519];
      return outcome?.kind === "failed" ? outcome.reason : outcome?.kind;
    };
    expect(reasonOf({ failed: true, timeout: true })).toBe("no answer");
    expect(reasonOf({ failed: true, bad_peer_response: true })).toBe("bad answer");
    expect(reasonOf({ failed: true, code: "503", reason: "busy" })).toBe("503 busy");
    expect(reasonOf({ failed: true, query_failure: true, reason: "storage full" })).toBe("storage full");
    expect(reasonOf({ ...good(first), signature: signedBy(second.ed25519Seed) })).toBe("invalid signature");
    expect(reasonOf({ ...good(first), hash: "B".repeat(43) })).toBe("another hash");
    expect(reasonOf({ ...good(first), signature: "short" })).toBe("bad answer");
    expect(reasonOf(5)).toBe("bad answer");
    expect(reasonOf(null)).toBe("bad answer");
  });

  test("behaviour: a key that is on no list proves nothing, however well it signs", () => {
    const members = read({ [third.ed25519]: good(third), [first.ed25519]: good(first) });
    expect(members[third.ed25519]).toEqual({ kind: "failed", reason: "not on the node list" });
    expect(replicaCount(members)).toBe(1);
  });

  test("error: no swarm, names that are no keys, too many members", () => {
    expect(() => readStoreAnswer(null, { hash, isKnown: () => true, crypto: nobleCrypto })).toThrow();
    expect(() => read({ nobody: good(first) })).toThrow(expect.objectContaining({ name: "DecodeError" }));
    const many = Object.fromEntries(
      Array.from({ length: 101 }, (_, index) => [index.toString(16).padStart(64, "0"), good(first)]),
    );
    expect(() => read(many)).toThrow(expect.objectContaining({ code: "out_of_range" }));
  });
});
