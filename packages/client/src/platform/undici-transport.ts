import { SessionError } from "@session/protocol/errors";
import type { Transport, WireRequest, WireResponse } from "@session/protocol/ports";
import { Agent, request as send } from "undici";
import type { SeedTransport } from "../ports.ts";
import { ANSWER_BYTES_MAX, broken, readBody, timedOut, unreachable } from "./wire-errors.ts";

/** Guards are asked again and again: their connections stay open this long. */
const KEEP_ALIVE_MS = 60_000;
const CONNECTIONS_MAX = 16;

/** compat: what existing clients send to guards, so that ours are not told apart by it. Spec: onion-requests.md 4. */
const GUARD_HEADERS = { "user-agent": "WhatsApp", "accept-language": "en-us" };

const NO_CONNECTION = new Set([
  "ECONNREFUSED",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENETDOWN",
  "EADDRNOTAVAIL",
  "ENOTFOUND",
  "EAI_AGAIN",
  "UND_ERR_CONNECT_TIMEOUT",
]);

export interface UndiciTransports {
  readonly transport: Transport;
  readonly seeds: SeedTransport;
  /** Closes idle connections; running requests fail. */
  close(): Promise<void>;
}

/**
 * HTTPS to nodes, whose certificates are self-signed and not checked: what matters is sealed to their keys. Seeds are
 * checked as usual.
 */
export function undiciTransports(): UndiciTransports {
  const options = {
    connections: CONNECTIONS_MAX,
    keepAliveTimeout: KEEP_ALIVE_MS,
    maxResponseSize: ANSWER_BYTES_MAX,
  };
  const nodes = new Agent({ ...options, connect: { rejectUnauthorized: false } });
  const seeds = new Agent(options);
  return {
    transport: {
      request: (to, request, limits) =>
        post(nodes, `https://${to.ip}:${to.httpsPort}${request.path}`, withHeaders(request), limits),
    },
    seeds: { post: (url, request, limits) => post(seeds, url, request, limits) },
    async close() {
      await Promise.all([nodes.destroy(), seeds.destroy()]);
    },
  };
}

function withHeaders(request: WireRequest): WireRequest {
  return { ...request, headers: { ...GUARD_HEADERS, ...request.headers } };
}

async function post(
  dispatcher: Agent,
  url: string,
  request: Pick<WireRequest, "body" | "headers">,
  { timeoutMs, signal }: { timeoutMs: number; signal: AbortSignal },
): Promise<WireResponse> {
  signal.throwIfAborted();
  const deadline = AbortSignal.timeout(timeoutMs);
  try {
    const response = await send(url, {
      dispatcher,
      method: "POST",
      body: request.body,
      headers: request.headers ?? {},
      signal: AbortSignal.any([signal, deadline]),
      headersTimeout: 0, // the deadline covers them
      bodyTimeout: 0,
    });
    return { status: response.statusCode, body: await readBody(response.body) };
  } catch (error) {
    signal.throwIfAborted();
    if (deadline.aborted) throw timedOut(timeoutMs, error);
    if (error instanceof SessionError) throw error;
    throw NO_CONNECTION.has(codeOf(error)) ? unreachable(error) : broken(error);
  }
}

/** Several addresses of one name fail together, with one code each. */
function codeOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
  return error instanceof Error && "code" in error ? String(error.code) : "";
}
