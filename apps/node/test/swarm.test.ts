/** Whole nodes in memory: storing, replicating, members that are away, members that join. */
import { hexDecode, utf8Encode } from "@session/protocol/bytes";
import { nobleCrypto } from "@session/protocol/crypto";
import { type AccountId, deriveAccount } from "@session/protocol/identity";
import {
  decodeSwarmResponse,
  encodeClientRequest,
  namespace,
  type StoreRequest,
  signRequest,
} from "@session/protocol/rpc";
import { nearestSwarm, swarmId, swarmIdHex, swarmSpace } from "@session/protocol/swarm";
import { failNth } from "@session/testkit/faults";
import { alice } from "@session/testkit/fixtures";
import { afterEach, describe, expect, test } from "vitest";
import {
  createMemoryStore,
  createTestNetwork,
  type TestNetwork,
  type TestNode,
} from "../src/testing/index.ts";
import { DAY_MS, retrieveParams, signerOf, storeParams, textsOf } from "./client.ts";

let network: TestNetwork;
afterEach(() => network.stop());

function node(number: number): TestNode {
  const found = network.nodes.find(({ fixture }) => fixture.nodeId === number);
  if (found === undefined) throw new Error(`no node ${number}`);
  return found;
}

async function texts(from: TestNode): Promise<string[]> {
  const { status, body } = await from.rpc("retrieve", retrieveParams(network.clock.now()));
  if (status !== 200) throw new Error(`retrieve: ${status} ${body}`);
  return textsOf(body);
}

const store = (text: string, accountId: string = alice.accountId) =>
  storeParams(text, network.clock.now(), accountId);

describe("one swarm of five", () => {
  test("default: what is stored on one member is retrieved from every other", async () => {
    network = await createTestNetwork({ count: 5 });
    const stored = await node(1).rpc("store", store("hello"));
    expect(stored.status).toBe(200);
    for (const member of network.nodes) expect(await texts(member)).toEqual(["hello"]);
  });

  test("behaviour: the answer holds every member's signed result", async () => {
    network = await createTestNetwork({ count: 5 });
    const { body } = await node(2).rpc("store", store("hello"));
    const answer = decodeSwarmResponse("store", body);
    expect([...answer.members.keys()].sort()).toEqual(
      network.nodes.map(({ fixture }) => fixture.ed25519).sort(),
    );
    for (const [key, outcome] of answer.members) {
      if (!outcome.ok) throw new Error(`member ${key} failed`);
      const { result } = outcome;
      expect(nobleCrypto.ed25519Verify(result.signature, utf8Encode(result.hash), hexDecode(key))).toBe(true);
      expect(result.hash).toBe(body.hash);
      expect(result.already).toBe(false);
    }
    expect(body.t).toBe(network.clock.now());
    expect(body.hf).toEqual([19, 4]);
    expect(body.swarm[node(2).fixture.ed25519].t).toBe(network.clock.now());
    const again = await node(3).rpc("store", store("hello"));
    for (const member of Object.values(again.body.swarm)) expect(member).toMatchObject({ already: true });
  });

  test("behaviour: a member that is down is named, and gets the message when it answers again within the retries", async () => {
    network = await createTestNetwork({ count: 5 });
    network.peers.setFaults(node(5).fixture.ed25519, { dropRequests: 3 });
    const asked = node(1).rpc("store", store("hello"));
    await network.pass(6_000);
    const { status, body } = await asked;
    expect(status).toBe(200);
    expect(body.swarm[node(5).fixture.ed25519]).toEqual({ failed: true, timeout: true });
    expect(body.swarm[node(4).fixture.ed25519].hash).toBe(body.hash);
    expect(await texts(node(5))).toEqual([]);
    await network.pass(60_000);
    expect(await texts(node(5))).toEqual(["hello"]);
    expect(node(1).node.status().pendingRetries).toBe(0);
  });

  test("behaviour: nobody waits longer than five seconds for a silent member", async () => {
    network = await createTestNetwork({ count: 5 });
    network.peers.setFaults(node(5).fixture.ed25519, { dropRequests: 100 });
    let isAnswered = false;
    const asked = node(1)
      .rpc("store", store("hello"))
      .then(() => {
        isAnswered = true;
      });
    await network.pass(4_900);
    expect(isAnswered).toBe(false);
    await network.pass(300);
    await asked;
  });

  test("behaviour: a member that restarts fetches what it missed", async () => {
    network = await createTestNetwork({ count: 5 });
    await node(1).rpc("store", store("before"));
    await node(5).stop();
    await node(1).rpc("store", store("while away"));
    await network.pass(60_000); // longer than all retries
    const back = await network.add(5, { store: node(5).store });
    await network.pass(10_000);
    expect(await texts(back)).toEqual(["before", "while away"]);
    await back.stop();
  });
});

describe("a member whose store fails", () => {
  test("behaviour: says so in its own entry, the others store, and the next request works", async () => {
    for (const n of [1, 2]) {
      network = await createTestNetwork({ count: 0 });
      const failing = failNth(createMemoryStore(), { n, methods: ["put"] });
      const nodes = [await network.add(1, { store: failing.port })];
      for (const number of [2, 3, 4, 5]) nodes.push(await network.add(number));
      await network.register(1, 2, 3, 4, 5);
      await network.pass(3_000);
      const answers = [await node(1).rpc("store", store("one")), await node(1).rpc("store", store("two"))];
      expect(failing.fired).toBe(true);
      for (const [index, { status, body }] of answers.entries()) {
        expect(status).toBe(200);
        const own = body.swarm[node(1).fixture.ed25519];
        if (index + 1 === n) expect(own).toEqual({ failed: true, query_failure: true });
        else expect(own.hash).toBe(body.hash);
        expect(body.swarm[node(2).fixture.ed25519].hash).toBe(body.hash);
      }
      expect(node(1).telemetry.messages("error")).toEqual(["the message store failed"]);
      if (n === 1) await network.stop();
    }
  });

  test("behaviour: a full store is named, and reading goes on", async () => {
    network = await createTestNetwork({ count: 0 });
    await network.add(1, { store: createMemoryStore({ quotaBytes: 300 }) });
    for (const number of [2, 3, 4, 5]) await network.add(number);
    await network.register(1, 2, 3, 4, 5);
    await network.pass(3_000);
    await node(2).rpc("store", store("fits"));
    const { body } = await node(1).rpc("store", store("does not"));
    expect(body.swarm[node(1).fixture.ed25519]).toEqual({
      failed: true,
      query_failure: true,
      reason: "storage full",
    });
    expect(await texts(node(1))).toEqual(["fits"]);
    expect(await texts(node(2))).toEqual(["fits", "does not"]);
  });
});

describe("membership changes", () => {
  test("behaviour: a member that joins gets every message, in its own namespace", async () => {
    network = await createTestNetwork({ count: 5 });
    await node(1).rpc("store", store("inbox"));
    const timestampMs = network.clock.now();
    const request: StoreRequest = signRequest<StoreRequest>(
      {
        method: "store",
        account: alice.accountId,
        namespace: namespace(3),
        timestampMs,
        expiryMs: timestampMs + DAY_MS,
        data: utf8Encode("contacts"),
      },
      signerOf(alice),
    );
    const stored = await node(1).request("/storage_rpc/v1", encodeClientRequest(request));
    expect(stored.status).toBe(200);
    const joined = await network.add(6);
    await network.register(6);
    await network.pass(15_000);
    expect(await texts(joined)).toEqual(["inbox"]);
    const contacts = await joined.store.retrieve({
      account: alice.accountId,
      namespace: namespace(3),
      sizeMax: 1e6,
    });
    expect(contacts.messages).toHaveLength(1);
  });

  test("behaviour: a new swarm gets the messages that now map to it, and the old one answers 421", async () => {
    network = await createTestNetwork({ count: 13 });
    const accounts = Array.from({ length: 12 }, (_, index) =>
      deriveAccount(new Uint8Array(16).fill(index + 1)),
    );
    for (const account of accounts) {
      const stored = await node(1).rpc("store", store(`for ${account.accountId}`, account.accountId));
      expect(stored.status).toBe(200);
    }
    await network.add(14);
    await network.register(14);
    await network.pass(20_000);
    const swarms = new Map(network.nodes.map((one) => [one, one.node.status().swarmId]));
    const ids = [...new Set(swarms.values())].filter((id) => id !== null).sort();
    expect(ids).toHaveLength(2);
    const moved = accounts.filter((account) => swarmOf(account.accountId, ids) === ids[1]);
    expect(moved.length).toBeGreaterThan(0);
    expect(moved.length).toBeLessThan(accounts.length);
    for (const account of accounts)
      for (const [member, swarm] of swarms) {
        const { status, body } = await member.rpc(
          "retrieve",
          retrieveParams(network.clock.now(), {}, account),
        );
        const home = swarmOf(account.accountId, ids);
        if (swarm === home) {
          expect(status).toBe(200);
          expect(body.messages).toHaveLength(1);
        } else {
          expect(status).toBe(421);
          expect(body.swarm).toBe(swarmIdHex(home));
          expect(body.snodes).toHaveLength([...swarms.values()].filter((id) => id === home).length);
        }
      }
  });
});

function swarmOf(accountId: AccountId, ids: readonly bigint[]) {
  return nearestSwarm(swarmSpace(hexDecode(accountId)), ids.map(swarmId));
}
