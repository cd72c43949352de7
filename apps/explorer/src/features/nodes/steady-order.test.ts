import { describe, expect, test } from "vitest";
import { steadyOrder } from "./steady-order.ts";

const row = (key: string, value = 0) => ({ key, value });
const order = (previous: readonly string[], rows: readonly { key: string; value: number }[]) =>
  steadyOrder(previous, rows, (entry) => entry.key);

describe("steadyOrder", () => {
  test("default: known rows keep their place and get their new content", () => {
    expect(order(["a", "b"], [row("b", 2), row("a", 1)])).toEqual([row("a", 1), row("b", 2)]);
  });
  test("behaviour: rows that left disappear, new ones wait at the end", () => {
    expect(order(["a", "b"], [row("c"), row("b")])).toEqual([row("b"), row("c")]);
  });
});
