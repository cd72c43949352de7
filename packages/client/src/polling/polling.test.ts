import { nobleCrypto } from "@session/protocol/crypto";
import { encodeBatch, PERMISSIONS, signedPayload, verifyRequestAuth } from "@session/protocol/rpc";
import { alice } from "@session/testkit/fixtures";
import { describe, expect, test } from "vitest";
import { IDLE_MAX, nextStep, type Round } from "./cadence.ts";
import { connectionStatus } from "./connection.ts";
import { hasMore, retrieveRequest } from "./retrieve.ts";

describe("connectionStatus", () => {
  const view = (watchers: ("ok" | "failed" | undefined)[], clockOffsetMs = 0, isTimeRefused = false) =>
    connectionStatus({ watchers, clockOffsetMs, isTimeRefused }, 60_000);

  test("behaviour: connecting until all have tried, connected with one, offline with none", () => {
    expect(view([undefined, undefined])).toBe("connecting");
    expect(view(["failed", undefined])).toBe("connecting");
    expect(view(["ok", undefined])).toBe("connected");
    expect(view(["failed", "ok"])).toBe("connected");
    expect(view(["failed", "failed"])).toBe("offline");
  });

  test("behaviour: a device clock that is far off is said, whether requests pass or not", () => {
    expect(view(["ok", "ok"], 60_001)).toBe("clockWrong");
    expect(view(["ok", "ok"], -60_001)).toBe("clockWrong");
    expect(view(["ok", "ok"], 60_000)).toBe("connected");
    expect(view(["failed", "failed"], 0, true)).toBe("clockWrong");
  });
});

describe("nextStep", () => {
  const held: Round = {
    wantedMs: 20_000,
    tookMs: 20_000,
    listed: 0,
    fresh: 0,
    hasMore: false,
    mayWait: true,
  };

  test("default: a request that was held, or brought something new, is followed at once", () => {
    expect(nextStep(held, 2)).toEqual({ next: "now", idle: 0, isWaitRefused: false });
    const news = { ...held, tookMs: 5, listed: 1, fresh: 1 };
    expect(nextStep(news, 2)).toEqual({ next: "now", idle: 0, isWaitRefused: false });
  });

  test("behaviour: where nothing is held the next poll comes after the interval, unless there is more", () => {
    const polled = { ...held, wantedMs: 0, tookMs: 5, mayWait: false };
    expect(nextStep(polled, 0).next).toBe("later");
    expect(nextStep({ ...polled, listed: 9, fresh: 9 }, 0).next).toBe("later");
    expect(nextStep({ ...polled, listed: 9, fresh: 9, hasMore: true }, 0).next).toBe("now");
  });

  test("behaviour: one early answer is forgiven, several in a row mean that the node does not wait", () => {
    const early = { ...held, tookMs: 5 };
    expect(nextStep(early, 0)).toEqual({ next: "now", idle: 1, isWaitRefused: false });
    expect(nextStep(early, IDLE_MAX - 1)).toEqual({ next: "later", idle: 0, isWaitRefused: true });
  });

  test("behaviour: a node that lists the same again and again is slowed down, not taken for one that cannot wait", () => {
    const same = { ...held, tookMs: 5, listed: 3, hasMore: true };
    expect(nextStep(same, 0).next).toBe("now");
    expect(nextStep(same, IDLE_MAX - 1)).toEqual({ next: "later", idle: 0, isWaitRefused: false });
  });

  test("behaviour: the first request to a node, which is never held, says nothing", () => {
    const first = { ...held, wantedMs: 0, tookMs: 5 };
    expect(nextStep(first, 2)).toEqual({ next: "now", idle: 2, isWaitRefused: false });
  });
});

describe("retrieveRequest", () => {
  const make = (waitMs: number, lastHash?: string) =>
    retrieveRequest({ account: alice, lastHash, nowMs: 1_718_000_000_000, waitMs, crypto: nobleCrypto });

  test("default: signed by the account's Ed25519 key over method, empty namespace and time", () => {
    const request = make(0);
    if (!request.auth) throw new Error("expected a signed request");
    const signedBytes = signedPayload(request) ?? new Uint8Array();
    expect(new TextDecoder().decode(signedBytes)).toBe("retrieve1718000000000");
    const verdict = verifyRequestAuth({
      ...request.auth,
      account: alice.accountId,
      signedBytes,
      neededPermission: PERMISSIONS.read,
    });
    expect(verdict).toEqual({ ok: true });
  });

  test("behaviour: cursor and waiting time are in the request only when there are any", () => {
    const params = (request: ReturnType<typeof make>) =>
      JSON.parse(encodeBatch("batch", [request])).params.requests[0].params;
    expect(params(make(0))).not.toHaveProperty("wait");
    expect(params(make(0))).not.toHaveProperty("last_hash");
    expect(params(make(0))).toMatchObject({ namespace: 0, max_size: -1, pubkey: alice.accountId });
    expect(params(make(20_000, "A".repeat(43)))).toMatchObject({ wait: 20_000, last_hash: "A".repeat(43) });
  });
});

test("hasMore: said by the node, or a nearly full answer", () => {
  const message = { hash: "A".repeat(43), timestampMs: 1, expiryMs: 2, data: new Uint8Array() };
  expect(hasMore({ messages: [message], more: true })).toBe(true);
  expect(hasMore({ messages: [message], more: false })).toBe(false);
  expect(hasMore({ messages: Array(96).fill(message), more: false })).toBe(true);
  expect(hasMore({ messages: [], more: true })).toBe(false);
});
