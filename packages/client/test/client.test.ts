// Rules of the public surface; see two-clients.test.ts for the method.
import { alice, bob, carol } from "@session/testkit/fixtures";
import { describe, expect, test } from "vitest";
import {
  type ClientOptions,
  createClient,
  createNetwork,
  memoryStore,
  recoveryPhraseOf,
  type SendReceipt,
} from "../src/index.ts";
import { createTestClient } from "../src/testing/index.ts";
import { createScriptedNetwork, startActor, stopActorsAfterEach } from "./scene.ts";

stopActorsAfterEach();

const seedUrls = ["http://seed.test"];

describe("createClient", () => {
  test("behaviour: 13 words are enough, and are given back only when asked for", async () => {
    const network = await createScriptedNetwork({ nodes: 4 });
    const recoveryPhrase = recoveryPhraseOf(alice);
    const client = createClient(
      { recoveryPhrase, network: { seedUrls }, store: memoryStore() },
      network.ports("words"),
    );
    expect(client.accountId).toBe(alice.accountId);
    expect(client.recoveryPhrase()).toBe(recoveryPhrase);
    const shown = JSON.stringify(client) + JSON.stringify(client.debug());
    for (const word of recoveryPhrase.split(" ")) expect(shown).not.toContain(word);
  });

  test("error: a wrong phrase, no account, an option outside its limits: each with its code", async () => {
    const ports = (await createScriptedNetwork({ nodes: 4 })).ports("wrong");
    const make = (options: Partial<ClientOptions>) => () =>
      createClient({ network: { seedUrls }, store: memoryStore(), ...options }, ports);
    const code = (expected: string) => expect.objectContaining({ code: expected });
    expect(make({ recoveryPhrase: "not these words" })).toThrow(code("too_few_words"));
    expect(make({})).toThrow(code("account_missing"));
    expect(make({ account: alice, network: { seedUrls, hops: 9 } })).toThrow(code("invalid_config"));
    expect(make({ account: alice, displayName: "x".repeat(101) })).toThrow(code("invalid_name"));
  });

  test("behaviour: nothing happens before start", async () => {
    const network = await createScriptedNetwork({ nodes: 4 });
    const store = memoryStore();
    createTestClient(network, { store });
    await network.clock.advance(60_000);
    expect(network.memory.exchanges).toEqual([]);
    expect(await store.value("owner")).toBeUndefined();
  });
});

describe("start and stop", () => {
  test("behaviour: both may be called again and do the same once", async () => {
    const network = await createScriptedNetwork();
    const { client } = await startActor(network, {});
    await client.start();
    await network.clock.advance(1_000);
    await network.during(Promise.all([client.stop(), client.stop()]));
    await network.during(client.stop());
  });

  test("behaviour: nothing sleeps or runs after stop", async () => {
    const network = await createScriptedNetwork();
    const { client } = await startActor(network, {});
    await network.during(client.send(bob.accountId, { text: "bye" }));
    await network.during(client.stop());
    await network.clock.advance(40_000); // requests that nodes still hold come to their end
    const before = network.memory.exchanges.length;
    await network.clock.advance(600_000);
    expect(network.memory.exchanges.length).toBe(before);
    expect(network.clock.sleeping).toBe(0);
  });

  test("behaviour: stop from inside a handler ends, and the message comes again", async () => {
    const network = await createScriptedNetwork();
    const store = memoryStore();
    const a = await startActor(network, { account: alice });
    const stops: Promise<void>[] = [];
    const b = await startActor(network, {
      account: bob,
      store,
      prepare: (client) =>
        client.on("message", async () => {
          stops.push(client.stop());
          await stops[0];
        }),
    });
    await network.during(a.client.send(bob.accountId, { text: "stop" }));
    await network.until(() => b.received.length === 1);
    await network.during(Promise.all(stops));
    expect(stops).toHaveLength(1);
    const again = await startActor(network, { account: bob, store, name: "again" });
    await network.until(() => again.received.length === 1);
  });

  test("behaviour: await using stops it", async () => {
    const network = await createScriptedNetwork();
    const client = createTestClient(network);
    await client.start();
    await network.during(client[Symbol.asyncDispose]());
    await expect(client.send(bob.accountId, { text: "x" })).rejects.toMatchObject({ code: "stopped" });
    await expect(client.start()).rejects.toMatchObject({ code: "stopped" });
  });

  test("behaviour: start does not wait for a network that is not there", async () => {
    const network = await createScriptedNetwork();
    network.setSeeds("down");
    const a = await startActor(network, {});
    expect(a.client.debug().status).toBe("connecting");
    await network.until(() => a.statuses.includes("offline"));
    network.setSeeds("up");
    await network.until(() => a.statuses.at(-1) === "connected");
    expect(a.errors).toEqual([]);
  });

  test("error: sending before start, and a store that belongs to somebody else", async () => {
    const network = await createScriptedNetwork();
    const store = memoryStore();
    const early = createTestClient(network, { store });
    await expect(early.send(bob.accountId, { text: "x" })).rejects.toMatchObject({ code: "not_started" });
    await startActor(network, { account: alice, store });
    const other = createTestClient(network, { account: bob, store });
    await expect(other.start()).rejects.toMatchObject({ code: "store_of_another_account" });
  });
});

describe("send", () => {
  test("error: bad input has its own code and leaves nothing behind", async () => {
    const network = await createScriptedNetwork();
    const store = memoryStore();
    const { client } = await startActor(network, { store });
    const code = (to: string, text: string) =>
      client.send(to, { text }).then(
        () => "sent",
        (error: unknown) => (error instanceof Error && "code" in error ? error.code : error),
      );
    expect(await code("05abc", "hello")).toBe("invalid_account_id");
    expect(await code(`15${"ab".repeat(32)}`, "hello")).toBe("invalid_account_id");
    expect(await code(`05${"00".repeat(32)}`, "hello")).toBe("invalid_account_id");
    expect(await code(bob.accountId, "")).toBe("message_empty");
    expect(await code(bob.accountId, "a".repeat(2_001))).toBe("message_too_long");
    expect(await store.jobs()).toEqual([]);
    expect(await store.conversations()).toEqual([]);
    expect(await store.contacts()).toEqual([]);
    expect(network.storage.counts.get("store")).toBeUndefined();
  });

  test("behaviour: exactly 2,000 code points go out, and an ID in capitals with spaces is understood", async () => {
    const network = await createScriptedNetwork();
    const a = await startActor(network, { account: alice });
    const b = await startActor(network, { account: bob });
    const text = "😀".repeat(2_000);
    await network.during(a.client.send(` ${bob.accountId.toUpperCase()} `, { text }));
    await network.until(() => b.received.length === 1);
    expect(b.texts()).toEqual([text]);
  });

  test("behaviour: aborting ends the waiting, not the sending", async () => {
    const network = await createScriptedNetwork();
    const a = await startActor(network, { account: alice });
    const b = await startActor(network, { account: bob });
    await network.until(() => a.statuses.includes("connected"));
    network.memory.setFaults("all", { delayMs: 1_000 });
    const controller = new AbortController();
    const sent = a.client
      .send(bob.accountId, { text: "on its way" }, { signal: controller.signal })
      .catch((error: unknown) => error);
    await network.clock.advance(500);
    controller.abort("impatient");
    expect(await sent).toBe("impatient");
    await network.until(() => b.received.length === 1);
  });

  test("error: a signal that is aborted already sends nothing", async () => {
    const network = await createScriptedNetwork();
    const a = await startActor(network, { account: alice });
    const signal = AbortSignal.abort("no");
    await expect(a.client.send(bob.accountId, { text: "x" }, { signal })).rejects.toBe("no");
    expect(await a.client.conversations()).toEqual([]);
  });

  test("behaviour: the receipt stays with the message", async () => {
    const network = await createScriptedNetwork();
    const a = await startActor(network, { account: alice });
    const receipt = await network.during(a.client.send(bob.accountId, { text: "kept" }));
    const [message] = await a.client.conversation(bob.accountId).messages();
    expect(message?.receipt).toEqual(receipt satisfies SendReceipt);
    expect(message).toMatchObject({ status: "sent", hash: receipt.hash });
    expect(receipt.ms).toBeGreaterThanOrEqual(0);
    expect(receipt.swarm).toMatch(/^[0-9a-f]{1,16}$/);
  });
});

describe("contacts and conversations", () => {
  test("behaviour: added by account ID, renamed, told by an event", async () => {
    const network = await createScriptedNetwork();
    const { client } = await startActor(network, {});
    const told: (string | undefined)[] = [];
    client.on("contact", ({ nickname }) => void told.push(nickname));
    await client.addContact(bob.accountId, "Bob");
    await client.addContact(bob.accountId);
    await client.addContact(bob.accountId, "Bobby");
    expect(await client.contacts()).toMatchObject([
      { accountId: bob.accountId, nickname: "Bobby", isApproved: true },
    ]);
    expect(told).toEqual(["Bob", "Bobby"]);
  });

  test("error: our own ID, an ID in the wrong form, a name that is too long", async () => {
    const network = await createScriptedNetwork();
    const { client } = await startActor(network, { account: alice });
    await expect(client.addContact(alice.accountId)).rejects.toMatchObject({ code: "own_account_id" });
    await expect(client.addContact("05")).rejects.toMatchObject({ code: "invalid_account_id" });
    const long = client.addContact(bob.accountId, "x".repeat(101));
    await expect(long).rejects.toMatchObject({ code: "invalid_name" });
    expect(await client.contacts()).toEqual([]);
    expect(() => client.conversation("05")).toThrow(expect.objectContaining({ code: "invalid_account_id" }));
  });

  test("behaviour: the list shows latest activity first, with name and last message", async () => {
    const network = await createScriptedNetwork();
    const a = await startActor(network, { account: alice });
    const b = await startActor(network, { account: bob, displayName: "Bob" });
    await a.client.addContact(carol.accountId, "Carol");
    await network.clock.advance(1_000);
    await network.during(a.client.send(bob.accountId, { text: "hello" }));
    await network.until(() => b.received.length === 1);
    await network.during(b.client.send(alice.accountId, { text: "hi" }));
    await network.until(() => a.received.length === 1);
    expect(await a.client.conversations()).toMatchObject([
      { accountId: bob.accountId, name: "Bob", lastMessage: { text: "hi" } },
      { accountId: carol.accountId, name: "Carol", lastMessage: undefined },
    ]);
  });

  test("behaviour: our display name is kept, and a new one is known to others with the next message", async () => {
    const network = await createScriptedNetwork();
    const store = memoryStore();
    const first = await startActor(network, { account: alice, store, displayName: "Alice" });
    await network.during(first.client.stop());
    const a = await startActor(network, { account: alice, store, name: "again" });
    expect(a.client.displayName()).toBe("Alice");
    const b = await startActor(network, { account: bob });
    await network.during(a.client.send(bob.accountId, { text: "one" }));
    await network.clock.advance(2_000);
    await a.client.setDisplayName("Alice L.");
    await network.during(a.client.send(bob.accountId, { text: "two" }));
    await network.until(() => b.received.length === 2);
    expect(await b.client.contacts()).toMatchObject([{ profileName: "Alice L." }]);
    await expect(a.client.setDisplayName("")).rejects.toMatchObject({ code: "invalid_name" });
  });
});

describe("network", () => {
  test("behaviour: debug shows paths, swarm and queue, and path events follow", async () => {
    const network = await createScriptedNetwork();
    const paths: number[] = [];
    const { client } = await startActor(network, {
      account: alice,
      prepare: (made) => made.on("path", (event) => void paths.push(event.paths.length)),
    });
    await network.during(client.send(bob.accountId, { text: "x" }));
    await network.clock.advance(30_000);
    const debug = client.debug();
    expect(debug).toMatchObject({ status: "connected", nodes: 14, queue: [] });
    expect(debug.paths.map((hops) => hops.length)).toEqual([3, 3]);
    expect(debug.swarm?.members).toEqual(
      expect.arrayContaining(network.storage.swarmOf(alice.accountId).members.map((node) => node.ed25519)),
    );
    expect(paths).toContain(2);
  });

  test("behaviour: the node list is kept in the store, and found there without seeds", async () => {
    const network = await createScriptedNetwork();
    const store = memoryStore();
    const first = await startActor(network, { store });
    await network.until(() => first.statuses.includes("connected"));
    await network.during(first.client.stop());
    network.setSeeds("down");
    const second = await startActor(network, { store, name: "again" });
    await network.until(() => second.statuses.includes("connected"));
  });

  test("behaviour: the list is renewed from nodes that agree, else from the seeds", async () => {
    const network = await createScriptedNetwork();
    const [gone] = network.nodes;
    const a = await startActor(network, { network: { refreshMs: 60_000, refreshAgreement: 24 } });
    await network.until(() => a.statuses.includes("connected"));
    if (gone) network.forget(gone.ed25519);
    await network.clock.advance(70_000);
    expect(a.client.debug().nodes).toBe(13);
    expect(a.errors).toEqual([]);
  });

  test("behaviour: the list of a network that is gone is replaced by the seeds' list", async () => {
    const old = await createScriptedNetwork();
    const store = memoryStore();
    const first = await startActor(old, { store });
    await old.until(() => first.statuses.includes("connected"));
    await old.during(first.client.stop());
    // Another network under the same seed: none of the old nodes answers.
    const network = await createScriptedNetwork({ nodes: 28 });
    for (const node of network.nodes.slice(0, 14)) {
      await network.kill(node.ed25519);
      network.forget(node.ed25519);
    }
    network.setSwarms([{ ...network.storage.swarmOf(alice.accountId), members: network.nodes.slice(14) }]);
    const second = await startActor(network, { store, name: "again" });
    await network.until(() => second.statuses.includes("connected"));
    expect(second.client.debug().nodes).toBe(14);
  });

  test("error: fewer nodes than a path needs", async () => {
    const network = await createScriptedNetwork({ nodes: 3 });
    const a = await startActor(network, {});
    await expect(network.during(a.client.send(bob.accountId, { text: "x" }))).rejects.toMatchObject({
      code: "pool_too_small",
    });
  });

  test("error: a garbage list from every seed", async () => {
    const network = await createScriptedNetwork();
    network.setSeeds("garbage");
    const a = await startActor(network, {});
    await expect(network.during(a.client.send(bob.accountId, { text: "x" }))).rejects.toMatchObject({
      code: "seeds_unreachable",
    });
  });

  test("behaviour: closing a network twice is fine", async () => {
    const scripted = await createScriptedNetwork({ nodes: 4 });
    const network = createNetwork({ seedUrls }, { ...scripted.ports("closed"), store: memoryStore() });
    network.start();
    await network.close();
    await network.close();
    expect(scripted.clock.sleeping).toBe(0);
  });
});
