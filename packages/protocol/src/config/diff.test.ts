import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { utf8Encode } from "../bytes/index.ts";
import { settleConfigData } from "./data.ts";
import { computeDiff, diffFromBt, diffToBt } from "./diff.ts";
import { configDicts } from "./testing/arbitraries.ts";
import type { ConfigDict, ConfigValue } from "./tree.ts";

function dict(entries: Readonly<Record<string, ConfigValue>>): ConfigDict {
  return new Map(Object.entries(entries));
}

describe("computeDiff", () => {
  const a = utf8Encode("a");
  const b = utf8Encode("b");
  const nested = dict({ x: 1n, s: [1n, a] });
  test.each<[string, ConfigValue | undefined, ConfigValue | undefined, unknown]>([
    ["a scalar appears", undefined, 1n, "assigned"],
    ["a scalar changes", 1n, 2n, "assigned"],
    ["bytes change", a, b, "assigned"],
    ["an integer becomes bytes", 1n, a, "assigned"],
    ["a scalar disappears", a, undefined, "removed"],
    ["a scalar stays", 1n, 1n, undefined],
    ["bytes stay", a, utf8Encode("a"), undefined],
    ["a set appears", undefined, [1n, a], { added: [1n, a], removed: [] }],
    ["a set changes", [1n, 2n, a], [2n, 3n, b], { added: [3n, b], removed: [1n, a] }],
    ["a set grows", [2n], [1n, 2n, a], { added: [1n, a], removed: [] }],
    ["a set disappears", [1n, a], undefined, { added: [], removed: [1n, a] }],
    ["a set stays", [1n, a], [1n, utf8Encode("a")], undefined],
    [
      "a dict appears",
      undefined,
      nested,
      new Map<string, unknown>([
        ["x", "assigned"],
        ["s", { added: [1n, a], removed: [] }],
      ]),
    ],
    [
      "a dict disappears",
      nested,
      undefined,
      new Map<string, unknown>([
        ["x", "removed"],
        ["s", { added: [], removed: [1n, a] }],
      ]),
    ],
    ["a dict changes within", nested, dict({ x: 2n, s: [1n, a] }), new Map([["x", "assigned"]])],
    ["a dict stays", nested, dict({ x: 1n, s: [1n, a] }), undefined],
    ["a scalar becomes a set", 1n, [1n], { added: [1n], removed: [] }],
    ["a scalar becomes a dict", 1n, dict({ x: 1n }), new Map([["x", "assigned"]])],
    ["a set becomes a scalar", [1n], 1n, "assigned"],
    ["a set becomes a dict", [1n], dict({ x: 1n }), new Map([["x", "assigned"]])],
    ["a dict becomes a scalar", nested, 1n, "assigned"],
    ["a dict becomes a set", nested, [1n], { added: [1n], removed: [] }],
  ])("default: %s", (_name, before, after, entry) => {
    const tree = (value: ConfigValue | undefined): ConfigDict =>
      value === undefined ? dict({}) : dict({ k: value });
    const expected = entry === undefined ? new Map() : new Map([["k", entry]]);
    expect(computeDiff(tree(before), tree(after))).toEqual(expected);
  });
  test("behaviour: of a tree and itself, or an equal one, is empty", () => {
    fc.assert(
      fc.property(configDicts, (data) => {
        expect(computeDiff(data, data).size).toBe(0);
        expect(computeDiff(data, structuredClone(data)).size).toBe(0);
      }),
    );
  });
  test("behaviour: the wire form says the same", () => {
    fc.assert(
      fc.property(configDicts, configDicts, (before, after) => {
        const diff = computeDiff(before, after);
        expect(diffFromBt(diffToBt(diff), "=")).toEqual(diff);
      }),
    );
  });
});

describe("settleConfigData", () => {
  test("behaviour: removes what is empty, from the leaves up", () => {
    const draft = dict({ a: [], b: dict({ c: dict({ d: [] }) }), e: dict({ f: 1n, g: dict({}) }) });
    expect(settleConfigData(draft, new Map())).toEqual(dict({ e: dict({ f: 1n }) }));
  });
  test("behaviour: keeps the very parts that did not change", () => {
    const before = settleConfigData(dict({ a: dict({ x: utf8Encode("y") }), b: [1n, 2n] }), new Map());
    expect(settleConfigData(structuredClone(before), before)).toBe(before);
    const after = settleConfigData(new Map([...structuredClone(before), ["c", 1n]]), before);
    expect(after).not.toBe(before);
    expect([after.get("a") === before.get("a"), after.get("b") === before.get("b")]).toEqual([true, true]);
  });
});
