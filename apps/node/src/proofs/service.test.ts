/** Proofs between one service and scripted others; whole networks are in test/. */

import { nobleCrypto } from "@session/protocol/crypto";
import { local } from "@session/protocol/params";
import type { WireResponse } from "@session/protocol/ports";
import { decodeProofList, decodeUptimeProof, encodeProofList } from "@session/protocol/proofs";
import { createRecordingTelemetry, createSeededRandom, createSimClock } from "@session/testkit/fakes";
import { fixtureNetwork, fixtureNode, fixtureNodes, fixtureProof } from "@session/testkit/fixtures";
import { afterEach, describe, expect, test } from "vitest";
import { nodeError } from "../errors.ts";
import { createProofService } from "./service.ts";

const nodes = fixtureNodes(3);
const self = fixtureNode(1);
const stops: AbortController[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop.abort(new DOMException("the test is over", "AbortError"));
});

function setUp(
  answer: (request: { url: string; body?: Uint8Array }) => Partial<WireResponse> | undefined = () =>
    undefined,
  registered = nodes,
) {
  const clock = createSimClock();
  const telemetry = createRecordingTelemetry();
  const sent: { url: string; body?: Uint8Array }[] = [];
  let state = fixtureNetwork(registered);
  const service = createProofService(
    {
      params: local,
      address: { ...self.address, httpPort: 8080 },
      ed25519Seed: self.ed25519Seed,
      seedUrls: ["http://seed"],
    },
    {
      state: () => state,
      urls: {
        async request(request) {
          sent.push(request);
          const given = answer(request);
          if (given === undefined) throw nodeError("seed_unreachable", "nobody listens");
          return { status: 200, body: new Uint8Array(), ...given };
        },
        close() {},
      },
      clock,
      random: createSeededRandom(1),
      telemetry,
      crypto: nobleCrypto,
    },
  );
  const stop = new AbortController();
  stops.push(stop);
  return {
    clock,
    telemetry,
    sent,
    service,
    run: () => void service.run(stop.signal),
    register: (all: typeof nodes) => {
      state = fixtureNetwork(all);
    },
    state: () => state,
  };
}

const accepted = { body: new TextEncoder().encode('{"accepted":1}') };
const refused = { body: new TextEncoder().encode('{"accepted":0}') };
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

describe("own proof", () => {
  test("default: announces addresses, versions, height and table, to the seed", async () => {
    const { clock, sent, run, state, service } = setUp(() => accepted);
    run();
    await clock.advance(0);
    const [push] = sent.filter(({ body }) => body !== undefined);
    expect(push?.url).toBe("http://seed/uptime_proofs/v1");
    const [signed] = decodeProofList(push?.body ?? new Uint8Array());
    expect(decodeUptimeProof(signed?.bytes ?? new Uint8Array())).toMatchObject({
      ed25519: self.ed25519,
      ip: "127.0.1.1",
      httpsPort: 22021,
      peerPort: 22020,
      httpPort: 8080,
      height: state().head.height,
      tableHeight: state().membershipHeight,
      storageServerVersion: [2, 8, 0],
      nodeVersion: [0, 1, 0],
      timestampSeconds: Math.floor(clock.now() / 1000),
    });
    expect(service.book().has(self.ed25519)).toBe(true);
  });

  test("behaviour: none before the node is on the list", async () => {
    const { clock, sent, run, register } = setUp(() => accepted, nodes.slice(1));
    run();
    await clock.advance(3_000);
    expect(sent.filter(({ body }) => body !== undefined)).toEqual([]);
    register(nodes);
    await clock.advance(1_000);
    expect(sent.filter(({ body }) => body !== undefined)).toHaveLength(1);
  });

  test("behaviour: a new one shortly before the interval is over", async () => {
    const { clock, sent, run } = setUp(() => accepted);
    run();
    await clock.advance(8_500);
    expect(sent.filter(({ body }) => body !== undefined)).toHaveLength(1);
    await clock.advance(1_000);
    expect(sent.filter(({ body }) => body !== undefined)).toHaveLength(2);
  });

  test("behaviour: handed to each node as soon as its address is known", async () => {
    const { clock, sent, run, service, state } = setUp(() => accepted);
    run();
    await clock.advance(0);
    service.receive(encodeProofList([fixtureProof(fixtureNode(2), state(), clock.now())]));
    await clock.advance(1_000);
    expect(sent.filter(({ body }) => body !== undefined).map(({ url }) => url)).toEqual([
      "http://seed/uptime_proofs/v1",
      "https://127.0.2.1:22021/uptime_proofs/v1",
    ]);
  });

  test("error: refused or unheard, it is offered again, five times at most", async () => {
    for (const answer of [() => refused, () => undefined, () => ({ status: 500 })]) {
      const { clock, sent, run } = setUp(answer);
      run();
      await clock.advance(8_500);
      expect(sent.filter(({ body }) => body !== undefined)).toHaveLength(5);
    }
  });
});

describe("others' proofs", () => {
  test("default: a good one is taken and listed, and counts once", async () => {
    const { clock, service, state } = setUp();
    const pushed = encodeProofList([fixtureProof(fixtureNode(2), state(), clock.now())]);
    expect(text(service.receive(pushed).body)).toBe('{"accepted":1}');
    expect(text(service.receive(pushed).body)).toBe('{"accepted":0}');
    expect(decodeProofList(service.list(0).body)).toHaveLength(1);
    expect(decodeProofList(service.list(Math.floor(clock.now() / 1000) + 1).body)).toEqual([]);
  });

  test("error: what is no list of proofs", () => {
    const answer = setUp().service.receive(new TextEncoder().encode("nonsense"));
    expect(answer.status).toBe(400);
    expect(text(answer.body)).toMatch(/^invalid request: /);
  });

  test("behaviour: a node that leaves the table is forgotten", async () => {
    const { clock, service, state, register } = setUp();
    service.receive(encodeProofList([fixtureProof(fixtureNode(2), state(), clock.now())]));
    register(nodes.slice(0, 1));
    service.prune();
    expect(service.book().size).toBe(0);
  });

  test("behaviour: missing ones are fetched from a seed, less and less often", async () => {
    const { clock, sent, run, service, state } = setUp(({ url, body }) =>
      body === undefined && url.includes("since=0")
        ? { body: encodeProofList([fixtureProof(fixtureNode(2), state(), clock.now() - 2_000)]) }
        : { body: encodeProofList([]) },
    );
    run();
    await clock.advance(60_000);
    expect(service.book().has(fixtureNode(2).ed25519)).toBe(true);
    const fetches = sent.filter(({ body, url }) => body === undefined && url.includes("since=0"));
    expect(fetches.length).toBeGreaterThan(4); // node 3 never proves anything
    expect(fetches.length).toBeLessThan(12);
  });

  test("error: a seed that sends nonsense is passed over", async () => {
    const { clock, run, telemetry } = setUp(() => ({ body: new TextEncoder().encode("nonsense") }));
    run();
    await clock.advance(1_000);
    expect(telemetry.counted("proof_fetch_failed")).toBeGreaterThan(0);
  });
});
