import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { attemptInWords, planSearch, SEARCH_TEXT_MAX } from "./plan-search.ts";

const KEY = "a1b2".repeat(16);
const WALLET = `0x${"ab".repeat(20)}`;

describe("planSearch", () => {
  test("default: a number may be a node or a block", () => {
    expect(planSearch(" 12 ")).toEqual([
      { kind: "node", nodeId: 12 },
      { kind: "block", height: 12 },
    ]);
  });
  test("behaviour: block 0 exists, node 0 does not", () => {
    expect(planSearch("0")).toEqual([{ kind: "block", height: 0 }]);
  });
  test("behaviour: a wallet address is nothing else, in any case", () => {
    expect(planSearch(WALLET.toUpperCase().replace("0X", "0x"))).toEqual([
      { kind: "wallet", address: WALLET },
    ]);
  });
  test("behaviour: a key needs six characters; a whole one may also be a block hash", () => {
    expect(planSearch("a1b2c")).toEqual([]);
    expect(planSearch("a1b2c3")).toEqual([{ kind: "nodeKey", prefix: "a1b2c3" }]);
    expect(planSearch(KEY)).toEqual([
      { kind: "nodeKey", prefix: KEY },
      { kind: "blockHash", hash: KEY },
    ]);
    expect(planSearch(`${KEY}a`)).toEqual([]);
  });
  test("behaviour: sixteen hex digits may be a swarm", () => {
    expect(planSearch("7fffffffffffffff")).toEqual([
      { kind: "nodeKey", prefix: "7fffffffffffffff" },
      { kind: "swarm", swarmId: "7fffffffffffffff" },
    ]);
  });
  test("behaviour: six digits may be a node, a block or a key", () => {
    expect(planSearch("123456").map((attempt) => attempt.kind)).toEqual(["node", "block", "nodeKey"]);
  });
  test("behaviour: text copied from the page is understood", () => {
    expect(planSearch("a1b2 c3d4")).toEqual([{ kind: "nodeKey", prefix: "a1b2c3d4" }]);
    expect(planSearch("12,345")).toContainEqual({ kind: "block", height: 12_345 });
  });
  test("behaviour: the beginning of an IP address", () => {
    expect(planSearch("127.0.")).toEqual([{ kind: "nodeAddress", ip: "127.0." }]);
  });
  test("error: other text means nothing we know", () => {
    for (const text of ["", "   ", "hello", "0x12z", `0x${"a".repeat(39)}`.slice(0, 4)])
      expect(planSearch(text)).toEqual([]);
    expect(planSearch("a".repeat(SEARCH_TEXT_MAX + 1))).toEqual([]);
  });
  test("behaviour: any text gives a bounded plan that can be said in words", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), (text) => {
        const plan = planSearch(text);
        expect(plan.length).toBeLessThanOrEqual(4);
        for (const attempt of plan) expect(attemptInWords(attempt)).not.toBe("");
      }),
    );
  });
});
