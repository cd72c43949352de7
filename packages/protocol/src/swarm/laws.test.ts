// Laws of the whole chain of assignments: nodes join, leave and come back over many blocks; the accounts of a fixed
// sample are mapped before and after each.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hexEncode } from "../bytes/index.ts";
import { accountIdBytes, parseMailboxId } from "../identity/index.ts";
import { seededRandom } from "../testing/index.ts";
import { assignSwarms } from "./assign.ts";
import type { SwarmId } from "./id.ts";
import { nearestSwarm, swarmSpace } from "./position.ts";

type Table = ReadonlyMap<SwarmId, readonly number[]>;

interface Block {
  readonly seed: bigint;
  readonly joining: number;
  /** Positions in the list of all nodes. */
  readonly leaving: readonly number[];
}

const chains: fc.Arbitrary<readonly Block[]> = fc.array(
  fc.record({
    seed: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
    joining: fc.integer({ min: 0, max: 25 }),
    leaving: fc.array(fc.nat(150), { maxLength: 20 }),
  }),
  { minLength: 1, maxLength: 8 },
);

const random = seededRandom("swarm laws");
const positions = Array.from({ length: 200 }, () =>
  swarmSpace(accountIdBytes(parseMailboxId(`05${hexEncode(random.secure(32))}`))),
);

/** One replayer; `order` is how it happens to hold its table in memory. */
function replay(
  chain: readonly Block[],
  order: (entries: [SwarmId, number[]][]) => [SwarmId, number[]][],
): Table[] {
  const tables: Table[] = [];
  let table: Table = new Map();
  let next = 0;
  for (const { seed, joining, leaving } of chain) {
    const gone = new Set(leaving);
    const stayed = [...table].map(([id, members]): [SwarmId, number[]] => [
      id,
      members.filter((member) => !gone.has(member)).sort((a, b) => a - b),
    ]);
    const swarms = new Map(order(stayed.filter(([, members]) => members.length > 0)));
    table = assignSwarms({ swarms, unassigned: Array.from({ length: joining }, () => next++), seed });
    tables.push(table);
  }
  return tables;
}

const ascending = (entries: [SwarmId, number[]][]) => entries.sort(([a], [b]) => (a < b ? -1 : 1));
const sorted = (table: Table) => ascending([...table].map(([id, members]) => [id, [...members]]));
const ids = (table: Table) => sorted(table).map(([id]) => id);

describe("swarm laws", () => {
  test("behaviour: all replayers agree after every block, however they hold their tables", () => {
    fc.assert(
      fc.property(chains, (chain) => {
        const one = replay(chain, ascending).map(sorted);
        expect(replay(chain, (entries) => ascending(entries).reverse()).map(sorted)).toEqual(one);
      }),
      { numRuns: 60 },
    );
  });

  test("behaviour: every node is in exactly one swarm, and none that left", () => {
    fc.assert(
      fc.property(chains, (chain) => {
        const alive = new Set<number>();
        let next = 0;
        for (const [index, table] of replay(chain, ascending).entries()) {
          for (const node of chain[index]?.leaving ?? []) alive.delete(node);
          for (let joined = chain[index]?.joining ?? 0; joined > 0; joined--) alive.add(next++);
          expect([...table.values()].flat().sort((a, b) => a - b)).toEqual([...alive]);
        }
      }),
      { numRuns: 60 },
    );
  });

  test("behaviour: with more than one swarm every one has at least five members", () => {
    fc.assert(
      fc.property(chains, (chain) => {
        for (const table of replay(chain, ascending))
          if (table.size > 1)
            for (const members of table.values()) expect(members.length).toBeGreaterThanOrEqual(5);
      }),
      { numRuns: 60 },
    );
  });

  test("behaviour: an account moves only if its swarm is gone, or to a swarm that is new", () => {
    fc.assert(
      fc.property(chains, (chain) => {
        let before: readonly SwarmId[] = [];
        for (const table of replay(chain, ascending)) {
          const after = ids(table);
          for (const position of positions) {
            const from = nearestSwarm(position, before);
            const to = nearestSwarm(position, after);
            if (from === to || from === null || to === null) continue;
            expect(!after.includes(from) || !before.includes(to)).toBe(true);
          }
          before = after;
        }
      }),
      { numRuns: 60 },
    );
  });
});
