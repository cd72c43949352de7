// Paths over a pool of a few nodes that all answer; whole networks with faults are in test/faults.test.ts.
import type { Transport } from "@session/protocol/ports";
import { createSeededRandom, createSimClock } from "@session/testkit/fakes";
import { describe, expect, test } from "vitest";
import { networkConfig } from "../config.ts";
import { createPool } from "../network/pool.ts";
import { memoryStore } from "../store/memory.ts";
import { poolNode } from "../testing/pool-nodes.ts";
import { createPaths } from "./paths.ts";

const { signal } = new AbortController();
const answering: Transport = {
  request: async () => ({ status: 200, headers: {}, body: new Uint8Array() }),
};

function pathsOf(nodeCount: number) {
  const nodes = Array.from({ length: nodeCount }, (_, index) => poolNode(index + 1));
  const config = networkConfig({ seedUrls: ["http://127.0.0.1:1"] });
  const clock = createSimClock();
  const store = memoryStore();
  const pool = createPool(config, { clock, store, fetch: async () => nodes, onReplaced: () => {} });
  const paths = createPaths(config, {
    clock,
    random: createSeededRandom("paths"),
    transport: answering,
    store,
    pool,
    life: signal,
    onChange: () => {},
    onError: (error) => {
      throw error;
    },
  });
  return { nodes, pool, paths };
}

describe("choose", () => {
  test("behaviour: in the smallest network every node can be reached through the three others", async () => {
    const { nodes, paths } = pathsOf(4);
    for (const { ed25519: destination } of nodes) {
      const path = await paths.choose({ destination, signal });
      expect(path.map((node) => node.ed25519).sort()).toEqual(
        nodes.map((node) => node.ed25519).filter((key) => key !== destination),
      );
    }
  });

  test("behaviour: a node that was taken out is asked for again when no path does without it", async () => {
    const { nodes, pool, paths } = pathsOf(4);
    const [first] = nodes;
    if (!first) throw new Error("four nodes were made");
    const path = await paths.choose({ destination: first.ed25519, signal });
    const hop = path[1]?.ed25519 ?? first.ed25519;
    paths.nodeMissing(hop);
    expect([pool.find(hop), paths.current().flat().length]).toEqual([undefined, 3]);
    const around = await paths.choose({ destination: first.ed25519, signal });
    expect(around.map((node) => node.ed25519).sort()).toEqual(path.map((node) => node.ed25519).sort());
  });
});
