import {
  createServer as createHttp,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from "node:http";
import { createServer as createHttps } from "node:https";
import type { AddressInfo } from "node:net";
import type { Listener, Telemetry, WireHandler, WireResponse } from "@session/protocol/ports";
import { BODY_BYTES_MAX, type BodyBudget, collectBody } from "./body-budget.ts";
import type { TlsIdentity } from "./certificate.ts";
import { plainHeaders } from "./headers.ts";

const CONNECTIONS_MAX = 4_000;
/** Longer than a proof interval of the local preset, so that proofs reuse their connections. */
const KEEP_ALIVE_MS = 65_000;

export interface HttpListenerOptions {
  readonly ip: string;
  readonly port: number;
  /** With an identity the listener speaks HTTPS (TLS 1.2 or newer), without one plain HTTP. */
  readonly identity?: TlsIdentity;
  /** Answers preflights and lets every web origin read: only for the plain listener. */
  readonly cors: boolean;
}

const CORS_HEADERS = {
  "access-control-allow-origin": "*",
  "access-control-expose-headers": "*",
} as const;
const PREFLIGHT_HEADERS = {
  ...CORS_HEADERS,
  "access-control-allow-methods": "GET, POST, OPTIONS",
  "access-control-allow-headers": "content-type",
  // A page from a public address may reach a node on a private one (browsers ask for this one by name).
  "access-control-allow-private-network": "true",
  "access-control-max-age": "86400",
} as const;

/** Client-facing listener: bounded bodies, one handler, no routing of its own. */
export function createHttpListener(
  options: HttpListenerOptions,
  ports: { telemetry: Telemetry; budget: BodyBudget },
): Listener {
  let server: Server | undefined;

  async function serve(
    request: IncomingMessage,
    response: ServerResponse,
    handler: WireHandler,
  ): Promise<void> {
    const gone = new AbortController();
    let release = () => {};
    response.once("close", () => gone.abort());
    request.on("error", () => ports.telemetry.count("http_request_error"));
    response.on("error", () => ports.telemetry.count("http_response_error"));
    if (options.cors && request.method === "OPTIONS")
      return send(response, { status: 204, body: new Uint8Array(), headers: PREFLIGHT_HEADERS });
    const extra = options.cors ? CORS_HEADERS : {};
    try {
      const declared = Number(request.headers["content-length"] ?? 0);
      const collected =
        declared > BODY_BYTES_MAX
          ? ({ kind: "tooLarge" } as const)
          : await collectBody(request, ports.budget);
      if (collected.kind !== "body") {
        const [status, text] =
          collected.kind === "tooLarge"
            ? [413, "Request body too large"]
            : [503, "Server busy, try again later"];
        // The rest of the body will not be read, so the connection cannot be used again.
        send(response, textResponse(status, text, { ...extra, connection: "close" }));
        return;
      }
      release = collected.release;
      const answer = await handler(
        {
          method: request.method ?? "",
          path: request.url ?? "",
          headers: plainHeaders(request.headers),
          body: collected.bytes,
        },
        { kind: "client", ip: clientAddress(request) },
        gone.signal,
      );
      send(response, { ...answer, headers: { ...answer.headers, ...extra } });
    } catch (error) {
      if (gone.signal.aborted) return;
      ports.telemetry.log({
        level: "error",
        message: "a client request failed inside the handler",
        fields: { error: error instanceof Error ? error.message : String(error) },
      });
      send(response, textResponse(500, "request failed", extra));
    } finally {
      release();
    }
  }

  return {
    start(handler) {
      const onRequest = (request: IncomingMessage, response: ServerResponse) =>
        void serve(request, response, handler);
      const created =
        options.identity === undefined
          ? createHttp(onRequest)
          : createHttps(
              {
                key: options.identity.keyPem,
                cert: options.identity.certificatePem,
                minVersion: "TLSv1.2",
              },
              onRequest,
            );
      server = created;
      created.maxConnections = CONNECTIONS_MAX;
      created.keepAliveTimeout = KEEP_ALIVE_MS;
      created.headersTimeout = 10_000;
      created.requestTimeout = 60_000;
      created.on("clientError", (_error, socket) => {
        ports.telemetry.count("http_client_error");
        if (socket.writable) socket.end("HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n");
        else socket.destroy();
      });
      created.on("tlsClientError", () => ports.telemetry.count("http_tls_error"));
      return new Promise((resolve, reject) => {
        created.once("error", reject);
        created.listen(options.port, options.ip, () => {
          created.off("error", reject);
          const address = created.address() as AddressInfo; // a TCP server that listens has this form
          resolve({ ip: address.address, port: address.port });
        });
      });
    },
    stop() {
      const stopping = server;
      server = undefined;
      if (stopping === undefined) return Promise.resolve();
      return new Promise((resolve) => {
        stopping.close(() => resolve());
        stopping.closeAllConnections();
      });
    },
  };
}

function clientAddress(request: IncomingMessage): string {
  return (request.socket.remoteAddress ?? "").replace(/^::ffff:/, "");
}

function textResponse(status: number, text: string, headers: Readonly<Record<string, string>>): WireResponse {
  return { status, body: Buffer.from(text), headers: { "content-type": "text/plain", ...headers } };
}

function send(response: ServerResponse, answer: WireResponse): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(answer.status, { ...answer.headers, "content-length": answer.body.length });
  response.end(answer.body);
}
