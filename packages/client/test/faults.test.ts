// What goes wrong on the way and what the client does about it; see two-clients.test.ts for the method.
import { hexDecode, utf8Encode } from "@session/protocol/bytes";
import { messageHash, sealDirectMessage } from "@session/protocol/messages";
import { rpcFailure, rpcOk } from "@session/protocol/rpc";
import { swarmId } from "@session/protocol/swarm";
import { createSeededRandom } from "@session/testkit/fakes";
import { alice, bob, carol } from "@session/testkit/fixtures";
import { describe, expect, test } from "vitest";
import { memoryStore } from "../src/index.ts";
import { createScriptedNetwork, type ScriptedNetwork, startActor, stopActorsAfterEach } from "./scene.ts";

stopActorsAfterEach();

const random = createSeededRandom("faults");

/** A message of ours as it would lie in a mailbox. */
function sealed(text: string, timestampMs: number) {
  const data = sealDirectMessage({
    content: { dataMessage: { body: text } },
    sender: alice,
    recipient: bob.accountId,
    timestampMs,
    random,
  });
  return { data, hash: messageHash({ accountId: bob.accountId, namespace: 0, data }) };
}

function planted(network: ScriptedNetwork, text: string, timestampMs: number) {
  const expiryMs = network.clock.now() + 86_400_000;
  return { ...sealed(text, timestampMs), timestampMs, expiryMs };
}

describe("paths", () => {
  test("behaviour: a guard that dies is replaced by itself, and the message is delivered", async () => {
    const network = await createScriptedNetwork();
    const a = await startActor(network, { account: alice });
    const b = await startActor(network, { account: bob });
    await network.during(a.client.send(bob.accountId, { text: "before" }));
    const dead = a.client.debug().paths.map(([guard]) => guard);
    for (const guard of dead) if (guard) await network.kill(guard);
    const receipt = await network.during(a.client.send(bob.accountId, { text: "after" }));
    await network.until(() => b.texts().includes("after"));
    expect(dead).not.toContain(receipt.hops[0]);
  });

  test("behaviour: hops that die are replaced, and the message is delivered", async () => {
    const network = await createScriptedNetwork();
    const a = await startActor(network, { account: alice });
    const b = await startActor(network, { account: bob });
    await network.during(a.client.send(bob.accountId, { text: "before" }));
    const dead = a.client.debug().paths.map((hops) => hops[1]);
    for (const hop of dead) if (hop) await network.kill(hop);
    const receipt = await network.during(a.client.send(bob.accountId, { text: "after" }));
    await network.until(() => b.texts().includes("after"));
    for (const hop of dead) expect(receipt.hops).not.toContain(hop);
  });

  test("behaviour: a node that the others no longer know leaves the path at its first failure", async () => {
    const network = await createScriptedNetwork();
    const a = await startActor(network, { account: alice });
    await startActor(network, { account: bob });
    await network.during(a.client.send(bob.accountId, { text: "before" }));
    const gone = a.client.debug().paths.map((hops) => hops[1]);
    for (const hop of gone) if (hop) network.forget(hop);
    await network.during(a.client.send(bob.accountId, { text: "after" }));
    await network.clock.advance(60_000);
    for (const hop of gone) expect(a.client.debug().paths.flat()).not.toContain(hop);
  });

  test("behaviour: while everything is unreachable guards are kept, and used again afterwards", async () => {
    const network = await createScriptedNetwork();
    const store = memoryStore();
    const a = await startActor(network, { account: alice, store });
    await network.until(() => a.statuses.includes("connected"));
    const guards = await store.value("guards");
    for (const node of network.nodes) await network.kill(node.ed25519);
    network.setSeeds("down");
    await network.until(() => a.statuses.includes("offline"));
    await network.clock.advance(120_000);
    for (const node of network.nodes) await network.revive(node.ed25519);
    network.setSeeds("up");
    await network.until(() => a.statuses.at(-1) === "connected");
    expect(await store.value("guards")).toEqual(guards);
  });

  test("behaviour: guards are the same after a restart", async () => {
    const network = await createScriptedNetwork();
    const store = memoryStore();
    const first = await startActor(network, { account: alice, store });
    await network.until(() => first.statuses.includes("connected"));
    const guards = new Set(first.client.debug().paths.map(([guard]) => guard));
    await network.during(first.client.stop());
    const second = await startActor(network, { account: alice, store, name: "again" });
    await network.until(() => second.statuses.includes("connected"));
    expect(new Set(second.client.debug().paths.map(([guard]) => guard))).toEqual(guards);
  });

  test("behaviour: a dead swarm member is left alone and the others hold the message", async () => {
    const network = await createScriptedNetwork();
    const a = await startActor(network, { account: alice });
    const b = await startActor(network, { account: bob });
    const dead = network.storage.swarmOf(bob.accountId).members.slice(0, 3);
    for (const node of dead) await network.kill(node.ed25519);
    const receipt = await network.during(a.client.send(bob.accountId, { text: "four are left" }));
    expect(receipt.replicas).toBe(4);
    for (const node of dead)
      expect(receipt.members[node.ed25519]).toEqual({ kind: "failed", reason: "no answer" });
    await network.until(() => b.received.length === 1);
  });
});

describe("swarms and clocks", () => {
  test("behaviour: 421 names the new swarm, which is used from then on", async () => {
    const network = await createScriptedNetwork();
    const a = await startActor(network, { account: alice });
    const b = await startActor(network, { account: bob });
    await network.during(a.client.send(bob.accountId, { text: "old swarm" }));
    await network.until(() => b.received.length === 1);
    const before = network.storage.swarmOf(bob.accountId);
    const others = network.nodes.filter((node) => !before.members.includes(node));
    network.setSwarms([{ id: swarmId(77n), members: others }]);
    const lookups = network.storage.counts.get("get_swarm") ?? 0;
    const receipt = await network.during(a.client.send(bob.accountId, { text: "new swarm" }));
    expect(receipt.swarm).toBe("4d");
    expect(Object.keys(receipt.members).sort()).toEqual(others.map((node) => node.ed25519).sort());
    await network.until(() => b.texts().includes("new swarm"));
    expect(network.storage.counts.get("get_swarm")).toBe(lookups);
  });

  test("behaviour: a device clock that is an hour off is corrected from the network", async () => {
    const network = await createScriptedNetwork();
    for (const node of network.nodes) network.storage.quirks(node.ed25519).skewMs = -3_600_000;
    const a = await startActor(network, { account: alice });
    const b = await startActor(network, { account: bob });
    await network.during(a.client.send(bob.accountId, { text: "in time" }));
    await network.until(() => b.received.length === 1);
    const networkNowMs = network.clock.now() - 3_600_000;
    await network.during(a.client.send(bob.accountId, { text: "corrected" }));
    await network.until(() => b.received.length === 2);
    expect(Math.abs((b.received[1]?.timestampMs ?? 0) - networkNowMs)).toBeLessThan(60_000);
    expect(a.client.debug().clockOffsetMs).toBe(-3_600_000);
    expect(a.statuses.at(-1)).toBe("clockWrong");
  });

  test("behaviour: one node with a wrong clock moves nothing", async () => {
    const network = await createScriptedNetwork();
    const a = await startActor(network, { account: alice });
    const [liar] = network.storage.swarmOf(alice.accountId).members;
    if (liar) network.storage.quirks(liar.ed25519).skewMs = 50_000_000;
    await network.during(a.client.send(bob.accountId, { text: "one" }));
    await network.clock.advance(120_000);
    await network.during(a.client.send(bob.accountId, { text: "two" }));
    expect(Math.abs(a.client.debug().clockOffsetMs)).toBeLessThan(1_000);
  });

  test("error: a request that a node refuses for good fails at once with its own code", async () => {
    const network = await createScriptedNetwork();
    const a = await startActor(network, { account: alice });
    await network.until(() => a.statuses.includes("connected"));
    const { members } = network.storage.swarmOf(bob.accountId);
    for (const { ed25519 } of members)
      network.storage.quirks(ed25519).answers.push(rpcFailure("store_ttl_invalid"));
    await expect(network.during(a.client.send(bob.accountId, { text: "no" }))).rejects.toMatchObject({
      code: "request_rejected",
      meta: { status: 403 },
    });
    expect(await a.client.conversation(bob.accountId).messages()).toMatchObject([
      { status: "failed", errorCode: "request_rejected" },
    ]);
  });

  test("behaviour: an overloaded member is passed over for another one", async () => {
    const network = await createScriptedNetwork();
    const a = await startActor(network, { account: alice });
    await network.until(() => a.statuses.includes("connected"));
    const [first, ...rest] = network.storage.swarmOf(bob.accountId).members;
    for (const { ed25519 } of rest) network.storage.quirks(ed25519).answers.push(rpcFailure("busy"));
    const receipt = await network.during(a.client.send(bob.accountId, { text: "patience" }));
    expect(receipt.replicas).toBe(7);
    expect(first).toBeDefined();
  });
});

describe("members that lie", () => {
  test("error: signatures that prove nothing fail the message after all attempts", async () => {
    const network = await createScriptedNetwork();
    const a = await startActor(network, { account: alice });
    for (const { ed25519 } of network.storage.swarmOf(bob.accountId).members)
      network.storage.quirks(ed25519).forgesSignatures = true;
    await expect(network.during(a.client.send(bob.accountId, { text: "?" }))).rejects.toMatchObject({
      code: "store_unverified",
    });
  });

  test("behaviour: one true signature among forged ones is enough, and the map says which", async () => {
    const network = await createScriptedNetwork();
    const a = await startActor(network, { account: alice });
    const [honest, ...others] = network.storage.swarmOf(bob.accountId).members;
    for (const { ed25519 } of others) network.storage.quirks(ed25519).forgesSignatures = true;
    const receipt = await network.during(a.client.send(bob.accountId, { text: "one is enough" }));
    expect(receipt.replicas).toBe(1);
    if (honest) expect(receipt.members[honest.ed25519]).toEqual({ kind: "stored" });
    expect(Object.values(receipt.members)).toContainEqual({ kind: "failed", reason: "invalid signature" });
  });

  test("behaviour: an answer in the wrong form is tried elsewhere", async () => {
    const network = await createScriptedNetwork();
    const a = await startActor(network, { account: alice });
    await network.until(() => a.statuses.includes("connected"));
    for (const { ed25519 } of network.storage.swarmOf(bob.accountId).members)
      network.storage.quirks(ed25519).answers.push(rpcOk({ swarm: 5 }));
    const receipt = await network.during(a.client.send(bob.accountId, { text: "again" }));
    expect(receipt.replicas).toBe(7);
  });

  test("behaviour: a false hash neither shows anything nor hides the true message", async () => {
    const network = await createScriptedNetwork();
    const b = await startActor(network, { account: bob });
    await network.until(() => b.statuses.includes("connected"));
    const message = planted(network, "the true one", network.clock.now());
    const { members } = network.storage.swarmOf(bob.accountId);
    // The liars list other bytes under the hash of the message.
    for (const { ed25519 } of members)
      network.storage.plant(ed25519, bob.accountId, { ...message, data: utf8Encode("false") });
    await network.clock.advance(60_000);
    expect(b.received).toEqual([]);
    for (const { ed25519 } of members) network.storage.plant(ed25519, bob.accountId, message);
    await network.until(() => b.received.length === 1);
    expect(b.texts()).toEqual(["the true one"]);
  });
});

describe("receiving", () => {
  test("behaviour: the same message from several nodes, and again under another hash, shows once", async () => {
    const network = await createScriptedNetwork();
    const b = await startActor(network, { account: bob });
    await network.until(() => b.statuses.includes("connected"));
    const nowMs = network.clock.now();
    const [first, second] = [planted(network, "once", nowMs), planted(network, "once", nowMs)];
    expect(first.hash).not.toBe(second.hash); // fresh ephemeral keys: other bytes, same sender and time
    for (const message of [first, second])
      for (const { ed25519 } of network.storage.swarmOf(bob.accountId).members)
        network.storage.plant(ed25519, bob.accountId, message);
    await network.clock.advance(120_000);
    expect(b.texts()).toEqual(["once"]);
  });

  test("behaviour: bytes that do not open are passed over and asked for only once", async () => {
    const network = await createScriptedNetwork();
    const store = memoryStore();
    const b = await startActor(network, { account: bob, store });
    await network.until(() => b.statuses.includes("connected"));
    const data = hexDecode("0801020304");
    const hash = messageHash({ accountId: bob.accountId, namespace: 0, data });
    const nowMs = network.clock.now();
    for (const { ed25519 } of network.storage.swarmOf(bob.accountId).members) {
      network.storage.plant(ed25519, bob.accountId, {
        data,
        hash,
        timestampMs: nowMs,
        expiryMs: nowMs + 1e8,
      });
      network.storage.plant(ed25519, bob.accountId, planted(network, "after it", nowMs));
    }
    await network.until(() => b.received.length === 1);
    expect(await store.seen([hash])).toEqual(new Set([hash]));
  });

  test("behaviour: a message arrives at once through a waiting retrieve", async () => {
    const network = await createScriptedNetwork();
    const a = await startActor(network, { account: alice });
    const b = await startActor(network, { account: bob, network: { pollMs: 60_000 } });
    await network.until(() => b.statuses.includes("connected"));
    await network.clock.advance(1_000);
    await network.during(a.client.send(bob.accountId, { text: "now" }));
    await network.clock.advance(10);
    expect(b.texts()).toEqual(["now"]);
  });

  test("behaviour: nodes that do not wait are polled at the interval, not faster", async () => {
    const network = await createScriptedNetwork();
    for (const { ed25519 } of network.nodes) network.storage.quirks(ed25519).canWait = false;
    const a = await startActor(network, { account: alice });
    const b = await startActor(network, { account: bob });
    await network.until(() => b.statuses.includes("connected"));
    await network.clock.advance(10_000);
    const before = network.storage.counts.get("retrieve") ?? 0;
    await network.clock.advance(30_000);
    // Two clients, two watchers each, every five seconds; the first request after a change of node may add a few.
    expect((network.storage.counts.get("retrieve") ?? 0) - before).toBeLessThanOrEqual(2 * 2 * 6 + 8);
    await network.during(a.client.send(bob.accountId, { text: "polled" }));
    await network.until(() => b.received.length === 1, 10_000);
  });

  test("behaviour: waiting is not used where the configuration turns it off", async () => {
    const network = await createScriptedNetwork();
    const a = await startActor(network, { account: alice });
    const b = await startActor(network, { account: bob, network: { waitMs: 0, pollMs: 2_000 } });
    await network.during(a.client.send(bob.accountId, { text: "polled" }));
    await network.until(() => b.received.length === 1, 10_000);
  });

  test("behaviour: kinds that are not handled come as raw bytes", async () => {
    const network = await createScriptedNetwork();
    const b = await startActor(network, { account: bob });
    await network.until(() => b.statuses.includes("connected"));
    const nowMs = network.clock.now();
    const data = sealDirectMessage({
      content: { receiptMessage: { type: "READ", timestamp: [5] } },
      sender: carol,
      recipient: bob.accountId,
      timestampMs: nowMs,
      random,
    });
    const hash = messageHash({ accountId: bob.accountId, namespace: 0, data });
    for (const { ed25519 } of network.storage.swarmOf(bob.accountId).members)
      network.storage.plant(ed25519, bob.accountId, {
        data,
        hash,
        timestampMs: nowMs,
        expiryMs: nowMs + 1e8,
      });
    await network.until(() => b.unknown.length === 1);
    await network.clock.advance(60_000);
    expect(b.unknown).toMatchObject([{ kind: "receiptMessage", sender: carol.accountId, hash }]);
    expect(b.unknown[0]?.raw.length).toBeGreaterThan(0);
  });
});
