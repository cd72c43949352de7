import { local } from "@session/protocol/params";
import { describe, expect, test } from "vitest";
import {
  decidePushes,
  isProofDue,
  PUSH_ATTEMPTS_MAX,
  PUSHES_PER_ROUND_MAX,
  recordAnswer,
} from "./schedule.ts";

describe("isProofDue", () => {
  test("default: a margin before the interval is over", () => {
    expect(isProofDue(undefined, 0, local.proofs)).toBe(true);
    expect(isProofDue(100_000, 108_999, local.proofs)).toBe(false);
    expect(isProofDue(100_000, 109_000, local.proofs)).toBe(true);
  });

  test("behaviour: a clock that was set back makes a new one due", () => {
    expect(isProofDue(100_000, 99_999, local.proofs)).toBe(true);
  });
});

describe("decidePushes", () => {
  test("default: every target once, until it has taken the proof", () => {
    const state = recordAnswer(recordAnswer(new Map(), "a", true), "b", false);
    expect(decidePushes(state, ["a", "b", "c", "c"])).toEqual(["b", "c"]);
  });

  test("behaviour: a target that never takes it is given up", () => {
    let state = new Map();
    for (let attempt = 0; attempt < PUSH_ATTEMPTS_MAX; attempt++)
      state = new Map(recordAnswer(state, "a", false));
    expect(decidePushes(state, ["a"])).toEqual([]);
  });

  test("behaviour: a round is bounded", () => {
    const targets = Array.from({ length: 500 }, (_, index) => `t${index}`);
    expect(decidePushes(new Map(), targets)).toHaveLength(PUSHES_PER_ROUND_MAX);
  });
});
