import { utf8Decode } from "@session/protocol/bytes";
import type { CryptoProvider } from "@session/protocol/crypto";
import { SessionError } from "@session/protocol/errors";
import { buildOnionRequest, ONION_HTTP_PATH } from "@session/protocol/onion";
import type { Random, Transport } from "@session/protocol/ports";
import type { RequestOutcome } from "../network/retry.ts";
import type { Path, PoolNode } from "../network/types.ts";

/** Of a hop's error text; the rest of a longer one says nothing we act on. */
const ERROR_TEXT_MAX = 4_096;

export interface OnionRequest {
  readonly path: Path;
  readonly destination: PoolNode;
  /** Storage RPC request as JSON text. */
  readonly body: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/**
 * Seals one request, hands it to the guard and opens the answer. Failures of the network are outcomes; only an
 * abort rejects.
 *
 * Spec: docs/spec/onion-requests.md sections 4, 7, 9.
 */
export async function sendOnion(
  request: OnionRequest,
  ports: { readonly transport: Transport; readonly random: Random; readonly crypto: CryptoProvider },
): Promise<RequestOutcome> {
  const [guard] = request.path;
  if (!guard) throw new RangeError("a path has at least one hop");
  const onion = buildOnionRequest({
    path: request.path,
    destination: {
      kind: "node",
      ed25519: request.destination.ed25519,
      x25519: request.destination.x25519,
    },
    body: request.body,
    random: ports.random,
    crypto: ports.crypto,
  });
  let response: Awaited<ReturnType<Transport["request"]>>;
  try {
    response = await ports.transport.request(
      guard,
      { path: ONION_HTTP_PATH, body: onion.guardBody },
      { timeoutMs: request.timeoutMs, signal: request.signal },
    );
  } catch (error) {
    request.signal.throwIfAborted();
    if (!(error instanceof SessionError) || !error.retryable) throw error;
    return { kind: error.code === "transport_unreachable" ? "guardUnreachable" : "noAnswer" };
  }
  if (response.status !== 200)
    return { kind: "refused", status: response.status, body: errorText(response.body) };
  try {
    return { kind: "answer", ...onion.openReply(response.body) };
  } catch (error) {
    if (!(error instanceof SessionError)) throw error;
    return { kind: "unreadable" };
  }
}

function errorText(body: Uint8Array): string {
  try {
    // 421 carries JSON that must stay whole; anything else longer than a sentence is cut.
    return utf8Decode(
      body.length > ERROR_TEXT_MAX && body[0] !== 0x7b ? body.subarray(0, ERROR_TEXT_MAX) : body,
    );
  } catch (error) {
    if (!(error instanceof SessionError)) throw error;
    return "";
  }
}
