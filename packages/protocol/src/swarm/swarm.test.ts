import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { assignSwarms, newSwarmId } from "./assign.ts";
import { MAX_SWARM_ID, swarmId, swarmIdHex } from "./id.ts";
import { nearestSwarm, swarmSpace } from "./position.ts";
import { boundedDraw, mt19937_64, shuffle } from "./random.ts";

const swarmIds = fc
  .uniqueArray(fc.bigInt({ min: 0n, max: MAX_SWARM_ID }), { maxLength: 40 })
  .map((list) => list.sort((a, b) => (a < b ? -1 : 1)).map(swarmId));

describe("assignSwarms", () => {
  test("behaviour: the input is left as it was", () => {
    const swarms = new Map([[swarmId(0n), [0, 1, 2, 3, 4, 5, 6]]]);
    assignSwarms({ swarms, unassigned: [7, 8, 9, 10, 11, 12, 13, 14], seed: 1n });
    expect([...swarms]).toEqual([[0n, [0, 1, 2, 3, 4, 5, 6]]]);
  });

  test.each([
    [5, 1],
    [13, 1],
    [14, 2],
    [20, 2],
    [21, 3],
    [28, 4],
  ])("behaviour: %i nodes joining at once form %i swarms", (nodes, swarms) => {
    const unassigned = Array.from({ length: nodes }, (_, index) => index);
    for (const seed of [0n, 7n, 12345678901234567890n])
      expect(assignSwarms({ swarms: new Map(), unassigned, seed }).size).toBe(swarms);
  });

  test("behaviour: the first swarm has ID 0", () => {
    expect([...assignSwarms({ swarms: new Map(), unassigned: ["a"], seed: 5n })]).toEqual([[0n, ["a"]]]);
  });
});

describe("nearestSwarm", () => {
  const positions = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });

  test("behaviour: no other swarm is closer on the ring", () => {
    const distance = (a: bigint, b: bigint): bigint => {
      const forward = (a - b + 2n ** 64n) % 2n ** 64n;
      const backward = (b - a + 2n ** 64n) % 2n ** 64n;
      return forward < backward ? forward : backward;
    };
    fc.assert(
      fc.property(positions, swarmIds, (position, sorted) => {
        const chosen = nearestSwarm(position, sorted);
        if (chosen === null) {
          expect(sorted).toEqual([]);
          return;
        }
        expect(sorted).toContain(chosen);
        for (const id of sorted) expect(distance(position, chosen) <= distance(position, id)).toBe(true);
      }),
    );
  });

  test("behaviour: a new swarm takes accounts over but moves nobody between the others", () => {
    fc.assert(
      fc.property(positions, swarmIds, (position, sorted) => {
        const added = newSwarmId(sorted);
        if (sorted.includes(added)) return; // a full ring does not occur below 2^63 swarms
        const before = nearestSwarm(position, sorted);
        const grown = [...sorted, added].sort((a, b) => (a < b ? -1 : 1));
        const after = nearestSwarm(position, grown);
        expect(after === before || after === added).toBe(true);
      }),
    );
  });

  test("behaviour: a position below the smallest ID ties to the largest", () => {
    expect(nearestSwarm(0n, [10n, 2n ** 64n - 10n].map(swarmId))).toBe(2n ** 64n - 10n);
    expect(nearestSwarm(1n, [10n, 2n ** 64n - 10n].map(swarmId))).toBe(10n);
  });
});

describe("swarmSpace", () => {
  test("behaviour: the prefix takes no part", () => {
    const id = new Uint8Array(33).fill(7);
    const other = id.slice();
    other[0] = 3;
    expect(swarmSpace(other)).toBe(swarmSpace(id));
  });

  test("error: only 33 bytes", () => {
    expect(() => swarmSpace(new Uint8Array(32))).toThrow(RangeError);
  });
});

describe("consensus random numbers", () => {
  test("behaviour: shuffle permutes a copy", () => {
    const items = Array.from({ length: 30 }, (_, index) => index);
    const shuffled = shuffle(items, mt19937_64(42n));
    expect(items[0]).toBe(0);
    expect(shuffled).not.toEqual(items);
    expect([...shuffled].sort((a, b) => a - b)).toEqual(items);
  });

  // Drawn with another implementation of the generator.
  test("default: shuffle swaps upwards", () => {
    expect(shuffle([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], mt19937_64(42n))).toEqual([6, 2, 9, 8, 7, 5, 4, 0, 3, 1]);
  });

  test("error: nothing can be drawn below 0 or below a fraction", () => {
    const rng = mt19937_64(1n);
    expect(() => boundedDraw(rng, 0)).toThrow(RangeError);
    expect(() => boundedDraw(rng, 1.5)).toThrow(RangeError);
  });
});

describe("swarm IDs", () => {
  test("behaviour: hex has no padding, and no swarm is all f", () => {
    expect(swarmIdHex(swarmId(0n))).toBe("0");
    expect(swarmIdHex(swarmId(MAX_SWARM_ID))).toBe("fffffffffffffffe");
    expect(swarmIdHex(null)).toBe("ffffffffffffffff");
  });

  test("error: 2^64 - 1 is not an ID", () => {
    expect(() => swarmId(2n ** 64n - 1n)).toThrow(RangeError);
  });
});
