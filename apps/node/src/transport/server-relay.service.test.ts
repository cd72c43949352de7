/** Requests passed on to HTTP servers outside the network. */
import type { Listener, WireHandler } from "@session/protocol/ports";
import { createRecordingTelemetry } from "@session/testkit/fakes";
import { afterEach, describe, expect, test } from "vitest";
import { createBodyBudget } from "./body-budget.ts";
import { createHttpsIdentity } from "./certificate.ts";
import { createHttpListener } from "./http-listener.ts";
import { createServerRelay } from "./server-relay.ts";

const open: Listener[] = [];
afterEach(async () => {
  for (const listener of open.splice(0)) await listener.stop();
});

async function server(handler: WireHandler, identity?: ReturnType<typeof createHttpsIdentity>) {
  const listener = createHttpListener(
    { ip: "127.0.0.1", port: 0, cors: false, ...(identity ? { identity } : {}) },
    { telemetry: createRecordingTelemetry(), budget: createBodyBudget() },
  );
  open.push(listener);
  return (await listener.start(handler)).port;
}

const relay = createServerRelay({ allowLocalAddresses: true });
const signal = new AbortController().signal;

async function send(
  port: number,
  changes: Partial<Parameters<typeof relay>[0]> = {},
  options: { timeoutMs: number; through?: typeof relay } = { timeoutMs: 5_000 },
) {
  const answer = await (options.through ?? relay)(
    {
      protocol: "http",
      host: "127.0.0.1",
      port,
      target: "/oxen/v4/lsrpc",
      payload: Uint8Array.of(1, 2, 3),
      userAgent: "Oxen Storage Server/2.8.0",
      ...changes,
    },
    { timeoutMs: options.timeoutMs, signal },
  );
  return { status: answer.status, body: new TextDecoder().decode(answer.body) };
}

describe("createServerRelay", () => {
  test("default: posts the payload untouched and gives status and body back", async () => {
    const seen: unknown[] = [];
    const port = await server(async (request) => {
      const { host, "content-type": type, "user-agent": agent } = request.headers ?? {};
      seen.push([request.method, request.path, [...request.body], host, type, agent]);
      return { status: 207, body: new TextEncoder().encode("answer") };
    });
    expect(await send(port)).toEqual({ status: 207, body: "answer" });
    expect(seen).toEqual([
      [
        "POST",
        "/oxen/v4/lsrpc",
        [1, 2, 3],
        `127.0.0.1:${port}`,
        "application/octet-stream",
        "Oxen Storage Server/2.8.0",
      ],
    ]);
  });

  test("behaviour: redirects are not followed", async () => {
    const port = await server(async () => ({
      status: 302,
      body: new Uint8Array(),
      headers: { location: "http://127.0.0.1:1/" },
    }));
    expect((await send(port)).status).toBe(302);
  });

  test("error: a self-signed certificate", async () => {
    const port = await server(async () => ({ status: 200, body: new Uint8Array() }), createHttpsIdentity());
    expect((await send(port, { protocol: "https" })).status).toBe(502);
  });

  test("error: nobody listens, and no answer in time", async () => {
    const port = await server(() => new Promise(() => {}));
    expect(await send(port, {}, { timeoutMs: 100 })).toEqual({ status: 504, body: "Request time out" });
    for (const listener of open.splice(0)) await listener.stop();
    expect((await send(port)).status).toBe(502);
  });

  test("error: local addresses, however they are written, on a public network", async () => {
    const strict = createServerRelay({ allowLocalAddresses: false });
    let calls = 0;
    const port = await server(async () => {
      calls++;
      return { status: 200, body: new Uint8Array() };
    });
    for (const host of [
      "127.0.0.1",
      "localhost",
      "[::1]",
      "[::ffff:127.0.0.1]",
      "0.0.0.0",
      "10.1.2.3",
      "169.254.169.254",
      "[fe80::1]",
    ])
      expect(await send(port, { host }, { timeoutMs: 1_000, through: strict }), host).toEqual({
        status: 502,
        body: "the server's address is not public",
      });
    expect(calls).toBe(0);
  });
});
