// Reorgs of a real chain through the whole service, and the rule that afterwards the tables equal a fresh index.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type OpenDatabase, openDatabase } from "../src/db/client.ts";
import { startTestChain, type TestChain } from "./support/chain.ts";
import { startTestService, type TestService, until } from "./support/service.ts";
import { dumpTables } from "./support/tables.ts";

let chain: TestChain;
let database: OpenDatabase;
let service: TestService;
beforeAll(async () => {
  chain = await startTestChain();
  database = await openDatabase({ kind: "memory" });
  service = await startTestService(chain, database.db);
}, 120_000);
afterAll(async () => {
  await service?.stop();
  await database?.close();
  await chain?.stop();
});

const nodeIds = async () =>
  (await service.api.nodes.list.query({ states: ["active", "exited"] })).items.map((item) => item.ed25519);
const listed = (count: number) =>
  until(`${count} nodes`, async () => {
    const ids = await nodeIds();
    return ids.length === count && ids;
  });

describe("a reorg of the chain", () => {
  test("behaviour: what happened after the fork is gone, what replaced it is there", async () => {
    const kept = await chain.register(1);
    const before = await chain.snapshot();
    const gone = await chain.register(2);
    await chain.register(3);
    expect(await listed(3)).toContain(gone.ed25519);
    await chain.revert(before);
    await chain.passTime(11);
    const instead = await chain.register(4);
    await until("the replacement", async () => (await nodeIds()).includes(instead.ed25519));
    expect(await nodeIds()).toEqual([kept.ed25519, instead.ed25519]);
    const { items } = await service.api.events.feed.query({ types: ["NodeActivated"] });
    expect(items.map((event) => "ed25519" in event && event.ed25519)).toEqual([
      instead.ed25519,
      kept.ed25519,
    ]);
    expect((await service.api.health.query()).reorgs).toBeGreaterThan(0);
    await expect(service.api.nodes.get.query({ ed25519: gone.ed25519 })).rejects.toMatchObject({
      data: { code: "NOT_FOUND" },
    });
  });

  test("behaviour: a chain that only became shorter takes its blocks with it", async () => {
    const before = await chain.snapshot();
    await chain.register(5);
    await listed(3);
    await chain.revert(before);
    await listed(2);
  });

  test("behaviour: afterwards the tables equal a fresh index", async () => {
    await chain.register(6);
    await chain.mine();
    await listed(3);
    const other = await openDatabase({ kind: "memory" });
    const fresh = await startTestService(chain, other.db);
    try {
      await until("both at the same block", async () => {
        const [a, b] = await Promise.all([service.api.health.query(), fresh.api.health.query()]);
        return a.status === "ok" && b.status === "ok" && a.stamp.indexedBlock === b.stamp.indexedBlock;
      });
      expect(await dumpTables(database.db)).toEqual(await dumpTables(other.db));
    } finally {
      await fresh.stop();
      await other.close();
    }
  });
});
