import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { readStaticFiles, type StaticFile, type StaticFiles } from "./files.ts";
import { securityHeaders } from "./headers.ts";
import { type Route, routeRequest } from "./route.ts";

/** What the page reads from `/config.json` when it starts. Nothing in it is secret. */
export interface WebServerConfig {
  /** Base URLs, reachable by browsers, whose `/json_rpc` answers `get_n_service_nodes`. At least one. */
  readonly seedUrls: readonly string[];
  /** Base URL of the explorer; node names link there. */
  readonly explorerUrl?: string;
  /** Options of the client's network other than the seeds, for example `{ "subnetDiversity": false }`. */
  readonly network?: Readonly<Record<string, number | boolean>>;
}

export interface WebServerOptions {
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
  /** Folder of the build; default the `dist` beside this package's `server`. */
  readonly distDir?: string;
  readonly config: WebServerConfig;
  /** What the page may connect to besides this server and the seeds: the nodes' listeners, as CSP sources. */
  readonly connectSources: readonly string[];
}

export interface WebServer {
  /** Base URL without a trailing slash. */
  readonly url: string;
  readonly port: number;
  /** Stops listening and ends open connections. Idempotent. */
  stop(): Promise<void>;
}

const DEFAULT_DIST = fileURLToPath(new URL("../dist", import.meta.url));
const CONNECTIONS_MAX = 1_024;
const REQUEST_TIMEOUT_MS = 15_000;

/**
 * Serves the built messenger: files from memory, `/config.json`, `/health`, and a strict policy on everything.
 *
 * @throws Error when there is no build or the address is taken; RangeError for a malformed source or seed URL
 */
export async function startWebServer(options: WebServerOptions): Promise<WebServer> {
  if (options.config.seedUrls.length === 0) throw new RangeError("seedUrls: expected at least one URL");
  const seedOrigins = options.config.seedUrls.map(originOf);
  const context: Context = {
    files: await readStaticFiles(options.distDir ?? DEFAULT_DIST),
    headers: securityHeaders([...seedOrigins, ...options.connectSources]),
    configJson: JSON.stringify(options.config),
  };
  const server = createServer({ requestTimeout: REQUEST_TIMEOUT_MS }, (request, response) => {
    answer(context, request, response);
  });
  server.maxConnections = CONNECTIONS_MAX;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, options.host, () => {
      server.off("error", reject);
      resolve();
    });
  });
  const { port } = server.address() as AddressInfo; // a TCP server that listens has one
  const stopped = new Promise<void>((resolve) => server.once("close", resolve));
  return {
    url: `http://${options.host.includes(":") ? `[${options.host}]` : options.host}:${port}`,
    port,
    stop() {
      server.close();
      server.closeAllConnections();
      return stopped;
    },
  };
}

interface Context {
  readonly files: StaticFiles;
  readonly headers: Readonly<Record<string, string>>;
  readonly configJson: string;
}

function answer(context: Context, request: IncomingMessage, response: ServerResponse): void {
  // Bodies mean nothing here; reading them away keeps the connection usable.
  request.resume();
  for (const [name, value] of Object.entries(context.headers)) response.setHeader(name, value);
  const route = routeRequest(request.method ?? "", request.url ?? "", context.files);
  if (route.kind === "file") sendFile(route.file, request, response);
  else sendText(route, context, request, response);
}

function sendFile(file: StaticFile, request: IncomingMessage, response: ServerResponse): void {
  response.setHeader("etag", file.etag);
  response.setHeader("cache-control", file.cacheControl);
  response.setHeader("vary", "accept-encoding");
  if (matchesEtag(request.headers["if-none-match"], file.etag)) {
    response.writeHead(304).end();
    return;
  }
  const gzipBody = acceptsGzip(request.headers["accept-encoding"]) ? file.gzipBody : undefined;
  if (gzipBody) response.setHeader("content-encoding", "gzip");
  send(200, file.contentType, gzipBody ?? file.body, request, response);
}

const JSON_TYPE = "application/json; charset=utf-8";
const TEXT_TYPE = "text/plain; charset=utf-8";

function sendText(
  route: Exclude<Route, { kind: "file" }>,
  context: Context,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  response.setHeader("cache-control", "no-store");
  if (route.kind === "methodNotAllowed") response.setHeader("allow", "GET, HEAD");
  const [status, contentType, body] = textAnswer(route.kind, context);
  send(status, contentType, body, request, response);
}

function textAnswer(
  kind: Exclude<Route["kind"], "file">,
  context: Context,
): readonly [status: number, contentType: string, body: string] {
  switch (kind) {
    case "health":
      return [200, JSON_TYPE, '{"status":"ok"}'];
    case "config":
      return [200, JSON_TYPE, context.configJson];
    case "badRequest":
      return [400, TEXT_TYPE, "bad request\n"];
    case "notFound":
      return [404, TEXT_TYPE, "not found\n"];
    case "methodNotAllowed":
      return [405, TEXT_TYPE, "method not allowed\n"];
  }
}

function send(
  status: number,
  contentType: string,
  body: string | Uint8Array,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body;
  response.writeHead(status, { "content-type": contentType, "content-length": bytes.length });
  response.end(request.method === "HEAD" ? undefined : bytes);
}

function matchesEtag(header: string | undefined, etag: string): boolean {
  return header?.split(",").some((value) => value.trim() === etag || value.trim() === "*") ?? false;
}

function acceptsGzip(header: string | string[] | undefined): boolean {
  return /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/.test(String(header ?? ""));
}

function originOf(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (!parsed || !/^https?:$/.test(parsed.protocol))
    throw new RangeError(`seedUrls: expected absolute http or https URLs, got ${JSON.stringify(url)}`);
  return parsed.origin;
}
