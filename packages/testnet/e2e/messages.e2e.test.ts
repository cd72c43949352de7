// A small real network: anvil, the indexer and five node processes, with two SDK clients on onion paths.
import { Agent, request } from "undici";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestnet, type Testnet } from "../src/network.ts";
import { inbox, startClient } from "./clients.ts";
import { freePortBase } from "./free-port-base.ts";

let testnet: Testnet;

beforeAll(async () => {
  testnet = await startTestnet({
    nodes: 5,
    portBase: await freePortBase(),
    dataDir: undefined,
    seed: "messages",
    pages: false,
  });
});

afterAll(async () => {
  await testnet?.stop();
});

const account = (name: string) => {
  const found = testnet.info.accounts.find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`the testnet has no ${name}`);
  return found;
};

test("behaviour: the first message crossed three distinct hops of the network", () => {
  const { hops, ms } = testnet.info.firstMessage;
  expect(new Set(hops).size).toBe(3);
  const known = testnet.info.nodes.map((node) => node.ed25519);
  for (const hop of hops) expect(known).toContain(hop);
  expect(ms).toBeGreaterThan(0);
});

test("behaviour: every node is in the swarm and announces what the launcher says", async () => {
  expect(new Set(testnet.info.nodes.map((node) => node.swarm)).size).toBe(1);
  const answer = await rpc("get_n_service_nodes", {
    active_only: true,
    fields: { public_ip: true, storage_port: true, storage_http_port: true, pubkey_ed25519: true },
  });
  const listed = answer.result.service_node_states.map(
    (node: { public_ip: string; storage_port: number }) => `https://${node.public_ip}:${node.storage_port}`,
  );
  expect(listed.sort()).toEqual(testnet.info.nodes.map((node) => node.https).sort());
});

test("behaviour: two clients exchange messages both ways", async () => {
  const alice = await startClient(testnet, account("Alice").phrase);
  const bob = await startClient(testnet, account("Bob").phrase);
  try {
    const atAlice = inbox(alice);
    const atBob = inbox(bob);
    const sent = await alice.send(bob.accountId, { text: "Grüße, Bob 🧅" });
    expect(sent.hops).toHaveLength(3);
    expect(sent.replicas).toBeGreaterThanOrEqual(1);
    const arrived = await atBob.waitFor("Grüße, Bob 🧅", 20_000);
    expect(arrived.hash).toBe(sent.hash);
    await bob.send(alice.accountId, { text: "and back" });
    await atAlice.waitFor("and back", 20_000);
  } finally {
    await Promise.all([alice.stop(), bob.stop()]);
  }
});

describe("bad input gets a specific answer from a real node", () => {
  const agent = new Agent({ connect: { rejectUnauthorized: false } });
  const call = async (body: string) => {
    const { statusCode, body: answer } = await request(`${testnet.info.nodes[0]?.https}/storage_rpc/v1`, {
      method: "POST",
      body,
      dispatcher: agent,
    });
    return { status: statusCode, text: await answer.text() };
  };

  test("error: a malformed body", async () => {
    expect(await call("{")).toEqual({ status: 400, text: "invalid json" });
    expect(await call("{}")).toEqual({ status: 400, text: "invalid json: no `method` field" });
    expect(await call('{"method":"store"}')).toEqual({
      status: 400,
      text: "invalid json: no `params` field",
    });
    expect(await call('{"method":"nope","params":{}}')).toEqual({ status: 400, text: "no method nope" });
  });

  test("error: an unsigned retrieve, an impossible account ID, an oversized message", async () => {
    const pubkey = account("Alice").accountId;
    expect(await call(JSON.stringify({ method: "retrieve", params: { pubkey } }))).toEqual({
      status: 401,
      text: "retrieve: request signature required",
    });
    expect(await call(JSON.stringify({ method: "get_swarm", params: { pubkey: "05ab" } }))).toEqual({
      status: 400,
      text: "invalid request: Pubkey must be 66 hex digits (33 bytes) long",
    });
    const data = Buffer.alloc(76_801).toString("base64");
    const store = { method: "store", params: { pubkey, timestamp: Date.now(), ttl: 60_000, data } };
    expect(await call(JSON.stringify(store))).toEqual({
      status: 400,
      text: "invalid request: Message body exceeds maximum allowed length of 76800 bytes",
    });
  });
});

describe("bad input gets a specific error from the SDK", () => {
  test("error: a wrong recovery phrase, an unknown account ID, an oversized message", async () => {
    await expect(startClient(testnet, "virtual rounded dating")).rejects.toMatchObject({
      code: "too_few_words",
    });
    const alice = await startClient(testnet, account("Alice").phrase);
    try {
      await expect(alice.send("05ab", { text: "x" })).rejects.toMatchObject({ code: "invalid_account_id" });
      await expect(alice.send(account("Bob").accountId, { text: "x".repeat(2_001) })).rejects.toMatchObject({
        code: "message_too_long",
      });
    } finally {
      await alice.stop();
    }
  });
});

async function rpc(method: string, params: object) {
  const response = await fetch(`${testnet.info.seed}/json_rpc`, {
    method: "POST",
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
  });
  expect(response.headers.get("content-type")).toBe("application/json");
  return await response.json();
}
