import { latin1Decode, utf8Encode } from "../bytes/index.ts";
import { ONION_TEXT } from "./texts.ts";

/** What travels back through every hop, untouched. */
export interface RelayReply {
  readonly status: number;
  readonly body: Uint8Array;
}

const PASSED_ON: ReadonlySet<number> = new Set([
  200, 400, 401, 403, 404, 406, 410, 413, 421, 429, 502, 503, 504,
]);

/** The status under which a node passes an answer back: one it does not know becomes 500. */
export function relayedStatus(status: number): number {
  return PASSED_ON.has(status) ? status : 500;
}

/** The two parts of a node's answer to `sn.onion_request`: decimal status, body. */
export function relayReplyParts(reply: RelayReply): readonly [Uint8Array, Uint8Array] {
  return [utf8Encode(String(reply.status)), reply.body];
}

/**
 * Reads these parts; too few or a status that is no number give the reference's own error.
 *
 * Spec: docs/spec/onion-requests.md section 6.
 */
export function readRelayReply(parts: readonly Uint8Array[]): RelayReply {
  const [status, body] = parts;
  const text = status && status.length <= 3 ? latin1Decode(status) : "";
  if (body === undefined || !/^[0-9]{3}$/.test(text))
    return { status: 500, body: utf8Encode(ONION_TEXT.invalidRelayReply) };
  return { status: relayedStatus(Number(text)), body };
}
