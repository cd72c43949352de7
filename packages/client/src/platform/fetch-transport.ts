import { SessionError } from "@session/protocol/errors";
import type { Transport, WireResponse } from "@session/protocol/ports";
import type { SeedTransport } from "../ports.ts";
import { broken, readBody, timedOut, unreachable } from "./wire-errors.ts";

/**
 * Plain HTTP to the port that a node opens for browsers, which refuse its self-signed certificate. Nothing readable
 * goes there: the body is the outer onion layer.
 */
export function fetchTransport(): Transport {
  return {
    async request(to, request, limits) {
      if (to.httpPort === undefined) throw unreachable(new Error("the node has no port for browsers"));
      return post(`http://${to.ip}:${to.httpPort}${request.path}`, request.body, limits);
    },
  };
}

export function fetchSeeds(): SeedTransport {
  return { post: (url, request, limits) => post(url, request.body, limits) };
}

/** No headers of our own: a request without them needs no preflight. */
async function post(
  url: string,
  body: Uint8Array,
  { timeoutMs, signal }: { timeoutMs: number; signal: AbortSignal },
): Promise<WireResponse> {
  signal.throwIfAborted();
  const deadline = AbortSignal.timeout(timeoutMs);
  let hasAnswered = false;
  try {
    const response = await fetch(url, {
      method: "POST",
      body: new Uint8Array(body),
      signal: AbortSignal.any([signal, deadline]),
      cache: "no-store",
      credentials: "omit",
      redirect: "error",
      referrerPolicy: "no-referrer",
    });
    hasAnswered = true;
    return { status: response.status, body: await readBody(chunksOf(response)) };
  } catch (error) {
    signal.throwIfAborted();
    if (deadline.aborted) throw timedOut(timeoutMs, error);
    if (error instanceof SessionError) throw error;
    // Browsers hide why a request failed; before any answer it is as good as no connection.
    throw hasAnswered ? broken(error) : unreachable(error);
  }
}

async function* chunksOf(response: Response): AsyncGenerator<Uint8Array> {
  const reader = response.body?.getReader();
  if (!reader) return;
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) yield part.value;
  } finally {
    await reader.cancel();
  }
}
