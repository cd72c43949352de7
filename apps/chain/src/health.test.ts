import { describe, expect, test } from "vitest";
import { decideHealth, type HealthFacts } from "./health.ts";

const fine: HealthFacts = {
  nowMs: 100_000,
  headSeenMs: 99_000,
  indexedAtMs: 98_000,
  indexedHeight: 50,
  headHeight: 51,
  isPoolRead: true,
  reorgs: 0,
  proofs: 3,
  startedSeconds: 7,
};

describe("decideHealth", () => {
  test("default: up to date", () => {
    expect(decideHealth(fine)).toEqual({
      status: "ok",
      detail: "Up to date with the chain.",
      lagBlocks: 1,
      idleSeconds: 2,
      reorgs: 0,
      proofs: 3,
      startedSeconds: 7,
    });
  });

  test.each([
    ["no block yet", { indexedAtMs: undefined, indexedHeight: 0, headHeight: 5 }, "starting"],
    ["a restored index before the chain was asked", { headHeight: 0 }, "starting"],
    ["contracts not read yet", { isPoolRead: false }, "starting"],
    ["ten blocks are tolerated", { headHeight: 60 }, "ok"],
    ["eleven are not", { headHeight: 61 }, "behind"],
    ["a silent chain, whatever else holds", { headSeenMs: 84_999, indexedAtMs: undefined }, "failing"],
    ["a chain silent for exactly the limit", { headSeenMs: 85_000 }, "ok"],
  ])("behaviour: %s", (_name, change, status) => {
    expect(decideHealth({ ...fine, ...change }).status).toBe(status);
  });

  test("behaviour: a head that went back is no negative lag", () => {
    expect(decideHealth({ ...fine, headHeight: 10 }).lagBlocks).toBe(0);
  });
});
