// Path selection as properties over random pools; randomness is seeded by fast-check.
import { createSeededRandom } from "@session/testkit/fakes";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Path, PoolNode } from "../network/types.ts";
import { poolNode } from "../testing/pool-nodes.ts";
import { buildDetour, buildPaths, guardCandidates, repairPath, shuffled, subnetOf } from "./select.ts";

const none: ReadonlySet<never> = new Set();

/** Pools of up to 40 nodes in up to 12 networks, hops, a seed. */
const scene = fc
  .record({
    nets: fc.array(fc.nat(11), { minLength: 1, maxLength: 40 }),
    hops: fc.integer({ min: 1, max: 3 }),
    seed: fc.string(),
    subnetDiversity: fc.boolean(),
    guardCount: fc.integer({ min: 1, max: 3 }),
  })
  .map(({ nets, guardCount, ...rest }) => {
    const pool = nets.map((net, index) => poolNode(index + 1, `10.0.${net}.${index + 1}`));
    return { ...rest, pool, guards: pool.slice(0, guardCount), avoided: none };
  });

function keys(nodes: readonly PoolNode[]): string[] {
  return nodes.map((node) => node.ed25519);
}

function expectDistinct(path: Path, subnetDiversity: boolean): void {
  expect(new Set(keys(path)).size).toBe(path.length);
  if (subnetDiversity) expect(new Set(path.map((node) => subnetOf(node.ip))).size).toBe(path.length);
}

describe("buildPaths", () => {
  test("behaviour: full length, distinct hops and networks, no node in two paths, guards only in front", () => {
    fc.assert(
      fc.property(scene, ({ seed, ...selection }) => {
        const paths = buildPaths({ ...selection, existing: [] }, createSeededRandom(seed));
        for (const path of paths) {
          expect(path).toHaveLength(selection.hops);
          expectDistinct(path, selection.subnetDiversity);
          expect(keys(selection.guards)).toContain(path[0]?.ed25519);
          for (const hop of path.slice(1)) expect(keys(selection.guards)).not.toContain(hop.ed25519);
        }
        expect(new Set(keys(paths.flat())).size).toBe(paths.flat().length);
      }),
    );
  });

  test("behaviour: where every node has a network of its own, each guard gets a path while nodes last", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 3 }),
        fc.string(),
        (size, hops, seed) => {
          const pool = Array.from({ length: size }, (_, index) => poolNode(index + 1));
          const guards = pool.slice(0, 2);
          const paths = buildPaths(
            { pool, guards, hops, existing: [], subnetDiversity: true, avoided: none },
            createSeededRandom(seed),
          );
          const possible = hops === 1 ? guards.length : Math.floor((size - guards.length) / (hops - 1));
          expect(paths).toHaveLength(Math.max(0, Math.min(guards.length, possible)));
        },
      ),
    );
  });

  test("behaviour: existing paths stay as they are", () => {
    const pool = Array.from({ length: 12 }, (_, index) => poolNode(index + 1));
    const existing = [[poolNode(1), poolNode(5), poolNode(6)]];
    const paths = buildPaths(
      { pool, guards: pool.slice(0, 2), hops: 3, existing, subnetDiversity: true, avoided: none },
      createSeededRandom("keep"),
    );
    expect(paths).toHaveLength(2);
    expect(paths[0]).toEqual(existing[0]);
    expect(keys(paths[1] ?? [])).not.toContain(poolNode(5).ed25519);
  });

  test("behaviour: avoided nodes are chosen only when no others are left", () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 3, max: 12 }), (seed, size) => {
        const pool = Array.from({ length: size }, (_, index) => poolNode(index + 1));
        const avoided = new Set(pool.slice(3).map((node) => node.ed25519));
        const [path] = buildPaths(
          { pool, guards: pool.slice(0, 1), hops: 3, existing: [], subnetDiversity: true, avoided },
          createSeededRandom(seed),
        );
        expect(keys(path ?? []).sort()).toEqual(keys(pool.slice(0, 3)));
      }),
    );
  });

  test("behaviour: nodes in one network make no path unless the switch is off", () => {
    const pool = [1, 2, 3, 4].map((number) => poolNode(number, `127.0.0.${number}`));
    const selection = { pool, guards: pool.slice(0, 1), hops: 3, existing: [], avoided: none };
    const random = createSeededRandom("one net");
    expect(buildPaths({ ...selection, subnetDiversity: true }, random)).toEqual([]);
    expect(buildPaths({ ...selection, subnetDiversity: false }, random)).toHaveLength(1);
  });

  test("behaviour: every node behind the guard is chosen about equally often", () => {
    const pool = Array.from({ length: 11 }, (_, index) => poolNode(index + 1));
    const counts = new Map<string, number>();
    for (let round = 0; round < 500; round++) {
      const [path = []] = buildPaths(
        { pool, guards: pool.slice(0, 1), hops: 3, existing: [], subnetDiversity: true, avoided: none },
        createSeededRandom(round),
      );
      for (const hop of path.slice(1)) counts.set(hop.ed25519, (counts.get(hop.ed25519) ?? 0) + 1);
    }
    expect(counts.size).toBe(10);
    for (const count of counts.values()) expect(Math.abs(count - 100)).toBeLessThan(45);
  });
});

describe("buildDetour", () => {
  test("behaviour: starts at a guard, avoids the destination, has distinct hops and networks", () => {
    fc.assert(
      fc.property(scene, fc.nat(39), ({ seed, ...selection }, index) => {
        const destination = selection.pool[index % selection.pool.length]?.ed25519 ?? poolNode(1).ed25519;
        const path = buildDetour({ ...selection, destination }, createSeededRandom(seed));
        if (!path) return;
        expect(path).toHaveLength(selection.hops);
        expectDistinct(path, selection.subnetDiversity);
        expect(keys(path)).not.toContain(destination);
        expect(keys(selection.guards)).toContain(path[0]?.ed25519);
      }),
    );
  });

  test("behaviour: with one node more than hops every destination but an only guard can be reached", () => {
    const pool = [1, 2, 3, 4].map((number) => poolNode(number));
    const guards = pool.slice(0, 2);
    for (const { ed25519 } of pool) {
      const selection = { pool, guards, hops: 3, subnetDiversity: true, avoided: none, destination: ed25519 };
      expect(buildDetour(selection, createSeededRandom("detour"))).toHaveLength(3);
    }
    const only = { pool, guards: guards.slice(0, 1), hops: 3, subnetDiversity: true, avoided: none };
    const destination = poolNode(1).ed25519;
    expect(buildDetour({ ...only, destination }, createSeededRandom("detour"))).toBeUndefined();
  });
});

describe("repairPath", () => {
  test("behaviour: the failed hop is gone, the others keep their order, the replacement stands at the end", () => {
    fc.assert(
      fc.property(fc.integer({ min: 6, max: 20 }), fc.nat(2), fc.string(), (size, at, seed) => {
        const pool = Array.from({ length: size }, (_, index) => poolNode(index + 1));
        const path = pool.slice(0, 3);
        const otherPaths = [pool.slice(3, 5)];
        const removed = path[at]?.ed25519 ?? poolNode(1).ed25519;
        const selection = { pool, path, removed, otherPaths, hops: 3, subnetDiversity: true, avoided: none };
        const repaired = repairPath(selection, createSeededRandom(seed));
        expect(repaired?.slice(0, 2)).toEqual(path.filter((node) => node.ed25519 !== removed));
        const added = repaired?.[2];
        expect(keys([...path, ...otherPaths.flat()])).not.toContain(added?.ed25519);
        expectDistinct(repaired ?? [], true);
      }),
    );
  });

  test("behaviour: no replacement from the network of the removed node, and none at all means no path", () => {
    const pool = [poolNode(1), poolNode(2), poolNode(3), poolNode(4, "10.0.2.99")];
    const path = pool.slice(0, 3);
    const selection = { pool, path, removed: poolNode(2).ed25519, otherPaths: [], hops: 3, avoided: none };
    expect(repairPath({ ...selection, subnetDiversity: true }, createSeededRandom("r"))).toBeUndefined();
    expect(repairPath({ ...selection, subnetDiversity: false }, createSeededRandom("r"))?.[2]).toEqual(
      pool[3],
    );
  });
});

describe("guardCandidates", () => {
  test("behaviour: everyone who is not excluded, avoided ones last", () => {
    const pool = Array.from({ length: 8 }, (_, index) => poolNode(index + 1));
    const avoided = new Set([poolNode(1).ed25519, poolNode(2).ed25519]);
    const exclude = new Set([poolNode(8).ed25519]);
    const candidates = guardCandidates({ pool, avoided }, exclude, createSeededRandom("guards"));
    expect(keys(candidates).sort()).toEqual(keys(pool.slice(0, 7)));
    expect(keys(candidates.slice(5)).sort()).toEqual([...avoided].sort());
  });
});

test("shuffled: keeps every element and leaves the input alone", () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), fc.string(), (items, seed) => {
      const before = [...items];
      expect(shuffled(items, createSeededRandom(seed)).sort()).toEqual([...items].sort());
      expect(items).toEqual(before);
    }),
  );
});

test("subnetOf: the text before the last dot", () => {
  expect(subnetOf("192.0.2.200")).toBe("192.0.2");
});
