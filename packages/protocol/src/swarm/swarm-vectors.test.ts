import { describe, expect, test } from "vitest";
import { hexDecode } from "../bytes/index.ts";
import { loadVector } from "../testing/index.ts";
import { assignSwarms, newSwarmId } from "./assign.ts";
import { swarmId } from "./id.ts";
import { nearestSwarm, swarmSpace } from "./position.ts";
import { boundedDraw, mt19937_64 } from "./random.ts";

// Every case of the reference vectors, read as data: the file's values are expectations, never recomputed here.

interface SwarmVector {
  readonly swarm_space: readonly { pubkey: string; value: string; value_hex: string }[];
  readonly nearest: readonly { swarm_ids: readonly string[]; pubkey: string; value: string; swarm: string }[];
  readonly new_swarm_id: readonly { existing: readonly string[]; new: string }[];
  readonly mt19937_64: readonly { seed: string; first_outputs: readonly string[] }[];
  readonly uniform: readonly { seed: string; n: number; draws: readonly number[] }[];
  readonly swarm_assignment: readonly (readonly {
    block_hash: string;
    seed_le64: string;
    swarms_before: Record<string, readonly number[]>;
    unassigned: readonly number[];
    swarms_after: Record<string, readonly number[]>;
  }[])[];
}

const vector = loadVector<SwarmVector>("swarm-mapping");
const ids = (texts: readonly string[]) => texts.map((text) => swarmId(BigInt(text)));

describe("swarm-mapping vectors", () => {
  test.each(vector.swarm_space)("position of $pubkey", ({ pubkey, value, value_hex }) => {
    const position = swarmSpace(hexDecode(pubkey));
    expect(position).toBe(BigInt(value));
    expect(position.toString(16).padStart(16, "0")).toBe(value_hex);
  });

  test.each(vector.nearest)("nearest of $swarm_ids.length swarms to $value", (entry) => {
    const position = swarmSpace(hexDecode(entry.pubkey));
    expect(position).toBe(BigInt(entry.value));
    expect(String(nearestSwarm(position, ids(entry.swarm_ids)))).toBe(entry.swarm);
  });

  test.each(vector.new_swarm_id)("next ID after $existing", ({ existing, new: expected }) => {
    expect(String(newSwarmId(ids(existing)))).toBe(expected);
    expect(String(newSwarmId(ids([...existing].reverse())))).toBe(expected);
  });

  test.each(vector.mt19937_64)("generator with seed $seed", ({ seed, first_outputs }) => {
    const rng = mt19937_64(BigInt(seed));
    expect(first_outputs.map(() => String(rng.next()))).toEqual(first_outputs);
  });

  test.each(vector.uniform)("draws below $n with seed $seed", ({ seed, n, draws }) => {
    const rng = mt19937_64(BigInt(seed));
    expect(draws.map(() => boundedDraw(rng, n))).toEqual(draws);
  });

  test.each(vector.swarm_assignment.map((blocks, chain) => ({ chain, blocks })))(
    "assignment chain $chain",
    ({ blocks }) => {
      expect(blocks.length).toBeGreaterThan(0);
      for (const block of blocks) {
        const seed = hexDecode(block.block_hash.slice(0, 16));
        expect(new DataView(seed.buffer).getBigUint64(0, true)).toBe(BigInt(block.seed_le64));
        const after = assignSwarms({
          swarms: new Map(
            Object.entries(block.swarms_before).map(([id, members]) => [swarmId(BigInt(id)), members]),
          ),
          unassigned: block.unassigned,
          seed: BigInt(block.seed_le64),
        });
        expect(Object.fromEntries([...after].map(([id, members]) => [String(id), members]))).toEqual(
          block.swarms_after,
        );
      }
    },
  );
});
