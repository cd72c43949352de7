// The service over a real chain with the real contracts and an embedded Postgres, asked over HTTP through the same
// typed client the explorer uses. Figures are compared with what the contracts themselves say.
import { hexDecode, utf8Encode } from "@session/protocol/bytes";
import { local } from "@session/protocol/params";
import { decodeProofList, encodeProofList, signUptimeProof } from "@session/protocol/proofs";
import {
  decodeJsonRpcResult,
  decodeServiceNodes,
  jsonRpcRequest,
  serviceNodesParams,
} from "@session/protocol/rpc/daemon";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { LiveUpdate } from "../src/api/index.ts";
import { type OpenDatabase, openDatabase } from "../src/db/client.ts";
import { startTestChain, type TestChain, type TestNode } from "./support/chain.ts";
import { clock, startTestService, type TestService, until } from "./support/service.ts";
import { readEvents } from "./support/sse.ts";

let chain: TestChain;
let database: OpenDatabase;
let service: TestService;
const nodes: TestNode[] = [];

beforeAll(async () => {
  chain = await startTestChain();
  database = await openDatabase({ kind: "memory" });
  service = await startTestService(chain, database.db);
  for (let number = 1; number <= 6; number++) nodes.push(await chain.register(number));
  await indexed();
}, 120_000);
afterAll(async () => {
  await service?.stop();
  await database?.close();
  await chain?.stop();
});

/** Waits until the tables have the chain's newest block and the contracts were read there. */
async function indexed(): Promise<void> {
  await until("the newest block", async () => {
    const { status, stamp } = await service.api.health.query();
    return status === "ok" && stamp.indexedBlock === (await head());
  });
  await until("the contracts' figures at it", async () => {
    const { pool, stamp } = await service.api.network.summary.query();
    return pool.asOfBlock === stamp.indexedBlock;
  });
}

async function head(): Promise<number> {
  const answer = await rpc("eth_blockNumber");
  return Number(answer);
}

async function rpc(method: string): Promise<unknown> {
  const response = await fetch(chain.rpcUrl, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params: [] }),
  });
  const { result } = (await response.json()) as { result: unknown };
  return result;
}

const node = (i: number): TestNode => {
  const found = nodes[i];
  if (found === undefined) throw new Error(`no node ${i}`);
  return found;
};
const post = (path: string, body: Uint8Array | string, type = "application/json") =>
  fetch(service.url + path, {
    method: "POST",
    body: typeof body === "string" ? body : Uint8Array.from(body),
    headers: { "content-type": type },
  });

describe("network.summary", () => {
  test("default: counts, money and epoch as the contracts say", async () => {
    const summary = await service.api.network.summary.query();
    expect(summary.nodes).toMatchObject({ active: 6, decommissioned: 0, awaitingProof: 6, exited: 0 });
    expect(summary.stake).toMatchObject({
      totalAtomic: "150000000000000",
      requirementAtomic: "25000000000000",
    });
    expect(summary.stamp).toMatchObject({
      chainId: 31337,
      registry: chain.deployment.registry,
      epoch: Math.floor(summary.stamp.indexedBlock / 20),
    });
    expect(summary.epoch.startBlock + 20 - summary.epoch.blocksLeft).toBe(summary.stamp.indexedBlock);
    expect(summary.swarms).toEqual({ count: 1, sizes: [{ members: 6, swarms: 1 }], belowFive: 0 });
    expect(BigInt(summary.pool.unreleasedAtomic) + BigInt(summary.pool.owedAtomic)).toBe(
      40_000_000n * 10n ** 9n,
    );
    // 15.1 % of 40 M tokens a year over six nodes of 25,000 tokens.
    expect(summary.rewards.simpleApr).toBeCloseTo((40_000_000 * 0.151) / 6 / 25_000, 3);
  });

  test("behaviour: the plain JSON form is the same answer", async () => {
    const response = await fetch(`${service.url}/api/networkinfo`);
    expect(response.headers.get("content-type")).toBe("application/json");
    expect(await response.json()).toMatchObject({
      nodes: { active: 6 },
      stake: { totalAtomic: "150000000000000" },
    });
  });

  test("default: the deployment and the token", async () => {
    const answer = await service.api.network.deployment.query();
    expect(answer.deployment).toEqual({
      chainId: 31337,
      registry: chain.deployment.registry,
      pool: chain.deployment.pool,
      token: chain.deployment.token,
      verifier: chain.deployment.verifier,
      lens: chain.deployment.lens,
      deploymentBlock: chain.deployment.deploymentBlock,
    });
    expect(answer.token).toEqual({ name: "Session Token", symbol: "SESH", decimals: 9 });
    expect(answer.params).toMatchObject({ epochBlocks: 20, stakingRequirementAtomic: "25000000000000" });
  });
});

describe("rewards", () => {
  test("behaviour: unclaimed rewards are exactly what the contract would pay at the same block", async () => {
    await chain.passTime(3_600);
    await chain.mine();
    await indexed();
    for (const one of nodes) {
      const { node: detail } = await service.api.nodes.get.query({ nodeId: one.nodeId });
      const pending = await chain.pendingRewards(one);
      expect(BigInt(detail.rewards.unclaimedAtomic)).toBe(pending);
      expect(pending).toBeGreaterThan(0n);
      expect(detail.slots[0]?.unclaimedAtomic).toBe(detail.rewards.unclaimedAtomic);
    }
  });

  test("behaviour: a claim moves unclaimed to claimed, and the wallet's history shows it", async () => {
    const one = node(1);
    const { transactionHash, height } = await chain.send(one, "claim", [[one.nodeId]]);
    await indexed();
    const wallet = await service.api.wallet.stakes.query({ address: one.operator });
    expect(wallet.claims).toMatchObject([{ nodeId: one.nodeId, blockHeight: height, transactionHash }]);
    expect(wallet.totals.claimedAtomic).toBe(wallet.claims[0]?.amountAtomic);
    expect(BigInt(wallet.totals.unclaimedAtomic)).toBe(await chain.pendingRewards(one));
    expect(wallet.totals.stakedAtomic).toBe("25000000000000");
    expect(wallet.stakes).toMatchObject([{ node: { nodeId: one.nodeId }, slot: { role: "operator" } }]);
  });
});

describe("nodes", () => {
  test("default: one node with stake, swarm, credit and timeline", async () => {
    const one = node(0);
    const { node: detail, stamp } = await service.api.nodes.get.query({ ed25519: one.ed25519 });
    expect(detail).toMatchObject({
      nodeId: one.nodeId,
      ed25519: one.ed25519,
      operator: one.operator,
      state: "active",
      invalidIdentity: false,
      stakeAtomic: "25000000000000",
      swarmId: "0000000000000000",
      proof: null,
      unlockAtSeconds: null,
      slots: [{ role: "operator", shareBps: 10_000, withdrawnAtomic: null }],
      periods: [{ state: "active", toBlock: null }],
      swarm: { size: 6 },
    });
    expect(detail.onionHost).toMatch(/^[a-z0-9]{52}\.snode$/);
    expect(detail.credit).toMatchObject({ maxSeconds: 300, perSecond: 0.2 });
    expect(detail.events.map((event) => event.type)).toEqual(["NodeActivated", "KeysRegistered"]);
    expect(stamp.indexedBlock).toBe(await head());
  });

  test("behaviour: pages follow each other without gap or repetition, in every order", async () => {
    for (const sort of ["id", "proofAge", "stake", "registered", "operator", "swarm", "unlock"] as const)
      for (const direction of ["asc", "desc"] as const) {
        const seen: number[] = [];
        let cursor: string | undefined;
        for (let page = 0; page < 10; page++) {
          const answer = await service.api.nodes.list.query({
            sort,
            direction,
            limit: 2,
            ...(cursor === undefined ? {} : { cursor }),
          });
          expect(answer.total).toBe(6);
          seen.push(...answer.items.map((item) => item.nodeId));
          if (answer.nextCursor === null) break;
          cursor = answer.nextCursor;
        }
        expect([...seen].sort()).toEqual(nodes.map((one) => one.nodeId).sort());
      }
  });

  test("behaviour: a search finds keys, operators, onion hosts and IDs, and takes wildcards literally", async () => {
    const one = node(2);
    const { node: detail } = await service.api.nodes.get.query({ nodeId: one.nodeId });
    for (const search of [
      one.ed25519.slice(10, 30),
      one.operator.slice(0, 12),
      one.operator.toUpperCase().replace("0X", "0x"),
      detail.onionHost,
      String(one.nodeId),
    ]) {
      const { items } = await service.api.nodes.list.query({ search });
      expect(items.map((item) => item.nodeId)).toContain(one.nodeId);
    }
    expect((await service.api.nodes.list.query({ search: "%" })).items).toEqual([]);
    expect((await service.api.nodes.list.query({ search: "_" })).total).toBe(0);
  });

  test("error: unknown nodes, malformed keys and forged cursors each say what is wrong", async () => {
    const get = service.api.nodes.get;
    await expect(get.query({ nodeId: 999 })).rejects.toMatchObject({
      message: "node 999: not known at the indexed block",
      data: { code: "NOT_FOUND" },
    });
    await expect(get.query({ ed25519: "zz" })).rejects.toMatchObject({ data: { code: "BAD_REQUEST" } });
    for (const cursor of ["x", "[]", '["1 or 1=1", 2]', '["1", -1]'])
      await expect(service.api.nodes.list.query({ cursor })).rejects.toMatchObject({
        message: "cursor: expected the nextCursor of an earlier page",
        data: { code: "BAD_REQUEST" },
      });
    await expect(service.api.nodes.list.query({ limit: 201 })).rejects.toMatchObject({
      data: { code: "BAD_REQUEST" },
    });
  });
});

describe("events and blocks", () => {
  test("default: the feed is newest first and filters by type, node and address", async () => {
    const all = await service.api.events.feed.query({ limit: 200 });
    const order = all.items.map((event) => event.blockHeight * 10_000 + event.logIndex);
    expect(order).toEqual([...order].sort((a, b) => b - a));
    const activations = await service.api.events.feed.query({ types: ["NodeActivated"], limit: 4 });
    expect(activations.total).toBe(6);
    expect(activations.items).toHaveLength(4);
    const rest = await service.api.events.feed.query({
      types: ["NodeActivated"],
      limit: 4,
      cursor: activations.nextCursor ?? "",
    });
    expect(rest.items).toHaveLength(2);
    expect(rest.nextCursor).toBeNull();
    const ofOne = await service.api.events.feed.query({ nodeId: node(3).nodeId });
    expect(ofOne.items.every((event) => "ed25519" in event && event.ed25519 === node(3).ed25519)).toBe(true);
    const byWallet = await service.api.events.feed.query({ address: node(3).operator });
    expect(byWallet.items.map((event) => event.id)).toEqual(ofOne.items.map((event) => event.id));
  });

  test("default: a block has its header from the chain and its events from the tables", async () => {
    const list = await service.api.blocks.list.query({ limit: 1 });
    const newest = list.items[0];
    if (newest === undefined) throw new Error("no block");
    const { block } = await service.api.blocks.get.query({ height: newest.height });
    expect(block).toMatchObject({ hash: newest.hash, indexed: true, transactions: 1 });
    expect(block.events).toHaveLength(newest.events);
    expect(block.parentHash).toMatch(/^[0-9a-f]{64}$/);
    expect((await service.api.blocks.get.query({ hash: newest.hash })).block.height).toBe(newest.height);
    await expect(service.api.blocks.get.query({ height: 10_000_000 })).rejects.toMatchObject({
      data: { code: "NOT_FOUND" },
    });
  });

  test("behaviour: new events arrive over the live stream, after the present head", async () => {
    const stop = new AbortController();
    const updates: LiveUpdate[] = [];
    const reading = (async () => {
      // The stream is JSON; its shape is what this test looks at.
      for await (const data of readEvents(`${service.url}/trpc/events.live`, stop.signal))
        updates.push(data as LiveUpdate);
    })().catch(() => undefined); // aborting ends the stream with an error
    await until("the present head", async () => updates[0]?.kind === "head");
    const one = node(4);
    await chain.send(one, "requestUnlock", [one.nodeId]);
    const unlock = await until("the event", async () =>
      updates.find((update) => update.kind === "event" && update.event.type === "UnlockRequested"),
    );
    expect(unlock).toMatchObject({ event: { nodeId: one.nodeId, by: one.operator, ed25519: one.ed25519 } });
    await until("the head behind it", async () => updates.at(-1)?.kind === "head");
    stop.abort();
    await reading;
    await indexed();
    const { items } = await service.api.nodes.list.query({ states: ["unlocking"] });
    expect(items.map((item) => item.nodeId)).toEqual([node(4).nodeId]);
  });
});

describe("uptime proofs and the seed", () => {
  test("behaviour: a pushed proof is kept, shown and handed on", async () => {
    const { table } = await service.api.network.summary.query();
    const timestampSeconds = Math.floor(clock.now() / 1000);
    const signed = nodes.map((one, i) =>
      signUptimeProof(
        {
          tableDigest: hexDecode(table.digest),
          tableHeight: table.membershipBlock,
          ip: `127.0.${i + 1}.1`,
          height: table.membershipBlock,
          ed25519: one.ed25519,
          httpPort: 8080,
          httpsPort: 22021,
          peerPort: 22020,
          storageServerVersion: local.storageServerVersion,
          timestampSeconds,
          nodeVersion: local.nodeVersion,
        },
        one.ed25519Seed,
      ),
    );
    const [first] = signed;
    if (first === undefined) throw new Error("no proof");
    const forged = { bytes: first.bytes, signature: new Uint8Array(64) };
    const refused = await post("/uptime_proofs/v1", encodeProofList([forged]), "application/octet-stream");
    expect(await refused.json()).toEqual({ accepted: 0 });
    const taken = await post("/uptime_proofs/v1", encodeProofList(signed), "application/octet-stream");
    expect(await taken.json()).toEqual({ accepted: 6 });

    const { node: detail } = await service.api.nodes.get.query({ nodeId: node(0).nodeId });
    expect(detail.proof).toMatchObject({
      publicIp: "127.0.1.1",
      storagePort: 22021,
      httpPort: 8080,
      storageServerVersion: "2.8.0",
      digestMatches: true,
    });
    const summary = await service.api.network.summary.query();
    expect(summary.nodes.awaitingProof).toBe(0);
    expect(summary.proofs).toMatchObject({
      receivedLastHour: 6,
      fresh: 6,
      versions: [{ storageServerVersion: "2.8.0", nodes: 6 }],
    });
    const handed = await fetch(`${service.url}/uptime_proofs/v1?since=0`);
    expect(decodeProofList(new Uint8Array(await handed.arrayBuffer()))).toHaveLength(6);
    const later = await fetch(`${service.url}/uptime_proofs/v1?since=${timestampSeconds + 3_600}`);
    expect(decodeProofList(new Uint8Array(await later.arrayBuffer()))).toHaveLength(0);
  });

  test("default: a client bootstraps from the seed, and the content type is exact", async () => {
    const response = await post("/json_rpc", jsonRpcRequest("get_n_service_nodes", serviceNodesParams()));
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("application/json");
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
    const list = decodeServiceNodes(decodeJsonRpcResult(await response.text()));
    expect(list.nodes.map((entry) => entry.ip).sort()).toEqual(nodes.map((_, i) => `127.0.${i + 1}.1`));
    expect(list.nodes[0]).toMatchObject({ httpsPort: 22021, httpPort: 8080, swarmId: 0n });
  });

  test.each([
    ["no list", "hello", 400],
    ["nothing", "", 400],
  ])("error: %s is no proof list", async (_name, body, status) => {
    expect((await post("/uptime_proofs/v1", body)).status).toBe(status);
  });

  test("error: a bad since", async () => {
    expect((await fetch(`${service.url}/uptime_proofs/v1?since=-1`)).status).toBe(400);
  });
});

describe("HTTP", () => {
  test("behaviour: browsers of any origin may ask", async () => {
    const response = await fetch(`${service.url}/json_rpc`, {
      method: "OPTIONS",
      headers: { origin: "http://example.org", "access-control-request-method": "POST" },
    });
    expect(response.status).toBe(204);
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
    expect(response.headers.get("access-control-allow-headers")).toContain("content-type");
  });

  test.each([
    ["unknown path", "GET", "/nothing", undefined, 404],
    ["wrong method", "GET", "/json_rpc", undefined, 405],
    ["body too long", "POST", "/json_rpc", "x".repeat(70_000), 413],
    ["body where none is expected", "POST", "/health", "x", 405],
    ["a query with a body", "POST", "/trpc/nodes.get", "x".repeat(70_000), 405],
    ["unknown procedure", "GET", "/trpc/nodes.drop", undefined, 404],
  ])("error: %s", async (_name, method, path, body, status) => {
    const response = await fetch(service.url + path, {
      method,
      ...(body === undefined ? {} : { body, headers: { "content-type": "application/json" } }),
    });
    expect(response.status).toBe(status);
  });

  test("error: malformed JSON-RPC gets a JSON-RPC error with status 200", async () => {
    const response = await post("/json_rpc", utf8Encode("{"));
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ jsonrpc: "2.0", error: { code: -32700 } });
  });

  test("behaviour: health is 200 with the figures behind it", async () => {
    const response = await fetch(`${service.url}/health`);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      status: "ok",
      lagBlocks: 0,
      proofs: 6,
      stamp: { chainId: 31337 },
    });
  });
});

describe("leaving", () => {
  test("behaviour: unlock, exit and withdrawal show in states, swarm, wallet and proofs", async () => {
    const one = node(4);
    await chain.passTime(61);
    await chain.send(one, "exit", [one.nodeId]);
    await chain.send(one, "withdrawStake", [one.nodeId]);
    await indexed();
    const { node: detail } = await service.api.nodes.get.query({ nodeId: one.nodeId });
    expect(detail).toMatchObject({ state: "exited", swarmId: null, swarm: null, credit: null, proof: null });
    expect(detail.periods.map((period) => period.state)).toEqual(["active", "exited"]);
    expect(detail.slots).toMatchObject([{ withdrawnAtomic: "25000000000000" }]);
    expect(BigInt(detail.rewards.unclaimedAtomic)).toBe(await chain.pendingRewards(one));
    const wallet = await service.api.wallet.stakes.query({ address: one.operator });
    expect(wallet.totals.stakedAtomic).toBe("0");
    expect(wallet.withdrawals).toMatchObject([{ nodeId: one.nodeId, amountAtomic: "25000000000000" }]);
    const swarms = await service.api.swarms.list.query();
    expect(swarms.items).toMatchObject([{ swarmId: "0000000000000000", size: 5 }]);
    expect((await service.api.swarms.get.query({ swarmId: "0" })).swarm.members).toHaveLength(5);
    const summary = await service.api.network.summary.query();
    expect(summary.nodes).toMatchObject({ active: 5, exited: 1 });
    expect(summary.stake.totalAtomic).toBe("125000000000000");
    expect((await service.api.health.query()).proofs).toBe(5);
  });
});
