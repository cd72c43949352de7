import type { WireHandler } from "@session/protocol/ports";
import { describe, expect, test } from "vitest";
import { fixtureNode } from "../fixtures/nodes.ts";
import { createMemoryNetwork, type MemoryFaults } from "./memory-network.ts";
import { createSimClock } from "./sim-clock.ts";

const { address } = fixtureNode(1);
const request = { path: "/x", body: Uint8Array.of(1) };

async function setUp(faults: MemoryFaults, handler?: WireHandler) {
  const clock = createSimClock();
  const network = createMemoryNetwork({ clock });
  let calls = 0;
  await network.listener(address.ed25519).start(
    handler ??
      (async () => {
        calls++;
        return { status: 200, body: Uint8Array.of(calls) };
      }),
  );
  network.setFaults(address.ed25519, faults);
  const transport = network.transport({ kind: "client", ip: "127.0.0.1" });
  const send = () =>
    transport
      .request(address, request, { timeoutMs: 100, signal: new AbortController().signal })
      .then((answer) => answer.body[0])
      .catch((error: { code: string }) => error.code);
  return { clock, network, send, calls: () => calls };
}

describe("MemoryNetwork faults", () => {
  test("behaviour: a dropped request never arrives and the caller times out", async () => {
    const { clock, network, send, calls } = await setUp({ dropRequests: 1 });
    const first = send();
    await clock.advance(100);
    expect([await first, calls()]).toEqual(["memory_timeout", 0]);
    expect(await send()).toBe(1);
    expect(network.exchanges.map((exchange) => exchange.outcome)).toEqual(["timeout", "answered"]);
  });

  test("behaviour: a dropped answer leaves its effect", async () => {
    const { clock, send, calls } = await setUp({ dropAnswers: 1 });
    const first = send();
    await clock.advance(100);
    expect([await first, calls()]).toEqual(["memory_timeout", 1]);
  });

  test("behaviour: a repeated request arrives twice and is answered once", async () => {
    const { send, calls } = await setUp({ repeatRequests: 1 });
    expect([await send(), calls()]).toEqual([1, 2]);
  });

  test("behaviour: a delay shorter than the timeout only costs time", async () => {
    const { clock, send } = await setUp({ delayMs: 40 });
    const sent = send();
    await clock.advance(40);
    expect([await sent, clock.monotonic()]).toEqual([1, 40]);
  });

  test("behaviour: faults for all apply where a node has none of its own", async () => {
    const { clock, network, send } = await setUp({});
    network.setFaults("all", { dropRequests: 1 });
    expect(await send()).toBe(1);
    const other = fixtureNode(2).address;
    await network.listener(other.ed25519).start(async () => ({ status: 200, body: new Uint8Array() }));
    const lost = network
      .transport({ kind: "client", ip: "127.0.0.1" })
      .request(other, request, { timeoutMs: 10, signal: new AbortController().signal })
      .catch((error: { code: string }) => error.code);
    await clock.advance(10);
    expect(await lost).toBe("memory_timeout");
  });

  test("behaviour: nobody keeps a view into another one's bytes", async () => {
    const kept: Uint8Array[] = [];
    const { send } = await setUp({}, async ({ body }) => {
      kept.push(body);
      return { status: 200, body: Uint8Array.of(5) };
    });
    await send();
    kept[0]?.fill(9);
    expect([...request.body]).toEqual([1]);
  });

  test("behaviour: when an exchange is over nothing of it sleeps any longer", async () => {
    const { clock, send } = await setUp({});
    await send();
    await clock.advance(0);
    expect(clock.sleeping).toBe(0);
  });
});
