import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nodeRow, proof } from "../../../test/fixtures/rows.ts";
import { arrangeNodes, nodeOrder } from "./arrange-nodes.ts";
import { DEFAULT_NODE_QUERY, NODE_COLUMNS, type NodeColumn } from "./node-query.ts";

const context = { seenAtMs: 2_010_000, proofValidityMs: 30_000 };
const rows = [
  nodeRow({ nodeId: 1, feeBps: 500, swarmId: "b", proof: proof({ storageServerVersion: "2.9.1" }) }),
  nodeRow({ nodeId: 2, feeBps: 0, swarmId: null, state: "decommissioned", proof: null }),
  nodeRow({
    nodeId: 3,
    feeBps: 1_000,
    swarmId: "a",
    proof: proof({ storageServerVersion: "2.10.0", receivedSeconds: 1_900 }),
  }),
];
const ids = (column: NodeColumn, direction: "asc" | "desc") =>
  rows.toSorted(nodeOrder(column, direction)).map((row) => row.nodeId);

describe("nodeOrder", () => {
  test("default: by value, both ways", () => {
    expect(ids("fee", "asc")).toEqual([2, 1, 3]);
    expect(ids("fee", "desc")).toEqual([3, 1, 2]);
    expect(ids("state", "asc")).toEqual([2, 1, 3]);
  });
  test("behaviour: a missing value comes last both ways", () => {
    expect(ids("swarm", "asc")).toEqual([3, 1, 2]);
    expect(ids("swarm", "desc")).toEqual([1, 3, 2]);
  });
  test("behaviour: versions are numbers, ages grow with distance", () => {
    expect(ids("version", "asc")).toEqual([1, 3, 2]);
    expect(ids("proof", "asc")).toEqual([1, 3, 2]);
    expect(ids("proof", "desc")).toEqual([3, 1, 2]);
  });
  test("behaviour: amounts beyond a double's precision are told apart", () => {
    const near = ["9007199254740993", "9007199254740992"].map((stakeAtomic, index) =>
      nodeRow({ nodeId: index + 1, stakeAtomic }),
    );
    expect(near.toSorted(nodeOrder("stake", "asc")).map((row) => row.nodeId)).toEqual([2, 1]);
  });
  test("behaviour: every column orders any rows without contradiction", () => {
    const anyRow = fc.record({
      nodeId: fc.nat(50),
      feeBps: fc.nat(3),
      unlockAtSeconds: fc.option(fc.nat(3)),
      swarmId: fc.option(fc.constantFrom("a", "b")),
    });
    fc.assert(
      fc.property(
        fc.constantFrom(...NODE_COLUMNS),
        fc.array(anyRow, { maxLength: 12 }),
        (column, changes) => {
          const order = nodeOrder(column, "desc");
          const sorted = changes.map((change) => nodeRow(change)).toSorted(order);
          for (const [index, row] of sorted.entries())
            for (const later of sorted.slice(index)) expect(order(row, later)).toBeLessThanOrEqual(0);
        },
      ),
    );
  });
});

describe("arrangeNodes", () => {
  const query = { ...DEFAULT_NODE_QUERY, sort: "fee" as const };
  test("default: pages follow each other by cursor", () => {
    const first = arrangeNodes(rows, query, 2, context);
    expect(first.items.map((row) => row.nodeId)).toEqual([2, 1]);
    expect(first.total).toBe(3);
    const second = arrangeNodes(rows, { ...query, cursor: first.nextCursor }, 2, context);
    expect(second.items.map((row) => row.nodeId)).toEqual([3]);
    expect(second.nextCursor).toBeNull();
  });
  test("behaviour: filters must all hold", () => {
    const shown = (change: Partial<typeof query>) =>
      arrangeNodes(rows, { ...query, ...change }, 50, context).items.map((row) => row.nodeId);
    expect(shown({ version: "2.10.0" })).toEqual([3]);
    expect(shown({ swarm: "b" })).toEqual([1]);
    expect(shown({ isLateOnly: true })).toEqual([2, 3]);
    expect(shown({ isLateOnly: true, version: "2.9.1" })).toEqual([]);
  });
  test("error: a cursor of another list starts from the first page", () => {
    expect(arrangeNodes(rows, { ...query, cursor: "nonsense" }, 2, context).items).toHaveLength(2);
  });
});
