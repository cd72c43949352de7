import { type CryptoProvider, decoySignature, nobleCrypto } from "../crypto/index.ts";
import { DecodeError } from "../errors.ts";
import type { Account, AccountId } from "../identity/index.ts";
import type { Random } from "../ports/index.ts";
import { openForAccount, sealForAccount } from "./account-box.ts";
import type { Content, Envelope } from "./content.ts";
import { decodeContent, encodeContent, envelope, webSocketMessage } from "./content-codec.ts";
import { agreedTimestampMs, envelopeContent, storable, timedContent } from "./envelope.ts";
import { padContent, unpadContent } from "./padding.ts";

/** Where every protocol V1 message starts: field 1 of a WebSocketMessage. V2 starts with 0. */
const PROTOCOL_V2_FIRST_BYTE = 0x00;
const ACCOUNT_ID_TEXT = /^[0-9a-fA-F]{66}$/;

/**
 * Pads, signs, seals and wraps a content: the `data` of a store request to the recipient's namespace 0.
 *
 * `content.sigTimestamp` is set to `timestampMs`, which must be unique per sender.
 * @throws RangeError when the content names another time or breaks a rule of its format
 * @throws SessionError out_of_range when the result is larger than nodes store (76,800 bytes)
 * @throws DecodeError invalid_encoding when the recipient's key has small order
 * Spec: docs/spec/accounts-and-messages.md sections 3 and 4.2. Vectors: vectors/session-protocol.json.
 */
export function sealDirectMessage(options: {
  readonly content: Content;
  readonly sender: Account;
  readonly recipient: AccountId;
  readonly timestampMs: number;
  readonly random: Pick<Random, "secure">;
  readonly crypto?: CryptoProvider;
}): Uint8Array {
  const { content, sender, recipient, timestampMs, random, crypto = nobleCrypto } = options;
  const sealed = sealForAccount({
    plaintext: padContent(encodeContent(timedContent(content, timestampMs))),
    sender,
    recipient,
    ephemeralSecret: random.secure(32),
    crypto,
  });
  return storable(wrapDirectMessage({ sealed, timestampMs, proSig: decoySignature(random) }));
}

/**
 * Envelope and WebSocketMessage around a sealed content, as current clients write them.
 *
 * @param options.proSig 64 bytes: a Pro signature over the sealed bytes, or a decoy
 * Spec: docs/spec/accounts-and-messages.md section 4.2. Vectors: vectors/session-protocol.json.
 */
export function wrapDirectMessage(options: {
  readonly sealed: Uint8Array;
  readonly timestampMs: number;
  readonly proSig: Uint8Array;
}): Uint8Array {
  const body = envelope.encode({
    type: "SESSION_MESSAGE",
    sourceDevice: 1,
    timestamp: options.timestampMs,
    content: options.sealed,
    proSig: options.proSig,
  });
  return webSocketMessage.encode({ type: "REQUEST", request: { verb: "", path: "", body, id: 0n } });
}

export interface DirectMessage {
  readonly sender: AccountId;
  readonly senderEd25519: Uint8Array;
  readonly content: Content;
  readonly timestampMs: number;
  /** For checking a Pro signature, which covers `envelope.content`. */
  readonly envelope: Envelope;
}

/**
 * Reverse of {@link sealDirectMessage}, for both the current and the older way to write it.
 *
 * @throws DecodeError unsupported_version for protocol V2, timestamp_mismatch when the envelope and the content name
 *   different times, signature_invalid, decryption_failed, or any other code of a malformed message
 * Spec: docs/spec/accounts-and-messages.md sections 3.3, 4.2 and 7.
 */
export function openDirectMessage(options: {
  readonly data: Uint8Array;
  readonly account: Account;
  readonly crypto?: CryptoProvider;
}): DirectMessage {
  return openEnvelope({ ...options, envelope: unwrapDirectMessage(options.data) });
}

/**
 * The envelope inside the `data` of a stored message.
 *
 * @throws DecodeError unsupported_version for protocol V2; invalid_length, invalid_encoding, missing_field, out_of_range
 * Spec: docs/spec/accounts-and-messages.md section 4.2. Vectors: vectors/session-protocol.json.
 */
export function unwrapDirectMessage(data: Uint8Array): Envelope {
  if (data[0] === PROTOCOL_V2_FIRST_BYTE)
    throw new DecodeError(
      "unsupported_version",
      "data: a message of protocol V2, which this client does not read",
    );
  const { type, request } = webSocketMessage.decode(data);
  if (type !== "REQUEST")
    throw new DecodeError("invalid_encoding", `expected REQUEST, got ${type ?? "none"}`, {
      path: "WebSocketMessage.type",
    });
  if (request?.body === undefined)
    throw new DecodeError("missing_field", "expected an envelope, found none", {
      path: "WebSocketMessage.request.body",
    });
  return envelope.decode(request.body);
}

/**
 * Opens an envelope of type SESSION_MESSAGE.
 *
 * @throws DecodeError as {@link openDirectMessage}
 * Spec: docs/spec/accounts-and-messages.md sections 3.3 and 7. Vectors: vectors/session-protocol.json.
 */
export function openEnvelope(options: {
  readonly envelope: Envelope;
  readonly account: Account;
  readonly crypto?: CryptoProvider;
}): DirectMessage {
  const { envelope: wrapper, account, crypto = nobleCrypto } = options;
  const sealed = checkedContent(wrapper);
  const { plaintext, sender, senderEd25519 } = openForAccount({ sealed, account, crypto });
  const content = decodeContent(unpadContent(plaintext));
  const timestampMs = agreedTimestampMs(wrapper, content);
  return { sender, senderEd25519, content, timestampMs, envelope: wrapper };
}

function checkedContent(wrapper: Envelope): Uint8Array {
  const { source = "" } = wrapper;
  if (source !== "" && !ACCOUNT_ID_TEXT.test(source))
    throw new DecodeError(
      "invalid_encoding",
      `expected nothing or 66 hex digits, got ${source.length} characters`,
      {
        path: "Envelope.source",
      },
    );
  return envelopeContent(wrapper, "SESSION_MESSAGE");
}
