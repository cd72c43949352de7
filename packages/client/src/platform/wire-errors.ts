import { type ClientError, clientError } from "../errors.ts";

/** An answer is at most as long as a node message. */
export const ANSWER_BYTES_MAX: number = 10 * 1024 * 1024;

// The three ways in which no answer comes; all may pass. Hosts are not named: errors end up in logs.

export function unreachable(cause?: unknown): ClientError {
  return clientError("transport_unreachable", "no connection", { retryable: true, cause });
}

export function timedOut(timeoutMs: number, cause?: unknown): ClientError {
  return clientError("transport_timeout", `no answer within ${timeoutMs} ms`, { retryable: true, cause });
}

export function broken(cause?: unknown): ClientError {
  return clientError("transport_failed", "the connection broke", { retryable: true, cause });
}

/** Collects a body, and gives up on one that is too long before it is held. */
export async function readBody(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of chunks) {
    length += part.length;
    if (length > ANSWER_BYTES_MAX) throw broken(new Error(`more than ${ANSWER_BYTES_MAX} bytes`));
    parts.push(part);
  }
  const body = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    body.set(part, at);
    at += part.length;
  }
  return body;
}
