import type { Random } from "@session/protocol/ports";
import { describe, expect, test } from "vitest";

const DRAWS = 6000;

/** Rules that every Random keeps. The statistical bounds are so wide that a fair source misses them about never. */
export function describeRandom(name: string, create: () => Random): void {
  describe(`Random: ${name}`, () => {
    test("behaviour: secure gives exactly as many bytes as asked for", () => {
      const random = create();
      for (const length of [0, 1, 3, 32, 100, 4096]) expect(random.secure(length)).toHaveLength(length);
    });

    test("behaviour: secure does not repeat itself", () => {
      const random = create();
      const seen = new Set(Array.from({ length: 200 }, () => random.secure(16).join()));
      expect(seen.size).toBe(200);
    });

    test("behaviour: secure uses every byte value", () => {
      expect(new Set(create().secure(65_536)).size).toBe(256);
    });

    test("behaviour: below stays in its range and reaches all of it evenly", () => {
      const random = create();
      const counts = new Array<number>(6).fill(0);
      for (let i = 0; i < DRAWS; i++) {
        const drawn = random.below(6);
        expect(Number.isInteger(drawn)).toBe(true);
        counts[drawn] = (counts[drawn] ?? 0) + 1;
      }
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(DRAWS);
      for (const count of counts) expect(Math.abs(count - DRAWS / 6)).toBeLessThan(DRAWS / 20);
    });

    test("behaviour: below one is always zero", () => {
      const random = create();
      expect([random.below(1), random.below(1), random.below(1)]).toEqual([0, 0, 0]);
    });

    test("behaviour: a fork draws on its own", () => {
      const random = create();
      const [a, b] = [random.fork("a"), random.fork("b")];
      expect(a.secure(32)).not.toEqual(b.secure(32));
      expect(a.below(10)).toBeLessThan(10);
    });

    test("error: below refuses a limit without room", () => {
      expect(() => create().below(0)).toThrow();
    });
  });
}
