/** The node channel over real sockets: who may talk to whom, and what happens when an end goes away. */
import { createHash, X509Certificate } from "node:crypto";
import { connect as connectHttp2 } from "node:http2";
import { connect as connectTls } from "node:tls";
import { ed25519PublicKey } from "@session/protocol/identity";
import type { Listener, NodeAddress, Telemetry, WireHandler } from "@session/protocol/ports";
import { describeTransport } from "@session/testkit/contracts";
import { afterEach, describe, expect, test } from "vitest";
import { createBodyBudget } from "./body-budget.ts";
import { ed25519Certificate, ed25519KeyOf } from "./certificate.ts";
import { createPeerTransport, type PeerTransport } from "./peer-client.ts";
import { createPeerListener } from "./peer-listener.ts";

const quiet: Telemetry = { log: () => {}, count: () => {}, observe: () => {} };
const signal = new AbortController().signal;
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

function identity(name: string) {
  const tls = ed25519Certificate(createHash("sha256").update(name).digest());
  const key = ed25519KeyOf(new X509Certificate(tls.certificatePem).publicKey);
  return { tls, key: ed25519PublicKey(key ?? "") };
}

const alice = identity("alice");
const bob = identity("bob");
const stranger = identity("stranger");

const open: (Listener | PeerTransport)[] = [];
afterEach(async () => {
  for (const part of open.splice(0)) await ("stop" in part ? part.stop() : part.close());
});

async function listen(handler: WireHandler, options: { port?: number; registered?: Set<string> } = {}) {
  const registered = options.registered ?? new Set<string>([alice.key]);
  const listener = createPeerListener(
    {
      ip: "127.0.0.1",
      port: options.port ?? 0,
      identity: bob.tls,
      isRegistered: (key) => registered.has(key),
    },
    { telemetry: quiet, budget: createBodyBudget() },
  );
  open.push(listener);
  const { port } = await listener.start(handler);
  const address: NodeAddress = { ed25519: bob.key, ip: "127.0.0.1", httpsPort: 1, peerPort: port };
  return { listener, address, registered };
}

function client(who: { tls: ReturnType<typeof ed25519Certificate> }): PeerTransport {
  const transport = createPeerTransport({ identity: who.tls }, { telemetry: quiet });
  open.push(transport);
  return transport;
}

const echo: WireHandler = async (request, peer) => ({
  status: 200,
  body: new TextEncoder().encode(
    `${request.path} ${request.body.length} ${peer.kind === "node" ? peer.ed25519 : ""}`,
  ),
});

describeTransport("peer link", async () => {
  const mine: (Listener | PeerTransport)[] = [];
  const transport = createPeerTransport({ identity: alice.tls }, { telemetry: quiet });
  mine.push(transport);
  return {
    transport,
    async listen(handler) {
      const { listener, address } = await listen(handler);
      mine.push(listener);
      return address;
    },
    async deadAddress() {
      const { listener, address } = await listen(echo);
      await listener.stop();
      return address;
    },
    pass: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    async close() {
      for (const part of mine) await ("stop" in part ? part.stop() : part.close());
    },
  };
});

describe("peer link", () => {
  test("default: the handler learns the proven key and the request name", async () => {
    const { address } = await listen(echo);
    const answer = await client(alice).request(
      address,
      { path: "sn.ping", body: new Uint8Array(3) },
      { timeoutMs: 5_000, signal },
    );
    expect(answer.status).toBe(200);
    expect(text(answer.body)).toBe(`sn.ping 3 ${alice.key}`);
  });

  test("error: an unregistered key gets no answer", async () => {
    let calls = 0;
    const { address } = await listen(async (...args) => {
      calls++;
      return echo(...args);
    });
    await expect(
      client(stranger).request(
        address,
        { path: "sn.ping", body: new Uint8Array() },
        { timeoutMs: 5_000, signal },
      ),
    ).rejects.toMatchObject({ code: "peer_unreachable", retryable: true });
    expect(calls).toBe(0);
  });

  test("error: a connection without a certificate gets no answer", async () => {
    const { address } = await listen(echo);
    const socket = connectTls({
      host: address.ip,
      port: address.peerPort,
      rejectUnauthorized: false,
      ALPNProtocols: ["h2"],
    });
    await new Promise((resolve) => socket.once("secureConnect", resolve));
    const session = connectHttp2("https://node", { createConnection: () => socket });
    session.on("error", () => {}); // the refusal is what the test waits for
    await new Promise((resolve) => session.once("close", resolve));
    expect(session.destroyed).toBe(true);
  });

  test("error: a node that proves another key than the pinned one is not spoken to", async () => {
    let calls = 0;
    const { address } = await listen(async (...args) => {
      calls++;
      return echo(...args);
    });
    await expect(
      client(alice).request(
        { ...address, ed25519: stranger.key },
        { path: "sn.ping", body: new Uint8Array() },
        { timeoutMs: 5_000, signal },
      ),
    ).rejects.toMatchObject({ code: "peer_identity_mismatch" });
    expect(calls).toBe(0);
  });

  test("behaviour: a key that leaves the list loses its open connection", async () => {
    const { address, registered } = await listen(echo);
    const transport = client(alice);
    const ping = () =>
      transport.request(address, { path: "sn.ping", body: new Uint8Array() }, { timeoutMs: 5_000, signal });
    expect((await ping()).status).toBe(200);
    registered.delete(alice.key);
    await expect(ping()).rejects.toMatchObject({ code: "peer_unreachable" });
    registered.add(alice.key);
    expect((await ping()).status).toBe(200);
  });

  test("behaviour: connects anew after the peer restarted", async () => {
    const first = await listen(echo);
    const transport = client(alice);
    const ping = () =>
      transport.request(
        first.address,
        { path: "sn.ping", body: new Uint8Array() },
        { timeoutMs: 5_000, signal },
      );
    expect((await ping()).status).toBe(200);
    await first.listener.stop();
    await expect(ping()).rejects.toMatchObject({ code: "peer_unreachable" });
    await listen(echo, { port: first.address.peerPort });
    expect((await ping()).status).toBe(200);
  });

  test("error: no answer in time", async () => {
    const { address } = await listen(() => new Promise(() => {}));
    await expect(
      client(alice).request(address, { path: "sn.ping", body: new Uint8Array() }, { timeoutMs: 100, signal }),
    ).rejects.toMatchObject({ code: "peer_timeout", retryable: true });
  });

  test("error: the caller's abort is passed on, and the handler learns of it", async () => {
    const aborted = Promise.withResolvers<void>();
    const { address } = await listen((_request, _peer, gone) => {
      gone.addEventListener("abort", () => aborted.resolve());
      return new Promise(() => {});
    });
    const stop = new AbortController();
    const asked = client(alice).request(
      address,
      { path: "sn.ping", body: new Uint8Array() },
      { timeoutMs: 5_000, signal: stop.signal },
    );
    setTimeout(() => stop.abort(), 100);
    await expect(asked).rejects.toMatchObject({ name: "AbortError" });
    await aborted.promise;
  });

  test("behaviour: bodies of several megabytes pass both ways, many at once", async () => {
    const { address } = await listen(async (request) => ({ status: 200, body: request.body }));
    const transport = client(alice);
    const body = new Uint8Array(4_000_000).fill(7);
    const answers = await Promise.all(
      Array.from({ length: 6 }, () =>
        transport.request(address, { path: "sn.data", body }, { timeoutMs: 20_000, signal }),
      ),
    );
    for (const answer of answers) expect(Buffer.compare(answer.body, body)).toBe(0);
  });

  test("error: a body above 10 MiB is refused with 413", async () => {
    const { address } = await listen(echo);
    const answer = await client(alice).request(
      address,
      { path: "sn.data", body: new Uint8Array(10 * 1024 * 1024 + 1) },
      { timeoutMs: 20_000, signal },
    );
    expect(answer.status).toBe(413);
    expect(text(answer.body)).toBe("Request body too large");
  });

  test("error: an answer above 10 MiB is refused", async () => {
    const { address } = await listen(async () => ({
      status: 200,
      body: new Uint8Array(10 * 1024 * 1024 + 1),
    }));
    await expect(
      client(alice).request(
        address,
        { path: "sn.data", body: new Uint8Array() },
        { timeoutMs: 20_000, signal },
      ),
    ).rejects.toMatchObject({ code: "peer_response_too_large" });
  });

  test("error: nobody listens", async () => {
    const { listener, address } = await listen(echo);
    await listener.stop();
    await expect(
      client(alice).request(
        address,
        { path: "sn.ping", body: new Uint8Array() },
        { timeoutMs: 5_000, signal },
      ),
    ).rejects.toMatchObject({ code: "peer_unreachable" });
  });
});
