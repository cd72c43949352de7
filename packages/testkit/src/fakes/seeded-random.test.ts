import { describe, expect, test } from "vitest";
import { createSeededRandom } from "./seeded-random.ts";

describe("SeededRandom", () => {
  test("behaviour: the same seed repeats everything, secure bytes included", () => {
    const draw = (seed: string) => {
      const random = createSeededRandom(seed);
      return [
        random.secure(7).join(),
        random.below(1000),
        random.below(2 ** 40),
        random.fork("x").below(1e6),
      ];
    };
    expect(draw("one")).toEqual(draw("one"));
    expect(draw("one")).not.toEqual(draw("two"));
  });

  test("behaviour: a fork does not depend on what was drawn before", () => {
    const random = createSeededRandom(1);
    const early = random.fork("jitter").secure(8);
    random.secure(100);
    expect(random.fork("jitter").secure(8)).toEqual(early);
  });

  test("behaviour: limits beyond 32 bits are reached", () => {
    const random = createSeededRandom("wide");
    const drawn = Array.from({ length: 50 }, () => random.below(2 ** 50));
    expect(Math.max(...drawn)).toBeGreaterThan(2 ** 48);
    expect(drawn.every((value) => Number.isSafeInteger(value) && value < 2 ** 50)).toBe(true);
  });
});
