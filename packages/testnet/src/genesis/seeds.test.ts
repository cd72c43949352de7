import { expect, test } from "vitest";
import { accountSeed, seedFor } from "./seeds.ts";

test("behaviour: the same seed and label give the same bytes, anything else others", () => {
  expect(seedFor("a", "node/1")).toEqual(seedFor("a", "node/1"));
  expect(seedFor("a", "node/1")).not.toEqual(seedFor("b", "node/1"));
  expect(seedFor("a", "node/1")).not.toEqual(seedFor("a", "node/2"));
  expect(seedFor("a", "node/1")).toHaveLength(32);
});

test("behaviour: account seeds have the 16 bytes of a 13-word phrase", () => {
  expect(accountSeed("a", "Alice")).toHaveLength(16);
});
