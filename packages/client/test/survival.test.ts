// Ends of processes and failing ports at every point: nothing acknowledged is lost, nothing shows twice.
import { failNth } from "@session/testkit/faults";
import { alice, bob } from "@session/testkit/fixtures";
import { describe, expect, test } from "vitest";
import { type ClientStore, type Message, memoryStore } from "../src/index.ts";
import { mortal } from "./crash.ts";
import {
  type Actor,
  createScriptedNetwork,
  type ScriptedNetwork,
  startActor,
  stopActor,
  stopActors,
  stopActorsAfterEach,
} from "./scene.ts";

stopActorsAfterEach();

/** Everyone off the network, or back on it. */
async function setAll(network: ScriptedNetwork, state: "dead" | "alive"): Promise<void> {
  for (const { ed25519 } of network.nodes)
    await (state === "dead" ? network.kill(ed25519) : network.revive(ed25519));
  network.setSeeds(state === "dead" ? "down" : "up");
}

async function textsOf(store: ClientStore, conversation = alice.accountId): Promise<string[]> {
  return (await store.messages(conversation, {})).map((message) => message.text);
}

describe("the outbox", () => {
  test("behaviour: what was written while offline survives the process and goes out once, in order", async () => {
    const network = await createScriptedNetwork();
    const disk = memoryStore();
    await setAll(network, "dead");
    const process = mortal(disk);
    const offline = await startActor(network, { account: alice, store: process.store });
    const texts = ["one", "two", "three"];
    for (const text of texts) await offline.client.enqueue(bob.accountId, { text });
    await network.clock.advance(2_000);
    process.kill();
    expect((await disk.jobs()).length).toBe(3);

    await setAll(network, "alive");
    const b = await startActor(network, { account: bob });
    const again = await startActor(network, { account: alice, store: disk, name: "restarted" });
    await network.until(() => b.received.length === 3);
    await network.until(async () => (await disk.jobs()).length === 0);
    await network.clock.advance(60_000);
    expect(b.texts()).toEqual(texts);
    expect(await again.client.conversation(bob.accountId).messages()).toMatchObject(
      texts.map((text) => ({ text, status: "sent" })),
    );
  });

  test("behaviour: killed after the swarm has it and before the store knows: sent again, shown once", async () => {
    const network = await createScriptedNetwork();
    const disk = memoryStore();
    const process = mortal(disk);
    const b = await startActor(network, { account: bob });
    const ports = network.ports("mortal");
    const a = await startActor(network, {
      account: alice,
      store: process.store,
      ports: {
        transport: {
          async request(...request) {
            const answer = await ports.transport.request(...request);
            if (network.storage.counts.has("store")) process.kill();
            return answer;
          },
        },
      },
    });
    await network.until(() => a.statuses.includes("connected"));
    await a.client.enqueue(bob.accountId, { text: "twice on its way" });
    await network.until(() => network.storage.counts.has("store"));
    expect(await disk.jobs()).toMatchObject([{ state: "sending" }]);

    await startActor(network, { account: alice, store: disk, name: "restarted" });
    await network.until(async () => (await disk.jobs()).length === 0);
    await network.clock.advance(60_000);
    expect(b.texts()).toEqual(["twice on its way"]);
    expect(await disk.messages(bob.accountId, {})).toMatchObject([{ status: "sent" }]);
  });

  test("behaviour: with all nodes unreachable a message fails with a reason; retry delivers it once", async () => {
    const network = await createScriptedNetwork();
    const a = await startActor(network, { account: alice });
    const b = await startActor(network, { account: bob });
    await network.until(() => a.statuses.includes("connected"));
    await setAll(network, "dead");
    const failures = await network.during(
      Promise.allSettled(["one", "two"].map((text) => a.client.send(bob.accountId, { text }))),
    );
    expect(failures.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    const failed = await a.client.conversation(bob.accountId).messages();
    expect(failed).toMatchObject([{ status: "failed" }, { status: "failed" }]);
    expect(failed[0]?.errorCode).toMatch(
      /^(path_failed|seeds_unreachable|guard_unavailable|path_unavailable)$/,
    );

    await setAll(network, "alive");
    for (const { id } of failed) await a.client.retry(id);
    await network.until(() => b.received.length === 2);
    await network.clock.advance(60_000);
    expect(b.texts()).toEqual(["one", "two"]);
    expect(await a.client.conversation(bob.accountId).messages()).toMatchObject([
      { status: "sent" },
      { status: "sent" },
    ]);
  });

  test("behaviour: a message that waits for its next attempt goes out as soon as the network is back", async () => {
    const network = await createScriptedNetwork();
    const retries = { retryBaseMs: 60_000, retryMaxMs: 600_000, requestAttempts: 1, waitMs: 0, pollMs: 500 };
    const a = await startActor(network, { account: alice, network: retries });
    await network.until(() => a.statuses.includes("connected"));
    await setAll(network, "dead");
    const { id } = await a.client.enqueue(bob.accountId, { text: "waiting" });
    await network.until(() => a.statuses.includes("offline"));
    await setAll(network, "alive");
    await network.until(() => a.statuses.at(-1) === "connected");
    const backMs = network.clock.monotonic();
    await network.until(async () => {
      const [message] = await a.client.conversation(bob.accountId).messages();
      return message?.id === id && message.status === "sent";
    });
    expect(network.clock.monotonic() - backMs).toBeLessThan(10_000);
  });

  test("behaviour: every status is told, with the row already in the store", async () => {
    const network = await createScriptedNetwork();
    const store = memoryStore();
    const told: string[] = [];
    const a = await startActor(network, {
      account: alice,
      store,
      prepare: (client) => {
        client.on("messageStatus", async (message) => {
          const row = await store.message(message.id);
          told.push(`${message.status} ${row === undefined ? "without row" : "stored"}`);
        });
      },
    });
    await network.during(a.client.send(bob.accountId, { text: "step by step" }));
    await network.clock.advance(10);
    expect(told).toEqual(["queued stored", "sending stored", "sent stored"]);
  });

  test("behaviour: stop lets a running send finish", async () => {
    const network = await createScriptedNetwork();
    const a = await startActor(network, { account: alice });
    await network.until(() => a.statuses.includes("connected"));
    network.memory.setFaults("all", { delayMs: 300 });
    const sent = a.client.send(bob.accountId, { text: "last words" });
    await network.clock.advance(1);
    await network.during(Promise.all([sent, a.client.stop()]));
    expect((await sent).replicas).toBe(7);
  });

  test("error: what cannot finish in time is refused with a code and waits in the store", async () => {
    const network = await createScriptedNetwork();
    const store = memoryStore();
    const a = await startActor(network, { account: alice, store });
    await network.until(() => a.statuses.includes("connected"));
    network.memory.setFaults("all", { delayMs: 8_000 });
    const sent = a.client.send(bob.accountId, { text: "too slow" });
    const failure = sent.catch((error: unknown) => error);
    await network.clock.advance(1);
    const before = network.clock.monotonic();
    await network.during(a.client.stop());
    expect(network.clock.monotonic() - before).toBeLessThanOrEqual(5_000);
    expect(await failure).toMatchObject({ code: "stopped" });
    expect(await store.jobs()).toHaveLength(1);
  });
});

describe("receiving", () => {
  test("behaviour: a crash between receive and handle brings the message again", async () => {
    const network = await createScriptedNetwork();
    const disk = memoryStore();
    const process = mortal(disk);
    const a = await startActor(network, { account: alice });
    const seen: string[] = [];
    await startActor(network, {
      account: bob,
      store: process.store,
      prepare: (client) => {
        client.on("message", (message) => {
          seen.push(message.text);
          return new Promise(() => {}); // the process dies in the middle of this
        });
      },
    });
    await network.during(a.client.send(bob.accountId, { text: "important" }));
    await network.until(() => seen.length === 1);
    process.kill();
    expect(await disk.unhandledMessages()).toMatchObject([{ text: "important" }]);

    const again = await startActor(network, { account: bob, store: disk, name: "restarted" });
    await network.until(() => again.received.length === 1);
    await network.clock.advance(60_000);
    expect(again.texts()).toEqual(["important"]);
    expect(await disk.unhandledMessages()).toEqual([]);
    expect(await textsOf(disk)).toEqual(["important"]);
  });

  test("behaviour: a restart does not bring back what was handled", async () => {
    const network = await createScriptedNetwork();
    const store = memoryStore();
    const a = await startActor(network, { account: alice });
    const first = await startActor(network, { account: bob, store });
    await network.during(a.client.send(bob.accountId, { text: "once" }));
    await network.until(() => first.received.length === 1);
    await network.clock.advance(1);
    await stopActor(network, first);
    const second = await startActor(network, { account: bob, store, name: "restarted" });
    await network.clock.advance(60_000);
    expect(second.received).toEqual([]);
  });

  test("error: a handler that keeps failing does not block the queue, and is reported", async () => {
    const network = await createScriptedNetwork();
    const a = await startActor(network, { account: alice });
    let calls = 0;
    const b = await startActor(network, {
      account: bob,
      prepare: (client) => {
        client.on("message", async (message: Message) => {
          if (message.text !== "poison") return;
          calls += 1;
          throw new Error("cannot digest this");
        });
      },
    });
    await network.during(a.client.send(bob.accountId, { text: "poison" }));
    await network.during(a.client.send(bob.accountId, { text: "food" }));
    await network.until(() => b.texts().includes("food"));
    expect(calls).toBe(3);
    expect(b.errors).toContain("handler_failed");
    expect(b.statuses).not.toContain("offline");
    expect((await b.client.conversation(alice.accountId).messages()).map(({ text }) => text)).toEqual([
      "poison",
      "food",
    ]);
  });

  test("behaviour: a handler that never ends gives way after its time", async () => {
    const network = await createScriptedNetwork();
    const a = await startActor(network, { account: alice });
    const b = await startActor(network, {
      account: bob,
      network: { handlerTimeoutMs: 1_000 },
      prepare: (client) => {
        client.on("message", (message) =>
          message.text === "slow" ? new Promise(() => {}) : Promise.resolve(),
        );
      },
    });
    await network.during(a.client.send(bob.accountId, { text: "slow" }));
    await network.during(a.client.send(bob.accountId, { text: "quick" }));
    await network.until(() => b.texts().includes("quick"));
  });
});

/** Runs a flow with the n-th call failing, for n = 1, 2, ... until a run is not touched by it. */
async function forEachFailure(
  run: (options: { n: number; afterEffect: boolean }) => Promise<boolean>,
  stride: number,
): Promise<number> {
  let runs = 0;
  for (const afterEffect of [false, true])
    for (let n = 1; ; n += stride) {
      const isTouched = await run({ n, afterEffect });
      await stopActors();
      if (!isTouched) break;
      runs += 1;
    }
  return runs;
}

/** Short paths and one watcher: these scenes are played many times. */
const small = { hops: 1, guards: 1, pollNodes: 1 };

/** Alice's and Bob's sides after the dust has settled: restarted with ports that work. */
async function settleDown(
  network: ScriptedNetwork,
  disks: { readonly a: ClientStore; readonly b: ClientStore },
): Promise<{ a: Actor; b: Actor }> {
  const a = await startActor(network, { account: alice, store: disks.a, name: "a again", network: small });
  const b = await startActor(network, { account: bob, store: disks.b, name: "b again", network: small });
  await network.until(async () => (await disks.a.jobs()).length === 0);
  await network.clock.advance(30_000);
  return { a, b };
}

describe("one failing call at every point", () => {
  test("behaviour: the sender's store: a message that is in the store arrives, exactly once", async () => {
    const runs = await forEachFailure(async (fault) => {
      const network = await createScriptedNetwork({ nodes: 5 });
      const disks = { a: memoryStore(), b: memoryStore() };
      const failing = failNth(disks.a, {
        ...fault,
        methods: ["commit", "message", "value", "jobs", "contact"],
      });
      const first = await startActor(network, { account: alice, store: failing.port, network: small }).catch(
        () => undefined,
      );
      const accepted = await first?.client.enqueue(bob.accountId, { text: "hello" }).catch(() => undefined);
      await network.clock.advance(60_000);
      if (first) await stopActor(network, first);
      const { b } = await settleDown(network, disks);
      const rows = await textsOf(disks.a, bob.accountId);
      if (accepted) expect(rows).toEqual(["hello"]);
      expect(b.texts(), JSON.stringify(fault)).toEqual(rows);
      return failing.fired;
    }, 3);
    expect(runs).toBeGreaterThan(4);
  }, 120_000);

  test("behaviour: the receiver's store: the message arrives and is in the store once", async () => {
    const runs = await forEachFailure(async (fault) => {
      const network = await createScriptedNetwork({ nodes: 5 });
      const disks = { a: memoryStore(), b: memoryStore() };
      const failing = failNth(disks.b, {
        ...fault,
        methods: ["commit", "message", "seen", "cursor", "contact", "value", "unhandledMessages"],
      });
      const sender = await startActor(network, { account: alice, store: disks.a, network: small });
      const first = await startActor(network, { account: bob, store: failing.port, network: small }).catch(
        () => undefined,
      );
      await network.during(sender.client.send(bob.accountId, { text: "hello" }));
      await network.clock.advance(30_000);
      if (first) await stopActor(network, first);
      await stopActor(network, sender);
      const { b } = await settleDown(network, disks);
      expect(await textsOf(disks.b), JSON.stringify(fault)).toEqual(["hello"]);
      expect(await disks.b.unhandledMessages()).toEqual([]);
      expect([...(first?.texts() ?? []), ...b.texts()]).toContain("hello");
      return failing.fired;
    }, 3);
    expect(runs).toBeGreaterThan(4);
  }, 120_000);

  test("behaviour: the sender's carrier: the message is sent all the same, exactly once", async () => {
    const runs = await forEachFailure(async (fault) => {
      const network = await createScriptedNetwork({ nodes: 5 });
      const ports = network.ports("alice");
      const failing = failNth(ports.transport, fault);
      const a = await startActor(network, {
        account: alice,
        ports: { transport: failing.port },
        network: small,
      });
      const b = await startActor(network, { account: bob, network: small });
      await network.during(a.client.send(bob.accountId, { text: "hello" }));
      await network.until(() => b.received.length > 0);
      await network.clock.advance(10_000);
      expect(b.texts(), JSON.stringify(fault)).toEqual(["hello"]);
      // Long after the flow there are always more calls; only those of the flow matter.
      return fault.n < 12;
    }, 1);
    expect(runs).toBe(22);
  }, 120_000);
});
