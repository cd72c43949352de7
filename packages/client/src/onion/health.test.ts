import { describe, expect, test } from "vitest";
import { poolNode } from "../testing/pool-nodes.ts";
import { avoidedAt, HEALTHY, pathWorked, strikeGuard, strikeNode, strikePath } from "./health.ts";

const path = [poolNode(1), poolNode(2), poolNode(3)];
const [guard, middle, last] = path.map((node) => node.ed25519) as [
  ReturnType<typeof poolNode>["ed25519"],
  ReturnType<typeof poolNode>["ed25519"],
  ReturnType<typeof poolNode>["ed25519"],
]; // three nodes, three keys

describe("strikePath", () => {
  test("behaviour: the third failure takes out the path and the hops behind the guard", () => {
    let strike = strikePath(HEALTHY, path, 100);
    expect(strike).toMatchObject({ nodesOut: [], isPathOut: false });
    strike = strikePath(strike.health, path, 100);
    expect(strike).toMatchObject({ nodesOut: [], isPathOut: false });
    strike = strikePath(strike.health, path, 100);
    expect(strike).toMatchObject({ nodesOut: [middle, last], isPathOut: true });
    expect(strikePath(strike.health, path, 100)).toMatchObject({ nodesOut: [], isPathOut: false });
  });

  test("behaviour: a hop shared by failing paths is out before its paths are", () => {
    const other = [poolNode(4), poolNode(2), poolNode(5)];
    const { health } = strikePath(strikePath(HEALTHY, path, 0).health, other, 0);
    expect(strikePath(health, path, 0)).toMatchObject({ nodesOut: [middle], isPathOut: false });
  });

  test("behaviour: an answer in between forgets the failures of the path and its nodes", () => {
    const twice = strikePath(strikePath(HEALTHY, path, 100).health, path, 100).health;
    expect(pathWorked(twice, path)).toEqual(HEALTHY);
    expect(strikePath(pathWorked(twice, path), path, 100)).toMatchObject({ nodesOut: [], isPathOut: false });
  });
});

test("strikeGuard: counts for the path only, the hops behind are innocent", () => {
  let strike = strikeGuard(HEALTHY, path);
  strike = strikeGuard(strike.health, path);
  strike = strikeGuard(strike.health, path);
  expect(strike).toMatchObject({ nodesOut: [], isPathOut: true });
  expect(strike.health.nodes.size).toBe(0);
});

test("strikeNode: the third failure takes the node out", () => {
  let strike = strikeNode(HEALTHY, last, 0);
  strike = strikeNode(strike.health, last, 0);
  expect(strike.nodesOut).toEqual([]);
  expect(strikeNode(strike.health, last, 0).nodesOut).toEqual([last]);
});

test("avoidedAt: nodes that failed are avoided until their time is over, guards are not", () => {
  const { health } = strikePath(HEALTHY, path, 100);
  expect(avoidedAt(health, 99)).toEqual(new Set([middle, last]));
  expect(avoidedAt(health, 100)).toEqual(new Set());
  expect(avoidedAt(health, 0)).not.toContain(guard);
});
