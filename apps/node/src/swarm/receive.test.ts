import { utf8Encode } from "@session/protocol/bytes";
import { nobleCrypto } from "@session/protocol/crypto";
import { emptyProofBook } from "@session/protocol/proofs";
import { encodePushBatch, messageHash, namespace, type PushedMessage } from "@session/protocol/rpc";
import { createRecordingTelemetry, createSimClock } from "@session/testkit/fakes";
import { alice, fixtureNetwork, fixtureNodes } from "@session/testkit/fixtures";
import { describe, expect, test } from "vitest";
import { createMemoryStore } from "../store/memory-store.ts";
import { createPushReceiver, decidePushed } from "./receive.ts";
import type { NetworkView } from "./view.ts";

const nodes = fixtureNodes(5);
const [first] = nodes;
if (first === undefined) throw new Error("five nodes were asked for");
const view: NetworkView = {
  self: first.ed25519,
  state: fixtureNetwork(nodes),
  proofs: emptyProofBook(),
  synced: true,
};
const clock = createSimClock();
const nowMs = clock.now();
const dayMs = 86_400_000;
const facts = { view, nowMs, crypto: nobleCrypto };

function message(text: string, changes: Partial<PushedMessage> = {}): PushedMessage {
  const base = {
    account: alice.accountId,
    namespace: namespace(0),
    timestampMs: nowMs,
    expiryMs: nowMs + dayMs,
    data: utf8Encode(text),
    ...changes,
  };
  return { ...base, hash: changes.hash ?? messageHash({ accountId: base.account, ...base }) };
}

function setUp() {
  const store = createMemoryStore();
  const telemetry = createRecordingTelemetry();
  const stored: number[] = [];
  const receive = createPushReceiver({
    view: () => view,
    store,
    clock,
    crypto: nobleCrypto,
    telemetry,
    onStored: (mailbox) => stored.push(mailbox.namespace),
  });
  return { store, telemetry, stored, receive };
}

describe("decidePushed", () => {
  test("default: a message that verifies is taken", () => {
    expect(decidePushed(message("m"), facts)).toBe("take");
    expect(decidePushed(message("m", { expiryMs: nowMs + 30 * dayMs }), facts)).toBe("take");
  });

  test("error: expired, or living longer than anything may", () => {
    expect(decidePushed(message("m", { expiryMs: nowMs }), facts)).toBe("expired");
    expect(decidePushed(message("m", { expiryMs: nowMs + 30 * dayMs + 10_001 }), facts)).toBe(
      "expires_too_late",
    );
  });

  test("error: the hash is of other data, or of another namespace", () => {
    const { hash } = message("m");
    expect(decidePushed(message("other", { hash }), facts)).toBe("hash_mismatch");
    expect(decidePushed(message("m", { hash, namespace: namespace(3) }), facts)).toBe("hash_mismatch");
  });

  test("error: a node outside of the swarm", () => {
    const outside = { ...view, state: fixtureNetwork(nodes.slice(1)) };
    expect(decidePushed(message("m"), { ...facts, view: outside })).toBe("not_ours");
  });
});

describe("createPushReceiver", () => {
  test("default: stores what is good, drops the rest, and answers with nothing", async () => {
    const { store, telemetry, stored, receive } = setUp();
    const good = message("good", { namespace: namespace(3) });
    const answer = await receive(
      encodePushBatch([good, message("bad", { hash: good.hash }), message("too")]),
    );
    expect(answer).toEqual({ status: 200, body: new Uint8Array() });
    expect(await store.count()).toBe(2);
    expect(stored.sort()).toEqual([0, 3]);
    expect(telemetry.counted("push_hash_mismatch")).toBe(1);
  });

  test("behaviour: the same push again changes and wakes nothing", async () => {
    const { store, stored, receive } = setUp();
    const batch = encodePushBatch([message("one"), message("two")]);
    await receive(batch);
    await receive(batch);
    expect(await store.count()).toBe(2);
    expect(stored).toEqual([0, 0]);
  });

  test("behaviour: of an outbox the newest message stays, whichever comes first", async () => {
    const old = message("old", { namespace: namespace(-1), timestampMs: nowMs - 5 });
    const fresh = message("new", { namespace: namespace(-1) });
    for (const order of [
      [old, fresh],
      [fresh, old],
    ]) {
      const { store, receive } = setUp();
      for (const one of order) await receive(encodePushBatch([one]));
      const { messages } = await store.retrieve({
        account: alice.accountId,
        namespace: namespace(-1),
        sizeMax: 1e6,
      });
      expect(messages.map(({ hash }) => hash)).toEqual([fresh.hash]);
    }
  });

  test("error: what is no push at all", async () => {
    const { receive } = setUp();
    for (const body of [new Uint8Array(), Uint8Array.of(2), utf8Encode("\u0001le ")]) {
      const answer = await receive(body);
      expect(answer.status).toBe(400);
      expect(new TextDecoder().decode(answer.body)).toMatch(/^invalid push: /);
    }
  });
});
