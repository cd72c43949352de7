import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { arcPath, pointAt, positionTurn, ringArcs, ringNeighbours, tickTurns } from "./ring-geometry.ts";

const swarm = (idHex: string, size = 5) => ({ idHex, size });
const anyIds = fc.uniqueArray(fc.bigInt({ min: 0n, max: 2n ** 64n - 2n }), { minLength: 1, maxLength: 30 });

describe("positionTurn", () => {
  test("default: zero is at the top, half the space at the bottom", () => {
    expect(positionTurn(0n)).toBe(0);
    expect(positionTurn(2n ** 63n)).toBe(0.5);
    expect(positionTurn(2n ** 62n)).toBe(0.25);
  });
  test("behaviour: the last position stays below a whole turn", () => {
    expect(positionTurn(2n ** 64n - 1n)).toBeLessThan(1);
    expect(positionTurn(2n ** 64n - 1n)).toBeGreaterThan(0.999);
  });
});

describe("ringArcs", () => {
  test("default: each swarm holds half the way to its neighbours", () => {
    const [first, second] = ringArcs([swarm("8000000000000000"), swarm("0000000000000000")]);
    expect([first?.idHex, first?.startTurn, first?.endTurn]).toEqual(["0000000000000000", -0.25, 0.25]);
    expect([second?.startTurn, second?.endTurn]).toEqual([0.25, 0.75]);
  });
  test("behaviour: one swarm holds the whole ring, none holds nothing", () => {
    const [only] = ringArcs([swarm("4000000000000000")]);
    expect((only?.endTurn ?? 0) - (only?.startTurn ?? 0)).toBe(1);
    expect(ringArcs([])).toEqual([]);
  });
  test("behaviour: arcs of any swarms cover the ring once, without overlap", () => {
    fc.assert(
      fc.property(anyIds, (ids) => {
        const arcs = ringArcs(ids.map((id) => swarm(id.toString(16))));
        const covered = arcs.reduce((sum, arc) => sum + arc.endTurn - arc.startTurn, 0);
        expect(covered).toBeCloseTo(1, 9);
        for (const [index, arc] of arcs.entries()) {
          const next = arcs[(index + 1) % arcs.length];
          const start = (next?.startTurn ?? 0) + (index === arcs.length - 1 ? 1 : 0);
          expect(start).toBeCloseTo(arc.endTurn, 9);
        }
      }),
    );
  });
});

describe("tickTurns", () => {
  test("default: ticks are evenly spaced and keep off the ends", () => {
    const [arc] = ringArcs([swarm("0000000000000000"), swarm("8000000000000000")]);
    if (!arc) throw new Error("two swarms give two arcs");
    expect(tickTurns(arc, 2)).toEqual([-0.125, 0.125]);
    expect(tickTurns(arc, 0)).toEqual([]);
  });
});

describe("pointAt", () => {
  test("default: clockwise from the top in SVG's coordinates", () => {
    expect(pointAt(0, 10)).toEqual({ x: 0, y: -10 });
    expect(pointAt(0.25, 10)).toEqual({ x: 10, y: 0 });
    expect(pointAt(0.5, 10)).toEqual({ x: 0, y: 10 });
    expect(pointAt(0.75, 10)).toEqual({ x: -10, y: 0 });
  });
});

describe("arcPath", () => {
  test("default: an arc runs through its middle", () => {
    expect(arcPath({ startTurn: 0, endTurn: 0.5 }, 10, 0)).toBe("M0 -10A10 10 0 0 1 10 0A10 10 0 0 1 0 10");
  });
  test("behaviour: the gap never eats a narrow arc", () => {
    expect(arcPath({ startTurn: 0, endTurn: 0.004 }, 100, 0.5)).not.toContain("NaN");
    expect(arcPath({ startTurn: 0, endTurn: 0.004 }, 100, 0.5)).toMatch(/^M0\.63 /);
  });
});

describe("ringNeighbours", () => {
  const three = [swarm("10"), swarm("20"), swarm("30")];
  test("default: both sides, round the top", () => {
    expect(ringNeighbours(three, "10")).toEqual({ left: "30", right: "20" });
    expect(ringNeighbours(three, "30")).toEqual({ left: "20", right: "10" });
  });
  test("behaviour: a lone or unknown swarm has none", () => {
    expect(ringNeighbours([swarm("10")], "10")).toBeUndefined();
    expect(ringNeighbours(three, "99")).toBeUndefined();
  });
});
