// The same tables, migrations and statements on a real Postgres server, reached through DATABASE_URL in production.
import { createRecordingTelemetry, createScriptedChain } from "@session/testkit/fakes";
import { fixtureDomain, fixtureNode, fixtureNodes, registerNode } from "@session/testkit/fixtures";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type OpenDatabase, openDatabase } from "../src/db/client.ts";
import { createIndexStore } from "../src/db/index-store.ts";
import { createIndexer } from "../src/indexer/indexer.ts";
import { startTestChain, type TestChain } from "./support/chain.ts";
import { startTestPostgres, type TestPostgres } from "./support/postgres.ts";
import { startTestService, until } from "./support/service.ts";
import { dumpTables } from "./support/tables.ts";

let server: TestPostgres;
let chain: TestChain;
beforeAll(async () => {
  server = await startTestPostgres();
  chain = await startTestChain();
}, 120_000);
afterAll(async () => {
  await server?.stop();
  await chain?.stop();
});

describe("Postgres server", () => {
  test("behaviour: both databases hold the same rows after the same blocks and the same reorg", async () => {
    const dumps: unknown[] = [];
    for (const place of [{ kind: "memory" } as const, { kind: "postgres", url: server.url } as const]) {
      const database = await openDatabase(place);
      dumps.push(await indexWithReorg(database));
      await database.close();
    }
    expect(dumps[1]).toEqual(dumps[0]);
  });

  test("behaviour: the service runs on it, survives a restart and answers every question", async () => {
    const node = await chain.register(1);
    for (let round = 0; round < 2; round++) {
      const database = await openDatabase({ kind: "postgres", url: server.url });
      const service = await startTestService(chain, database.db);
      try {
        await until("an up-to-date index", async () => (await service.api.health.query()).status === "ok");
        const { api } = service;
        expect((await api.network.summary.query()).nodes.active).toBe(1);
        for (const sort of [
          "id",
          "proofAge",
          "stake",
          "registered",
          "operator",
          "swarm",
          "unlock",
        ] as const) {
          const page = await api.nodes.list.query({ sort, limit: 1, search: node.ed25519.slice(0, 9) });
          expect(page.items).toHaveLength(1);
        }
        const cursor = '["0",0]';
        expect((await api.nodes.list.query({ cursor })).items).toHaveLength(1);
        expect((await api.nodes.get.query({ ed25519: node.ed25519 })).node.events).toHaveLength(2);
        const feed = { address: node.operator, types: ["NodeActivated" as const], cursor: '["9999999",0]' };
        expect((await api.events.feed.query(feed)).items).toHaveLength(1);
        const blocks = await api.blocks.list.query({ cursor: '["9999999",0]' });
        expect(blocks.items.length).toBeGreaterThan(0);
        expect((await api.wallet.stakes.query({ address: node.operator })).stakes).toHaveLength(1);
        expect((await api.swarms.list.query()).items).toHaveLength(1);
      } finally {
        await service.stop();
        await database.close();
      }
    }
  });
});

async function indexWithReorg({ db }: OpenDatabase): Promise<unknown> {
  const scripted = createScriptedChain();
  const indexer = createIndexer(
    { ...fixtureDomain, deploymentBlock: 1, creditInitialSeconds: 30 },
    { reader: scripted, store: createIndexStore(db), telemetry: createRecordingTelemetry() },
  );
  for (const node of fixtureNodes(14)) scripted.append(registerNode(node));
  scripted.append([
    { type: "Accrued", amountAtomic: 2n ** 90n, accumulator: 2n ** 200n, remainder: 7n, active: 14 },
    { type: "NodeDecommissioned", nodeId: 3, epoch: 1, reasons: 9, creditSeconds: 30 },
  ]);
  const stop = new AbortController();
  let isReorged = false;
  await indexer.run(stop.signal, async () => {
    if (indexer.state().network.head.hash !== scripted.blocks.at(-1)?.hash) return;
    if (isReorged) return stop.abort();
    isReorged = true;
    scripted.reorg(3);
    scripted.append([
      { type: "UnlockRequested", nodeId: 2, by: fixtureNode(2).operator, unlockAtSeconds: 1_800_000_000 },
      {
        type: "RewardsClaimed",
        nodeId: 2,
        staker: fixtureNode(2).operator,
        beneficiary: fixtureNode(5).operator,
        amountAtomic: 5n,
      },
    ]);
  });
  return dumpTables(db);
}
