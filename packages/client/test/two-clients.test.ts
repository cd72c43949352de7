// Two clients against a scripted network: onion layers, signatures and storage answers are real; time and carrier are not.
import { alice, bob } from "@session/testkit/fixtures";
import { describe, expect, test } from "vitest";
import { createNetwork, memoryStore } from "../src/index.ts";
import { createScriptedNetwork, startActor, stopActorsAfterEach } from "./scene.ts";

stopActorsAfterEach();

describe("two clients", () => {
  test("default: exchange messages both ways through three hops", async () => {
    const network = await createScriptedNetwork();
    const a = await startActor(network, { account: alice, displayName: "Alice" });
    const b = await startActor(network, { account: bob });
    const receipt = await network.during(a.client.send(bob.accountId, { text: "Hello Bob" }));
    await network.until(() => b.received.length === 1);
    expect(b.received).toMatchObject([
      { conversation: alice.accountId, sender: alice.accountId, direction: "incoming", text: "Hello Bob" },
    ]);
    expect(new Set(receipt.hops).size).toBe(3);
    expect(receipt.replicas).toBe(7);
    expect(receipt.hash).toBe(b.received[0]?.hash);

    await network.during(b.client.send(alice.accountId, { text: "Hello Alice" }));
    await network.until(() => a.received.length === 1);
    expect(a.received[0]).toMatchObject({ conversation: bob.accountId, text: "Hello Alice" });
    expect(await b.client.contacts()).toMatchObject([
      { accountId: alice.accountId, profileName: "Alice", isApproved: true, hasApprovedMe: true },
    ]);
  });

  test("behaviour: only guards ever see the client's address, and they see no account", async () => {
    const network = await createScriptedNetwork();
    const a = await startActor(network, { account: alice });
    await startActor(network, { account: bob });
    await network.during(a.client.send(bob.accountId, { text: "private" }));
    const direct = network.memory.exchanges.filter(({ from }) => from.kind === "client");
    const guards = new Set(a.client.debug().paths.map(([guard]) => guard));
    const onions = direct.filter(({ path }) => path === "/onion_req/v2");
    expect(onions.length).toBeGreaterThan(0);
    // Besides onion requests there are only the guard tests, whose account exists nowhere.
    expect(new Set(direct.map(({ path }) => path))).toEqual(new Set(["/onion_req/v2", "/storage_rpc/v1"]));
    expect(guards.size).toBe(2);
    expect(new Set(onions.map(({ to }) => to)).size).toBeLessThanOrEqual(4); // two guards of each client
    for (const { account } of network.storage.directAccounts) {
      expect(account).not.toBe(alice.accountId);
      expect(account).not.toBe(bob.accountId);
    }
    expect(network.storage.directAccounts.length).toBeGreaterThan(0);
  });

  test("behaviour: a message shows up at our other device, in the right conversation", async () => {
    const network = await createScriptedNetwork();
    const phone = await startActor(network, { account: alice, name: "phone" });
    const laptop = await startActor(network, { account: alice, name: "laptop" });
    await network.during(phone.client.send(bob.accountId, { text: "from the phone" }));
    await network.until(() => laptop.received.length === 1);
    expect(laptop.received[0]).toMatchObject({
      conversation: bob.accountId,
      sender: alice.accountId,
      direction: "outgoing",
      status: "sent",
      text: "from the phone",
    });
    // The copy that comes back to the sending device is the message it has.
    await network.clock.advance(30_000);
    expect(phone.received).toEqual([]);
    expect(await phone.client.conversation(bob.accountId).messages()).toHaveLength(1);
    expect(await laptop.client.contacts()).toMatchObject([{ accountId: bob.accountId, isApproved: true }]);
  });

  test("behaviour: the note to self is one message here and on the other device", async () => {
    const network = await createScriptedNetwork();
    const phone = await startActor(network, { account: alice, name: "phone" });
    const laptop = await startActor(network, { account: alice, name: "laptop" });
    await network.during(phone.client.send(alice.accountId, { text: "remember" }));
    await network.until(() => laptop.received.length === 1);
    expect(laptop.received[0]).toMatchObject({ conversation: alice.accountId, direction: "outgoing" });
    await network.clock.advance(30_000);
    expect(await phone.client.conversation(alice.accountId).messages()).toHaveLength(1);
    expect(await phone.client.contacts()).toEqual([]);
  });

  test("behaviour: writing back to someone who wrote first also accepts them", async () => {
    const network = await createScriptedNetwork();
    const a = await startActor(network, { account: alice });
    const b = await startActor(network, { account: bob });
    await network.during(a.client.send(bob.accountId, { text: "may I?" }));
    await network.until(() => b.received.length === 1);
    await network.during(b.client.send(alice.accountId, { text: "yes" }));
    await network.until(() => a.received.length === 1 && a.unknown.length === 1);
    expect(a.unknown[0]).toMatchObject({
      kind: "messageRequestResponse",
      sender: bob.accountId,
      timestampMs: (a.received[0]?.timestampMs ?? 0) - 100,
    });
    // Only the first time.
    await network.during(b.client.send(alice.accountId, { text: "again" }));
    await network.until(() => a.received.length === 2);
    await network.clock.advance(30_000);
    expect(a.unknown).toHaveLength(1);
  });

  test("behaviour: a blocked contact's messages are dropped, and later ones arrive again after unblocking", async () => {
    const network = await createScriptedNetwork();
    const a = await startActor(network, { account: alice });
    const b = await startActor(network, { account: bob });
    await b.client.setBlocked(alice.accountId, true);
    await network.during(a.client.send(bob.accountId, { text: "not wanted" }));
    await network.clock.advance(30_000);
    await b.client.setBlocked(alice.accountId, false);
    await network.during(a.client.send(bob.accountId, { text: "wanted" }));
    await network.until(() => b.received.length > 0);
    expect(b.texts()).toEqual(["wanted"]);
  });

  test("behaviour: messages of one sender arrive in order, each with a time of its own", async () => {
    const network = await createScriptedNetwork();
    const a = await startActor(network, { account: alice });
    const b = await startActor(network, { account: bob });
    const texts = Array.from({ length: 8 }, (_, index) => `number ${index}`);
    await network.during(Promise.all(texts.map((text) => a.client.send(bob.accountId, { text }))));
    await network.until(() => b.received.length === texts.length);
    expect(b.texts()).toEqual(texts);
    expect(new Set(b.received.map((message) => message.timestampMs)).size).toBe(texts.length);
  });

  test("behaviour: clients of one process share node list, guards and paths", async () => {
    const network = await createScriptedNetwork();
    const shared = createNetwork(
      { seedUrls: ["http://seed.test"] },
      { ...network.ports("shared"), store: memoryStore() },
    );
    const a = await startActor(network, { account: alice, network: shared });
    const b = await startActor(network, { account: bob, network: shared });
    await network.during(a.client.send(bob.accountId, { text: "shared" }));
    await network.until(() => b.received.length === 1);
    expect(a.client.debug().paths).toEqual(b.client.debug().paths);
    const direct = network.memory.exchanges.filter(({ path }) => path === "/onion_req/v2");
    expect(new Set(direct.map(({ to }) => to)).size).toBeLessThanOrEqual(2);
    // A client that stops leaves the network to the other.
    await network.during(a.client.stop());
    await network.during(b.client.send(alice.accountId, { text: "still here" }));
    await network.during(b.client.stop());
    await shared.close();
  });

  test("behaviour: four nodes are enough for three hops", async () => {
    const network = await createScriptedNetwork({ nodes: 4 });
    const a = await startActor(network, { account: alice });
    const b = await startActor(network, { account: bob });
    for (const text of ["one", "two", "three"]) await network.during(a.client.send(bob.accountId, { text }));
    await network.until(() => b.received.length === 3);
    expect(b.texts()).toEqual(["one", "two", "three"]);
  });

  test("behaviour: the async iterator gives each message and ends with its signal", async () => {
    const network = await createScriptedNetwork();
    const a = await startActor(network, { account: alice });
    const b = await startActor(network, { account: bob });
    const end = new AbortController();
    const texts: string[] = [];
    const loop = (async () => {
      for await (const message of b.client.messages({ signal: end.signal })) {
        texts.push(message.text);
        if (texts.length === 2) end.abort();
      }
    })();
    await network.during(a.client.send(bob.accountId, { text: "first" }));
    await network.during(a.client.send(bob.accountId, { text: "second" }));
    await network.during(loop);
    expect(texts).toEqual(["first", "second"]);
  });
});
