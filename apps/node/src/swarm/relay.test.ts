import { btEncode } from "@session/protocol/bt";
import { emptyNetworkState } from "@session/protocol/network";
import { local } from "@session/protocol/params";
import type { Transport } from "@session/protocol/ports";
import { acceptProofs, emptyProofBook } from "@session/protocol/proofs";
import { createRecordingTelemetry, createSeededRandom, createSimClock } from "@session/testkit/fakes";
import {
  type FixtureNode,
  fixtureNetwork,
  fixtureNode,
  fixtureNodes,
  fixtureProof,
} from "@session/testkit/fixtures";
import { describe, expect, test } from "vitest";
import { testMessage } from "../store/contract.ts";
import { createMemoryStore } from "../store/memory-store.ts";
import { CATCH_UP_LIST, catchUp, createCatchUpResponder } from "./catch-up.ts";
import { createRelay, planRelay } from "./relay.ts";
import { membersOf, type NetworkView } from "./view.ts";

const self = fixtureNode(1);

function viewOf(nodes: readonly FixtureNode[], nowMs: number, known = nodes): NetworkView {
  const state = fixtureNetwork(nodes);
  const { book } = acceptProofs(
    emptyProofBook(),
    known.map((node) => fixtureProof(node, state, nowMs)),
    { nowMs, params: local, state },
  );
  return { self: self.ed25519, state, proofs: book, synced: true };
}

describe("planRelay", () => {
  const five = fixtureNetwork(fixtureNodes(5));

  test("default: a new member of our swarm", () => {
    expect(planRelay(five, fixtureNetwork(fixtureNodes(6)), self.ed25519)).toEqual([fixtureNode(6).ed25519]);
  });

  test("behaviour: nothing at the start, when nothing changed, and outside of every swarm", () => {
    expect(planRelay(emptyNetworkState(), five, self.ed25519)).toEqual([]);
    expect(planRelay(five, five, self.ed25519)).toEqual([]);
    expect(planRelay(five, fixtureNetwork(fixtureNodes(6)), fixtureNode(9).ed25519)).toEqual([]);
  });

  test("behaviour: every member of a swarm that did not exist before, but never ourselves", () => {
    const next = fixtureNetwork(fixtureNodes(14));
    const before = fixtureNetwork(fixtureNodes(13));
    const ids = [...new Set([...next.nodes.values()].map(({ swarmId }) => swarmId))];
    const [oldId, newId] = ids.sort((a, b) => Number((a ?? 0n) - (b ?? 0n)));
    const stayed = membersOf(next, oldId ?? null)[0];
    if (stayed === undefined || newId === undefined) throw new Error("14 nodes form two swarms");
    const targets = planRelay(before, next, stayed.ed25519);
    for (const { ed25519 } of membersOf(next, newId)) expect(targets).toContain(ed25519);
    expect(targets).not.toContain(stayed.ed25519);
  });
});

describe("createRelay", () => {
  test("behaviour: waits for a new member's address, and gives up when it leaves", async () => {
    const clock = createSimClock();
    const telemetry = createRecordingTelemetry();
    const store = createMemoryStore();
    await store.put(testMessage("m", { expiryMs: clock.now() + 1e6 }));
    const nodes = fixtureNodes(6);
    let view = viewOf(nodes, clock.now(), nodes.slice(0, 5));
    const pushed: string[] = [];
    const peers: Transport = {
      async request(to) {
        pushed.push(to.ed25519);
        return { status: 200, body: new Uint8Array() };
      },
    };
    const stop = new AbortController();
    const relay = createRelay({
      self: self.ed25519,
      view: () => view,
      store,
      peers,
      clock,
      telemetry,
      signal: stop.signal,
    });
    relay.pushTo(fixtureNode(6).ed25519);
    await clock.advance(10_000);
    expect(pushed).toEqual([]);
    expect(relay.pending()).toBe(1);
    view = viewOf(nodes, clock.now());
    await clock.advance(10_000);
    expect(pushed).toEqual([fixtureNode(6).ed25519]);
    expect(relay.pending()).toBe(0);
    relay.pushTo(fixtureNode(7).ed25519);
    await clock.advance(0);
    expect(relay.pending()).toBe(0);
  });
});

describe("catchUp", () => {
  const nodes = fixtureNodes(2);

  function setUp(answer: Transport["request"]) {
    const clock = createSimClock();
    return {
      clock,
      run: () =>
        catchUp(
          {
            view: () => viewOf(nodes, clock.now()),
            store: createMemoryStore(),
            peers: { request: answer },
            receivePush: async () => ({ status: 200, body: new Uint8Array() }),
            clock,
            random: createSeededRandom(1),
            telemetry: createRecordingTelemetry(),
          },
          new AbortController().signal,
        ),
    };
  }

  test("error: a member whose pages lead back is not followed for ever", async () => {
    let calls = 0;
    const { clock, run } = setUp(async () => {
      calls++;
      return {
        status: 200,
        body: btEncode(
          new Map<string, bigint | []>([
            ["h", []],
            ["n", 0n],
          ]),
        ),
      };
    });
    const done = run();
    await clock.advance(60_000);
    expect(await done).toBeUndefined();
    expect(calls).toBe(10);
  });

  test("error: hashes that never come are asked for once", async () => {
    const asked: string[] = [];
    const { run } = setUp(async (_to, { path }) => {
      asked.push(path);
      const hash = new TextEncoder().encode("A".repeat(43));
      return {
        status: 200,
        body: path === CATCH_UP_LIST ? btEncode(new Map([["h", [hash]]])) : new Uint8Array(),
      };
    });
    expect(await run()).toBe(1);
    expect(asked).toEqual(["sn.hashes", "sn.messages"]);
  });

  test("error: requests that cannot be read are refused", async () => {
    const clock = createSimClock();
    const responder = createCatchUpResponder({
      view: () => viewOf(nodes, clock.now()),
      store: createMemoryStore(),
      clock,
    });
    for (const body of ["", "le", "d1:ai-1ee", "d1:a1:xe"])
      expect((await responder.list(new TextEncoder().encode(body), self.ed25519)).status, body).toBe(400);
    for (const body of ["", "de", "l1:xe"])
      expect((await responder.fetch(new TextEncoder().encode(body), self.ed25519)).status, body).toBe(400);
  });

  test("behaviour: a node outside of the swarm gets nothing", async () => {
    const clock = createSimClock();
    const store = createMemoryStore();
    await store.put(testMessage("m", { expiryMs: clock.now() + 1e6 }));
    const responder = createCatchUpResponder({ view: () => viewOf(nodes, clock.now()), store, clock });
    const list = async (key: (typeof nodes)[number]) =>
      new TextDecoder().decode(
        (await responder.list(new TextEncoder().encode("d1:ai0ee"), key.ed25519)).body,
      );
    expect(await list(fixtureNode(2))).toContain("43:m__");
    expect(await list(fixtureNode(9))).toBe("d1:hlee");
  });
});
