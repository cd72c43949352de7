import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { NodePeriod } from "../../trpc/types.ts";
import { lifeSegments } from "./life-line.ts";

const period = (fromSeconds: number, toSeconds: number | null, reasons = 0): NodePeriod => ({
  state: reasons === 0 ? "active" : "decommissioned",
  fromBlock: 1,
  fromSeconds,
  toBlock: toSeconds === null ? null : 2,
  toSeconds,
  reasons,
});

describe("lifeSegments", () => {
  test("default: lengths are in proportion, the running one ends now", () => {
    const segments = lifeSegments([period(0, 300), period(300, null, 1)], 400);
    expect(segments.map(({ startPercent, widthPercent }) => [startPercent, widthPercent])).toEqual([
      [0, 75],
      [75, 25],
    ]);
  });
  test("behaviour: a short outage in a long life can still be seen", () => {
    const [, outage] = lifeSegments([period(0, 1_000_000), period(1_000_000, 1_000_001, 1)], 1_000_001);
    expect(outage?.widthPercent).toBeGreaterThan(1);
  });
  test("behaviour: a life that began this second fills the line", () => {
    expect(lifeSegments([period(5, null)], 5)[0]?.widthPercent).toBe(100);
    expect(lifeSegments([], 5)).toEqual([]);
  });
  test("behaviour: segments always fill the line without overlap", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1_000_000), { minLength: 1, maxLength: 20 }), (lengths) => {
        let at = 0;
        const periods = lengths.map((length) => {
          const from = at;
          at += length;
          return period(from, at);
        });
        const segments = lifeSegments(periods, at);
        let end = 0;
        for (const segment of segments) {
          expect(segment.startPercent).toBeCloseTo(end, 1);
          end += segment.widthPercent;
        }
        expect(end).toBeCloseTo(100, 1);
      }),
    );
  });
});
