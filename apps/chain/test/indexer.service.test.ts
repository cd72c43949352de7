// The indexer over an embedded Postgres and a scripted chain. The one rule behind all others: whatever happened on
// the way, the tables equal those of a fresh index of the surviving chain.
import type { ScriptedChain } from "@session/testkit/fakes";
import { createRecordingTelemetry, createScriptedChain } from "@session/testkit/fakes";
import { fixtureDomain, fixtureNode, fixtureNodes, registerNode } from "@session/testkit/fixtures";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type OpenDatabase, openDatabase } from "../src/db/client.ts";
import { createIndexStore, type IndexStore } from "../src/db/index-store.ts";
import { emptyIndexState } from "../src/indexer/index-state.ts";
import { createIndexer, type IndexUpdate } from "../src/indexer/indexer.ts";
import { createRandomChain } from "./support/random-chain.ts";
import { dumpTables } from "./support/tables.ts";

const OPTIONS = { ...fixtureDomain, deploymentBlock: 1, creditInitialSeconds: 30 };
let database: OpenDatabase;
let store: IndexStore;
beforeAll(async () => {
  database = await openDatabase({ kind: "memory" });
  store = createIndexStore(database.db);
});
afterAll(() => database?.close());
beforeEach(() => empty());

const empty = () => store.reset(OPTIONS, emptyIndexState(), "");

/** A new indexer over the same tables reads until it has the chain's newest block. */
async function catchUp(chain: ScriptedChain, changes: Partial<typeof OPTIONS> = {}) {
  const telemetry = createRecordingTelemetry();
  const indexer = createIndexer({ ...OPTIONS, ...changes }, { reader: chain, store, telemetry });
  const stop = new AbortController();
  const updates: IndexUpdate[] = [];
  const isDone = () => indexer.state().network.head.hash === chain.blocks.at(-1)?.hash;
  await indexer.run(stop.signal, async (update) => {
    if (update.kind !== "restored") updates.push(update);
    if (isDone()) stop.abort();
  });
  return { indexer, updates, telemetry };
}

async function freshDump(chain: ScriptedChain) {
  await empty();
  await catchUp(chain);
  return dumpTables(database.db);
}

describe("indexer", () => {
  test("default: blocks, events and derived rows of one registration", async () => {
    const chain = createScriptedChain();
    chain.append();
    chain.append(registerNode(fixtureNode(1)));
    chain.append();
    await catchUp(chain);
    const tables = await dumpTables(database.db);
    expect(tables.blocks).toMatchObject([{ height: 2, eventCount: 2 }]);
    expect(tables.events).toMatchObject([{ type: "KeysRegistered" }, { type: "NodeActivated", nodeId: 1 }]);
    expect(tables.nodes).toMatchObject([
      { nodeId: 1, state: "active", swarmId: "0000000000000000", contributors: 1, unlockAtSeconds: null },
    ]);
    expect(tables.slots).toMatchObject([
      { position: 0, amountAtomic: 25_000_000_000_000n, claimedAtomic: 0n },
    ]);
    expect(tables.swarms).toMatchObject([{ fromHeight: 2, toHeight: null, memberIds: [1] }]);
    expect(tables.cursor).toMatchObject([{ height: 3, membershipHeight: 2 }]);
  });

  test("behaviour: swarm sets are kept with the blocks between which they held", async () => {
    const chain = createScriptedChain();
    chain.append(registerNode(fixtureNode(1)));
    chain.append(registerNode(fixtureNode(2)));
    chain.append([{ type: "NodeExited", nodeId: 1 }]);
    chain.append([{ type: "NodeExited", nodeId: 2 }]);
    await catchUp(chain);
    expect((await dumpTables(database.db)).swarms).toMatchObject([
      { fromHeight: 1, toHeight: 2, memberIds: [1] },
      { fromHeight: 2, toHeight: 3 },
      { fromHeight: 3, toHeight: 4, memberIds: [2] },
    ]);
  });

  test("behaviour: a restart goes on at the stored block and reads nothing twice", async () => {
    const chain = createScriptedChain();
    for (const node of fixtureNodes(5)) chain.append(registerNode(node));
    const first = await catchUp(chain);
    expect(first.updates).toHaveLength(5);
    chain.append(registerNode(fixtureNode(6)));
    chain.append();
    const second = await catchUp(chain);
    expect(second.updates.map((update) => update.kind === "block" && update.block.height)).toEqual([6, 7]);
    expect(await dumpTables(database.db)).toEqual(await freshDump(chain));
  });

  test("behaviour: a block delivered twice is taken once", async () => {
    const chain = createScriptedChain();
    chain.append(registerNode(fixtureNode(1)));
    chain.repeatNext(1);
    chain.append(registerNode(fixtureNode(2)));
    const { updates } = await catchUp(chain);
    expect(updates).toHaveLength(2);
  });

  test("behaviour: a reorg during a downtime is undone at the start", async () => {
    const chain = createScriptedChain();
    chain.append(registerNode(fixtureNode(1)));
    chain.append(registerNode(fixtureNode(2)));
    chain.append(registerNode(fixtureNode(3)));
    await catchUp(chain);
    chain.reorg(2);
    chain.append([{ type: "NodeExited", nodeId: 1 }]);
    const { updates } = await catchUp(chain);
    expect(updates.map((update) => update.kind)).toEqual(["reorg", "block"]);
    expect(await dumpTables(database.db)).toEqual(await freshDump(chain));
  });

  test("behaviour: a restarted chain leaves nothing of the old one", async () => {
    const old = createScriptedChain();
    for (const node of fixtureNodes(8)) old.append(registerNode(node));
    await catchUp(old);
    const fresh = createScriptedChain({ startMs: 1_800_000_000_000 });
    fresh.append();
    // The same number of blocks were made, so without this the first hash would be the same.
    fresh.append([], { hash: "ab".repeat(32) });
    fresh.reorg(2);
    fresh.append(registerNode(fixtureNode(9)), { hash: "cd".repeat(32) });
    const reader: ScriptedChain = {
      ...fresh,
      follow: async function* (_from, signal) {
        yield { kind: "reorg", to: { height: 0, hash: "ef".repeat(32) } };
        yield* fresh.follow(undefined, signal);
      },
    };
    await catchUp(reader);
    const tables = await dumpTables(database.db);
    expect(tables.nodes).toMatchObject([{ nodeId: 9 }]);
    expect(tables).toEqual(await freshDump(fresh));
  });

  test("behaviour: tables of another deployment are emptied", async () => {
    const chain = createScriptedChain();
    chain.append(registerNode(fixtureNode(1)));
    await catchUp(chain);
    const { telemetry } = await catchUp(chain, { deploymentBlock: 2 });
    expect(telemetry.events.map((event) => event.fields?.why)).toContain("another deployment");
  });

  test("behaviour: stored events that do not give the stored state are read again", async () => {
    const chain = createScriptedChain();
    chain.append(registerNode(fixtureNode(1)));
    chain.append(registerNode(fixtureNode(2)));
    await catchUp(chain);
    const { events } = await import("../src/db/schema.ts");
    await database.db.delete(events);
    const { telemetry } = await catchUp(chain);
    expect(telemetry.messages("warn")).toContain("index emptied");
    expect((await dumpTables(database.db)).nodes).toHaveLength(2);
  });

  test("error: a second writer is noticed and changes nothing", async () => {
    const chain = createScriptedChain();
    chain.append(registerNode(fixtureNode(1)));
    const { indexer } = await catchUp(chain);
    const before = indexer.state();
    chain.append(registerNode(fixtureNode(2)));
    await catchUp(chain);
    const dump = await dumpTables(database.db);
    const block = {
      ...(chain.blocks[1] ?? chain.blocks[0]),
      hash: "ab".repeat(32),
    } as (typeof chain.blocks)[0];
    await expect(store.commit({ block, before, after: before, digestHex: "" })).rejects.toThrow(
      "only one process may write",
    );
    expect(await dumpTables(database.db)).toEqual(dump);
  });

  test("behaviour: whatever happens, incremental equals fresh", async () => {
    const step = fc.oneof(
      { weight: 6, arbitrary: fc.record({ grow: fc.array(fc.nat(400), { maxLength: 4 }) }) },
      { weight: 1, arbitrary: fc.record({ reorg: fc.integer({ min: 1, max: 6 }) }) },
      { weight: 2, arbitrary: fc.record({ catchUp: fc.constant(true) }) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
        await empty();
        const { chain, grow, reorg } = createRandomChain();
        for (const one of steps) {
          if ("grow" in one) grow(one.grow);
          if ("reorg" in one) reorg(one.reorg);
          if ("catchUp" in one) {
            grow([]);
            await catchUp(chain);
          }
        }
        grow([3]);
        await catchUp(chain);
        expect(await dumpTables(database.db)).toEqual(await freshDump(chain));
      }),
      { numRuns: 12 },
    );
  });
});
