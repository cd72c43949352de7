import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { concatBytes } from "@session/protocol/bytes";
import type { Telemetry } from "@session/protocol/ports";
import { chainError } from "../errors.ts";

export interface HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: Uint8Array;
}

export interface HttpAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: Uint8Array | string;
}

/** One path. `bodyBytesMax` is 0 where no body is expected. */
export interface HttpRoute {
  readonly path: string;
  readonly methods: readonly string[];
  readonly bodyBytesMax: number;
  handle(request: HttpRequest): Promise<HttpAnswer>;
}

/** Takes the connection itself: for streams. */
export interface RawRoute {
  readonly prefix: string;
  handle(request: IncomingMessage, response: ServerResponse, path: string): Promise<void>;
}

export interface HttpServerOptions {
  readonly host: string;
  /** 0 picks a free port. */
  readonly port: number;
  readonly routes: readonly HttpRoute[];
  readonly raw: readonly RawRoute[];
}

export interface HttpServer {
  readonly url: string;
  readonly port: number;
  /** Lets running answers end within the grace time, then cuts what is left, such as open streams. */
  close(): Promise<void>;
}

const CONNECTIONS_MAX = 2_000;
const REQUEST_TIMEOUT_MS = 30_000;
/** Longer than clients keep idle connections, so that none is closed in the moment it is used again. */
const KEEP_ALIVE_MS = 75_000;
const CLOSE_GRACE_MS = 1_000;
const PREFLIGHT_SECONDS = 86_400;

/**
 * One listener for everything: seed JSON-RPC, API, uptime proofs. All data is public, so any origin may read it.
 *
 * @throws SessionError address_in_use
 */
export async function startHttpServer(options: HttpServerOptions, telemetry: Telemetry): Promise<HttpServer> {
  const server = createServer(
    { requestTimeout: REQUEST_TIMEOUT_MS, keepAliveTimeout: KEEP_ALIVE_MS },
    (request, response) => {
      answer(options, request, response).catch((error: unknown) => {
        telemetry.count("http_failures");
        telemetry.log({
          level: "error",
          message: "request failed",
          fields: { path: pathOf(request), error: error instanceof Error ? error.name : "unknown" },
        });
        if (response.headersSent) response.destroy();
        else send(response, text(500, "internal error"));
      });
    },
  );
  server.maxConnections = CONNECTIONS_MAX;
  await new Promise<void>((resolve, reject) => {
    server.once("error", (cause) =>
      reject(
        chainError("address_in_use", `${options.host}:${options.port}: cannot be listened on`, { cause }),
      ),
    );
    server.listen(options.port, options.host, resolve);
  });
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : options.port;
  const host = options.host.includes(":") ? `[${options.host}]` : options.host;
  return {
    url: `http://${host}:${port}`,
    port,
    close: () =>
      new Promise((resolve) => {
        const cut = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS);
        server.close(() => {
          clearTimeout(cut);
          resolve();
        });
        server.closeIdleConnections();
      }),
  };
}

async function answer(
  options: HttpServerOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  response.setHeader("Access-Control-Allow-Origin", "*");
  response.setHeader("X-Content-Type-Options", "nosniff");
  if (request.method === "OPTIONS") return preflight(response);
  const path = pathOf(request);
  const raw = options.raw.find(({ prefix }) => path.startsWith(prefix));
  if (raw !== undefined) return raw.handle(request, response, path.slice(raw.prefix.length));
  const route = options.routes.find((one) => one.path === path);
  if (route === undefined) return send(response, text(404, "not found"));
  const method = request.method ?? "GET";
  if (!route.methods.includes(method)) {
    response.setHeader("Allow", route.methods.join(", "));
    return send(response, text(405, `method: expected ${route.methods.join(" or ")}, got ${method}`));
  }
  const body = await readBody(request, route.bodyBytesMax);
  if (body === undefined) {
    // What is still on its way is not read.
    response.setHeader("Connection", "close");
    return send(response, text(413, `body: expected at most ${route.bodyBytesMax} bytes`));
  }
  send(response, await route.handle({ method, path, query: queryOf(request), body }));
}

/** undefined: longer than allowed. */
async function readBody(request: IncomingMessage, bytesMax: number): Promise<Uint8Array | undefined> {
  if (Number(request.headers["content-length"] ?? 0) > bytesMax) return undefined;
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of request) {
    size += part.length;
    if (size > bytesMax) return undefined;
    parts.push(part);
  }
  return concatBytes(...parts);
}

function preflight(response: ServerResponse): void {
  response.writeHead(204, {
    "Access-Control-Allow-Methods": "GET, POST, OPTIONS",
    "Access-Control-Allow-Headers": "content-type, trpc-accept, last-event-id",
    "Access-Control-Max-Age": String(PREFLIGHT_SECONDS),
  });
  response.end();
}

function send(response: ServerResponse, { status, contentType, body }: HttpAnswer): void {
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body;
  response.writeHead(status, {
    // Exactly as given: clients refuse a seed whose type carries a charset.
    "Content-Type": contentType,
    "Content-Length": String(bytes.length),
    "Cache-Control": "no-store",
  });
  response.end(bytes);
}

export function text(status: number, message: string): HttpAnswer {
  return { status, contentType: "text/plain", body: message };
}

export function json(status: number, value: unknown): HttpAnswer {
  return { status, contentType: "application/json", body: JSON.stringify(value) };
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? "/").split("?", 1)[0] ?? "/";
}

function queryOf(request: IncomingMessage): URLSearchParams {
  const url = request.url ?? "/";
  const at = url.indexOf("?");
  return new URLSearchParams(at < 0 ? "" : url.slice(at + 1));
}
