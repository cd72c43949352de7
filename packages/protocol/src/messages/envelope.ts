import { DecodeError, SessionError } from "../errors.ts";
import type { Content, Envelope } from "./content.ts";
import { STORED_BYTES_MAX } from "./limits.ts";

// What messages to one account and to a group have in common around their contents.

const PRO_SIGNATURE_BYTES = 64;

/**
 * The content with its `sigTimestamp` set, as it is sent.
 *
 * @throws RangeError when it names another time
 */
export function timedContent(content: Content, timestampMs: number): Content {
  const named = content.sigTimestamp ?? timestampMs;
  if (named !== timestampMs)
    throw new RangeError(`content.sigTimestamp: expected ${timestampMs} or nothing, got ${named}`);
  return { ...content, sigTimestamp: timestampMs };
}

/** The bytes of an envelope of the given type. @throws DecodeError invalid_encoding, invalid_length, missing_field */
export function envelopeContent(envelope: Envelope, type: Envelope["type"]): Uint8Array {
  if (envelope.type !== type)
    throw new DecodeError("invalid_encoding", `expected ${type}, got ${envelope.type}`, {
      path: "Envelope.type",
    });
  const { content, proSig } = envelope;
  if (proSig !== undefined && proSig.length !== PRO_SIGNATURE_BYTES)
    throw new DecodeError("invalid_length", `expected 64 bytes, got ${proSig.length}`, {
      path: "Envelope.proSig",
    });
  if (content === undefined)
    throw new DecodeError("missing_field", "expected a content, found none", { path: "Envelope.content" });
  return content;
}

/**
 * The authenticated time where the sender gave one; the envelope may not contradict it. Older clients leave the inner
 * one out.
 *
 * @throws DecodeError timestamp_mismatch
 * Spec: docs/spec/accounts-and-messages.md section 7.
 */
export function agreedTimestampMs(envelope: Envelope, content: Content): number {
  const envelopeMs = envelope.timestamp;
  const signedMs = content.sigTimestamp ?? 0;
  if (envelopeMs !== 0 && signedMs !== 0 && envelopeMs !== signedMs)
    throw new DecodeError(
      "timestamp_mismatch",
      `expected the signed ${signedMs}, the envelope says ${envelopeMs}`,
      { path: "Envelope.timestamp" },
    );
  return signedMs === 0 ? envelopeMs : signedMs;
}

/** The message itself, if nodes store it. @throws SessionError out_of_range above 76,800 bytes */
export function storable(data: Uint8Array): Uint8Array {
  if (data.length > STORED_BYTES_MAX)
    throw new SessionError(
      "out_of_range",
      `message: expected at most ${STORED_BYTES_MAX} bytes, got ${data.length}`,
    );
  return data;
}
