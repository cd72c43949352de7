import { createServer, type RequestListener, type Server } from "node:http";
import { afterEach, describe, expect, test } from "vitest";
import { createHttpProofSource } from "./http-proof-source.ts";

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("no port");
  return `http://127.0.0.1:${address.port}`;
}

const source = createHttpProofSource();
const never = new AbortController().signal;
const unreachable = { code: "seed_unreachable", retryable: true };

describe("createHttpProofSource", () => {
  test("default: asks for the list since a time and gives its bytes", async () => {
    const url = await serve((request, response) => response.end(`l${request.url}e`));
    const body = await source.fetch(url, 17, never);
    expect(new TextDecoder().decode(body)).toBe("l/uptime_proofs/v1?since=17e");
  });

  test("error: another status", async () => {
    const url = await serve((_request, response) => response.writeHead(503).end("not yet"));
    await expect(source.fetch(url, 0, never)).rejects.toMatchObject(unreachable);
  });

  test("error: more than 1 MB is cut off", async () => {
    const url = await serve((_request, response) => response.end(new Uint8Array(1_000_001)));
    await expect(source.fetch(url, 0, never)).rejects.toMatchObject(unreachable);
  });

  test("error: nobody there", async () => {
    await expect(source.fetch("http://127.0.0.1:9", 0, never)).rejects.toMatchObject(unreachable);
  });

  test("behaviour: the signal ends the waiting", async () => {
    const url = await serve(() => undefined);
    const stop = new AbortController();
    const waiting = expect(source.fetch(url, 0, stop.signal)).rejects.toMatchObject(unreachable);
    stop.abort();
    await waiting;
  });
});
