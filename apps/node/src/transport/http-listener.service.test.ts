/** The client-facing listeners over real sockets. */
import { request as requestHttp } from "node:http";
import { connect as connectPlain } from "node:net";
import { connect as connectTls } from "node:tls";
import type { Listener, WireHandler } from "@session/protocol/ports";
import { createRecordingTelemetry } from "@session/testkit/fakes";
import { afterEach, describe, expect, test } from "vitest";
import { createBodyBudget } from "./body-budget.ts";
import { createHttpsIdentity } from "./certificate.ts";
import { createUrlClient, type UrlClient } from "./http-client.ts";
import { createHttpListener, type HttpListenerOptions } from "./http-listener.ts";

const open: (Listener | UrlClient)[] = [];
afterEach(async () => {
  for (const part of open.splice(0)) await ("stop" in part ? part.stop() : part.close());
});

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const signal = new AbortController().signal;
const options = { timeoutMs: 10_000, signal };

const echo: WireHandler = async (request, peer) => ({
  status: 200,
  headers: { "content-type": "text/plain", "x-probe": "yes" },
  body: new TextEncoder().encode(
    `${request.method} ${request.path} ${request.body.length} ${peer.kind === "client" ? peer.ip : ""}`,
  ),
});

async function listen(
  handler: WireHandler,
  changes: Partial<HttpListenerOptions> = {},
  budget = createBodyBudget(),
) {
  const telemetry = createRecordingTelemetry();
  const listener = createHttpListener(
    { ip: "127.0.0.1", port: 0, cors: false, ...changes },
    { telemetry, budget },
  );
  open.push(listener);
  const { port } = await listener.start(handler);
  const scheme = changes.identity === undefined ? "http" : "https";
  return { url: `${scheme}://127.0.0.1:${port}`, port, telemetry, listener };
}

function client(): UrlClient {
  const created = createUrlClient();
  open.push(created);
  return created;
}

describe("HTTPS listener", () => {
  test("default: takes requests under a self-signed certificate", async () => {
    const { url } = await listen(echo, { identity: createHttpsIdentity() });
    const answer = await client().request({ url: `${url}/a?b=1`, body: new Uint8Array(5) }, options);
    expect(answer.status).toBe(200);
    expect(text(answer.body)).toBe("POST /a?b=1 5 127.0.0.1");
  });

  test("behaviour: TLS 1.2 is accepted, 1.1 is not", async () => {
    const { port } = await listen(echo, { identity: createHttpsIdentity() });
    const handshake = (version: "TLSv1.2" | "TLSv1.1") =>
      new Promise<string | null>((resolve) => {
        const socket = connectTls({
          host: "127.0.0.1",
          port,
          rejectUnauthorized: false,
          minVersion: version,
          maxVersion: version,
          ciphers: "DEFAULT@SECLEVEL=0",
        });
        socket.once("secureConnect", () => {
          resolve(socket.getProtocol());
          socket.destroy();
        });
        socket.once("error", () => resolve(null));
      });
    expect(await handshake("TLSv1.2")).toBe("TLSv1.2");
    expect(await handshake("TLSv1.1")).toBeNull();
  });

  test("behaviour: no CORS headers", async () => {
    const { url } = await listen(echo);
    const answer = await fetch(url, { method: "POST" });
    expect(answer.headers.get("access-control-allow-origin")).toBeNull();
    expect((await fetch(url, { method: "OPTIONS" })).status).toBe(200); // reaches the handler like anything else
  });

  test("error: a declared body above 10 MiB is refused before it is read", async () => {
    let calls = 0;
    const { url } = await listen(async (...args) => {
      calls++;
      return echo(...args);
    });
    const answer = await new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
      const sent = requestHttp(
        url,
        { method: "POST", headers: { "content-length": 10 * 1024 * 1024 + 1 } },
        async (response) => {
          let body = "";
          for await (const chunk of response) body += chunk;
          resolve({ status: response.statusCode, body });
        },
      );
      sent.on("error", reject);
      sent.flushHeaders();
    });
    expect(answer).toEqual({ status: 413, body: "Request body too large" });
    expect(calls).toBe(0);
  });

  test("error: a body that grows above 10 MiB without saying so is refused", async () => {
    const { port } = await listen(echo);
    const answer = await new Promise<string>((resolve) => {
      let received = "";
      const socket = connectPlain({ host: "127.0.0.1", port });
      socket.on("data", (chunk) => {
        received += chunk;
      });
      socket.on("close", () => resolve(received));
      socket.on("error", () => {}); // the listener closes while we still write
      socket.write("POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n");
      const megabyte = Buffer.alloc(1024 * 1024);
      for (let count = 0; count < 12; count++) {
        socket.write(`${megabyte.length.toString(16)}\r\n`);
        socket.write(megabyte);
        socket.write("\r\n");
      }
    });
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
  });

  test("error: bodies that do not fit the budget of the node are refused, and the budget comes back", async () => {
    const budget = createBodyBudget(1_000);
    const { url } = await listen(echo, {}, budget);
    const post = (length: number) => client().request({ url, body: new Uint8Array(length) }, options);
    const refused = await post(1_001);
    expect(`${refused.status} ${text(refused.body)}`).toBe("503 Server busy, try again later");
    expect((await post(1_000)).status).toBe(200);
    expect((await post(1_000)).status).toBe(200);
  });

  test("error: what is not HTTP gets 400", async () => {
    const { port } = await listen(echo);
    const answer = await new Promise<string>((resolve) => {
      const socket = connectPlain({ host: "127.0.0.1", port }, () => socket.write("nonsense\r\n\r\n"));
      socket.on("data", (chunk) => resolve(String(chunk)));
    });
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
  });

  test("error: a handler that throws is a 500 and a log line", async () => {
    const { url, telemetry } = await listen(async () => {
      throw new Error("broken");
    });
    const answer = await client().request({ url, body: new Uint8Array() }, options);
    expect(`${answer.status} ${text(answer.body)}`).toBe("500 request failed");
    expect(telemetry.messages("error")).toEqual(["a client request failed inside the handler"]);
  });

  test("behaviour: the handler learns that the client hung up", async () => {
    const aborted = Promise.withResolvers<void>();
    const { url } = await listen((_request, _peer, gone) => {
      gone.addEventListener("abort", () => aborted.resolve());
      return new Promise(() => {});
    });
    const stop = new AbortController();
    const asked = client().request(
      { url, body: new Uint8Array() },
      { timeoutMs: 10_000, signal: stop.signal },
    );
    setTimeout(() => stop.abort(), 100);
    await expect(asked).rejects.toMatchObject({ name: "AbortError" });
    await aborted.promise;
  });

  test("error: a port that is taken", async () => {
    const { port } = await listen(echo);
    await expect(listen(echo, { port })).rejects.toMatchObject({ code: "EADDRINUSE" });
  });
});

describe("plain listener with CORS", () => {
  test("behaviour: a preflight is answered, private network included", async () => {
    let calls = 0;
    const { url } = await listen(
      async (...args) => {
        calls++;
        return echo(...args);
      },
      { cors: true },
    );
    const answer = await fetch(`${url}/onion_req/v2`, {
      method: "OPTIONS",
      headers: {
        origin: "http://localhost:5173",
        "access-control-request-method": "POST",
        "access-control-request-private-network": "true",
      },
    });
    expect(answer.status).toBe(204);
    expect(answer.headers.get("access-control-allow-origin")).toBe("*");
    expect(answer.headers.get("access-control-allow-methods")).toBe("GET, POST, OPTIONS");
    expect(answer.headers.get("access-control-allow-headers")).toBe("content-type");
    expect(answer.headers.get("access-control-allow-private-network")).toBe("true");
    expect(calls).toBe(0);
  });

  test("behaviour: answers and errors may be read by every origin", async () => {
    const { url } = await listen(echo, { cors: true });
    const answer = await fetch(url, { method: "POST", body: "x" });
    expect(answer.headers.get("access-control-allow-origin")).toBe("*");
    expect(answer.headers.get("access-control-expose-headers")).toBe("*");
    expect(answer.headers.get("x-probe")).toBe("yes");
    const small = await listen(echo, { cors: true }, createBodyBudget(1));
    const refused = await fetch(small.url, { method: "POST", body: "xx" });
    expect(refused.status).toBe(503);
    expect(refused.headers.get("access-control-allow-origin")).toBe("*");
  });
});

describe("createUrlClient", () => {
  test("error: nobody listens, and no answer in time, are retryable", async () => {
    const { url, listener } = await listen(() => new Promise(() => {}));
    await expect(client().request({ url }, { timeoutMs: 100, signal })).rejects.toMatchObject({
      code: "seed_unreachable",
      message: "no answer within 100 ms",
      retryable: true,
    });
    await listener.stop();
    await expect(client().request({ url }, options)).rejects.toMatchObject({ code: "seed_unreachable" });
  });

  test("error: an answer above 10 MiB", async () => {
    const { url } = await listen(async () => ({ status: 200, body: new Uint8Array(10 * 1024 * 1024 + 1) }));
    await expect(client().request({ url }, options)).rejects.toMatchObject({ code: "seed_unreachable" });
  });

  test("behaviour: one connection serves several requests", async () => {
    const { url } = await listen(echo);
    const one = client();
    for (let index = 0; index < 3; index++) expect((await one.request({ url }, options)).status).toBe(200);
  });
});
