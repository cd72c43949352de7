// Both carriers against the transport contract and real listeners on loopback.
import { once } from "node:events";
import { createServer as createHttpServer, type RequestListener, type Server } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { systemClock } from "@session/platform/clock";
import type { NodeAddress, WireHandler } from "@session/protocol/ports";
import { describeTransport } from "@session/testkit/contracts";
import { fixtureNode } from "@session/testkit/fixtures";
import { afterEach, describe, expect, test } from "vitest";
import { selfSigned } from "../../test/self-signed.ts";
import { fetchSeeds, fetchTransport } from "./fetch-transport.ts";
import { type UndiciTransports, undiciTransports } from "./undici-transport.ts";

const clock = systemClock();
const never = new AbortController().signal;
const options = { timeoutMs: 2_000, signal: never };
const { ed25519 } = fixtureNode(1);
const servers: Server[] = [];
const carriers: UndiciTransports[] = [];

afterEach(async () => {
  for (const carrier of carriers.splice(0)) await carrier.close();
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  }
});

function carrier(): UndiciTransports {
  const made = undiciTransports();
  carriers.push(made);
  return made;
}

async function listening(server: Server): Promise<number> {
  servers.push(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port; // a TCP server has such an address
}

function address(ports: { httpsPort?: number; httpPort?: number }): NodeAddress {
  return { ed25519, ip: "127.0.0.1", httpsPort: 1, peerPort: 0, ...ports };
}

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createHttpServer();
  const port = await listening(server);
  servers.splice(servers.indexOf(server), 1);
  server.close();
  await once(server, "close");
  return port;
}

function listener(handler: WireHandler): RequestListener {
  return async (request, response) => {
    const gone = new AbortController();
    response.on("close", () => gone.abort(new Error("the caller left")));
    const chunks: Uint8Array[] = [];
    for await (const chunk of request) chunks.push(chunk);
    try {
      const answer = await handler(
        { method: request.method ?? "", path: request.url ?? "", body: Buffer.concat(chunks) },
        { kind: "client", ip: "127.0.0.1" },
        gone.signal,
      );
      response.writeHead(answer.status, { "access-control-allow-origin": "*" }).end(answer.body);
    } catch {
      response.destroy();
    }
  };
}

describeTransport("HTTPS over undici", async () => {
  const { transport } = carrier();
  return {
    transport,
    listen: async (handler) =>
      address({ httpsPort: await listening(createHttpsServer(selfSigned, listener(handler))) }),
    deadAddress: async () => address({ httpsPort: await freePort() }),
    pass: (ms) => clock.sleep(ms, never),
    close: async () => {},
  };
});

describeTransport("HTTP over fetch", async () => ({
  transport: fetchTransport(),
  listen: async (handler) => address({ httpPort: await listening(createHttpServer(listener(handler))) }),
  deadAddress: async () => address({ httpPort: await freePort() }),
  pass: (ms) => clock.sleep(ms, never),
  close: async () => {},
}));

describe("HTTPS over undici", () => {
  test("behaviour: connections are used again", async () => {
    const server = createHttpsServer(
      selfSigned,
      listener(async ({ body }) => ({ status: 200, body })),
    );
    let connections = 0;
    server.on("secureConnection", () => void connections++);
    const to = address({ httpsPort: await listening(server) });
    const { transport } = carrier();
    for (let round = 0; round < 5; round++)
      await transport.request(to, { path: "/x", body: Uint8Array.of(round) }, options);
    expect(connections).toBeLessThanOrEqual(2);
  });

  test("behaviour: guards see the headers of existing clients", async () => {
    const seen: (string | undefined)[] = [];
    const server = createHttpsServer(selfSigned, (request, response) => {
      seen.push(
        request.headers["user-agent"],
        request.headers["accept-language"],
        request.headers["content-type"],
      );
      response.end();
    });
    const to = address({ httpsPort: await listening(server) });
    await carrier().transport.request(to, { path: "/x", body: new Uint8Array() }, options);
    expect(seen).toEqual(["WhatsApp", "en-us", undefined]);
  });

  test("error: no connection, no answer, and a broken answer have their own codes", async () => {
    const { transport } = carrier();
    const code = (port: number, timeoutMs = 2_000) =>
      transport
        .request(
          address({ httpsPort: port }),
          { path: "/x", body: new Uint8Array() },
          { timeoutMs, signal: never },
        )
        .then(
          () => "answered",
          (error: unknown) => (error instanceof Error && "code" in error ? error.code : error),
        );
    expect(await code(await freePort())).toBe("transport_unreachable");
    const silent = createHttpsServer(selfSigned, () => {});
    expect(await code(await listening(silent), 50)).toBe("transport_timeout");
    const broken = createHttpsServer(selfSigned, (_, response) => {
      response.writeHead(200, { "content-length": "100" });
      response.write("half");
      response.destroy();
    });
    expect(await code(await listening(broken))).toBe("transport_failed");
  });

  test("error: an answer above 10 MiB is given up", async () => {
    const server = createHttpsServer(selfSigned, (_, response) => {
      response.end(new Uint8Array(12 * 1024 * 1024));
    });
    const to = address({ httpsPort: await listening(server) });
    await expect(
      carrier().transport.request(
        to,
        { path: "/x", body: new Uint8Array() },
        { timeoutMs: 10_000, signal: never },
      ),
    ).rejects.toMatchObject({ code: "transport_failed" });
  });

  test("error: a seed with a certificate that nobody vouches for is refused", async () => {
    const server = createHttpsServer(selfSigned, (_, response) => response.end("{}"));
    const url = `https://127.0.0.1:${await listening(server)}/json_rpc`;
    await expect(carrier().seeds.post(url, { body: new Uint8Array() }, options)).rejects.toMatchObject({
      code: "transport_failed",
    });
  });

  test("behaviour: a plain seed gets headers and body", async () => {
    const seen: string[] = [];
    const server = createHttpServer((request, response) => {
      seen.push(request.method ?? "", request.url ?? "", request.headers["content-type"] ?? "");
      response.end("[]");
    });
    const url = `http://127.0.0.1:${await listening(server)}/json_rpc`;
    const headers = { "content-type": "application/json" };
    const answer = await carrier().seeds.post(url, { body: Uint8Array.of(123, 125), headers }, options);
    expect(seen).toEqual(["POST", "/json_rpc", "application/json"]);
    expect(new TextDecoder().decode(answer.body)).toBe("[]");
  });
});

describe("HTTP over fetch", () => {
  test("error: a node without a port for browsers counts as unreachable", async () => {
    await expect(
      fetchTransport().request(address({}), { path: "/x", body: new Uint8Array() }, options),
    ).rejects.toMatchObject({ code: "transport_unreachable", retryable: true });
  });

  test("behaviour: requests need no preflight: no header of ours, no content type", async () => {
    const seen: (string | undefined)[] = [];
    const server = createHttpServer((request, response) => {
      seen.push(request.headers["content-type"]);
      response.end("{}");
    });
    const port = await listening(server);
    await fetchTransport().request(
      address({ httpPort: port }),
      { path: "/x", body: Uint8Array.of(1) },
      options,
    );
    const headers = { "content-type": "application/json" };
    await fetchSeeds().post(
      `http://127.0.0.1:${port}/json_rpc`,
      { body: Uint8Array.of(1), headers },
      options,
    );
    expect(seen).toEqual([undefined, undefined]);
  });
});
