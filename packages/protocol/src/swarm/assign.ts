import { assert } from "../errors.ts";
import { MAX_SWARM_ID, type SwarmId, swarmId } from "./id.ts";
import { boundedDraw, type ConsensusRng, mt19937_64 } from "./random.ts";

const SIZE_MIN = 5;
const IDEAL_MARGIN = 2;
const NEW_SWARM_SIZE = SIZE_MIN + IDEAL_MARGIN;
const FILL_PERCENTILE = 25;
const DISSOLVE_PERCENTILE = 0;
const STEAL_PERCENTILE = 75;

/** One nodes-per-swarm table while a block's assignment runs; the only mutable thing in this file. */
interface Table<Node> {
  readonly swarms: Map<SwarmId, Node[]>;
  readonly rng: ConsensusRng;
}

/**
 * Places the unassigned nodes and rebalances, exactly as every other node of the network does it.
 *
 * @param input.swarms members by swarm ID, each list in ascending key order; swarms that lost members are listed with the rest
 * @param input.unassigned nodes without a swarm, in ascending key order
 * @param input.seed first 8 bytes of the block hash, little-endian
 * @returns a new table; its lists are in the order the algorithm left them
 * Spec: docs/spec/swarms-and-testing.md section 2.4. Vectors: vectors/swarm-mapping.json `swarm_assignment`.
 */
export function assignSwarms<Node>(input: {
  readonly swarms: ReadonlyMap<SwarmId, readonly Node[]>;
  readonly unassigned: readonly Node[];
  readonly seed: bigint;
}): Map<SwarmId, Node[]> {
  const table: Table<Node> = {
    swarms: new Map([...input.swarms].map(([id, members]) => [id, [...members]])),
    rng: mt19937_64(input.seed),
  };
  if (table.swarms.size === 0) table.swarms.set(newSwarmId([]), []);
  place(table, input.unassigned, FILL_PERCENTILE);
  steal(table);
  grow(table);
  dissolve(table);
  return table.swarms;
}

/**
 * The ID of the next swarm: the middle of the largest gap on the ring.
 *
 * @param existing swarm IDs in any order
 * Vectors: vectors/swarm-mapping.json `new_swarm_id`.
 */
export function newSwarmId(existing: readonly SwarmId[]): SwarmId {
  const ids = [...existing].sort(ascending);
  const first = ids[0];
  const last = ids.at(-1);
  if (first === undefined || last === undefined) return swarmId(0n);
  let left = first;
  let gap = 0n;
  for (const [index, id] of ids.entries()) {
    const next = ids[index + 1];
    if (next === undefined || next - id <= gap) continue;
    left = id;
    gap = next - id;
  }
  const wrapped = MAX_SWARM_ID - last + first + 1n;
  if (wrapped > gap) {
    left = last;
    gap = wrapped;
  }
  const half = gap / 2n;
  const room = MAX_SWARM_ID - left;
  return swarmId(half > room ? half - room - 1n : left + half);
}

function ascending(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Smallest first; equal sizes by ascending ID (the original's order is unspecified there). */
function sizes<Node>(table: Table<Node>): { id: SwarmId; size: number }[] {
  return [...table.swarms]
    .map(([id, members]) => ({ id, size: members.length }))
    .sort((a, b) => a.size - b.size || ascending(a.id, b.id));
}

/** Every node of every swarm larger than `threshold`, and how many of them are above the minimum size. */
function pool<Node>(
  table: Table<Node>,
  threshold: number,
): { entries: { id: SwarmId; index: number }[]; excess: number } {
  const entries: { id: SwarmId; index: number }[] = [];
  let excess = 0;
  if (threshold < SIZE_MIN) return { entries, excess };
  for (const id of [...table.swarms.keys()].sort(ascending)) {
    const size = members(table, id).length;
    if (size <= threshold) continue;
    for (let index = 0; index < size; index++) entries.push({ id, index });
    excess += size - SIZE_MIN;
  }
  return { entries, excess };
}

function members<Node>(table: Table<Node>, id: SwarmId): Node[] {
  const list = table.swarms.get(id);
  assert(list !== undefined, "the swarm was taken from this table");
  return list;
}

/** Takes one uniformly drawn node of the pool out of its swarm. */
function takeFrom<Node>(table: Table<Node>, entries: readonly { id: SwarmId; index: number }[]): Node {
  const picked = entries[boundedDraw(table.rng, entries.length)];
  assert(picked !== undefined, "a draw lies below its limit");
  const [node] = members(table, picked.id).splice(picked.index, 1);
  return node as Node; // the pool lists existing positions
}

function excessOf<Node>(table: Table<Node>): number {
  let excess = 0;
  for (const list of table.swarms.values()) excess += Math.max(list.length - SIZE_MIN, 0);
  return excess;
}

/** Forms new swarms of 7 out of the surplus of the others. */
function grow<Node>(table: Table<Node>): void {
  for (const list of table.swarms.values()) if (list.length < SIZE_MIN) return;
  while (excessOf(table) >= NEW_SWARM_SIZE + IDEAL_MARGIN * table.swarms.size) {
    const founders: Node[] = [];
    while (founders.length < NEW_SWARM_SIZE) founders.push(takeFrom(table, pool(table, SIZE_MIN).entries));
    table.swarms.set(newSwarmId([...table.swarms.keys()]), founders);
  }
}

/** Puts each node into a random one of the smallest swarms, growing whenever that makes enough surplus. */
function place<Node>(table: Table<Node>, nodes: readonly Node[], percentile: number): void {
  for (const node of nodes) {
    const bySize = sizes(table);
    const index = percentileIndex(bySize.length, percentile);
    const limit = bySize[index]?.size ?? 0;
    let last = index;
    while ((bySize[last + 1]?.size ?? Number.POSITIVE_INFINITY) <= limit) last++;
    const chosen = bySize[boundedDraw(table.rng, last + 1)];
    assert(chosen !== undefined, "a draw lies below its limit");
    members(table, chosen.id).push(node);
    grow(table);
  }
}

function percentileIndex(count: number, percentile: number): number {
  return Math.floor((percentile * (count - 1)) / 100);
}

/** Fills swarms below the minimum with nodes of rich ones, while there are enough to fill one whole. */
function steal<Node>(table: Table<Node>): void {
  const bySize = sizes(table); // kept fixed for the whole step
  const quantile = bySize[percentileIndex(bySize.length, STEAL_PERCENTILE)]?.size ?? 0;
  const threshold = Math.max(SIZE_MIN, quantile - 1);
  for (const poor of bySize) {
    if (poor.size >= SIZE_MIN) return;
    const target = members(table, poor.id);
    while (target.length < SIZE_MIN) {
      const { entries, excess } = pool(table, threshold);
      if (excess < SIZE_MIN - target.length) return;
      target.push(takeFrom(table, entries));
    }
  }
}

/** Breaks up swarms that stayed below the minimum and spreads their nodes, unless only one swarm is left. */
function dissolve<Node>(table: Table<Node>): void {
  while (table.swarms.size > 1) {
    const weak = [...table.swarms.keys()].sort(ascending).find((id) => members(table, id).length < SIZE_MIN);
    if (weak === undefined) return;
    const homeless = members(table, weak);
    table.swarms.delete(weak);
    place(table, homeless, DISSOLVE_PERCENTILE);
  }
}
