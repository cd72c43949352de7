import { asBtBytes, asBtList, btDecode, btEncode } from "../bt/index.ts";
import { base64Decode, base64Encode, bytesOfLength, concatBytes } from "../bytes/index.ts";
import { type JsonObject, jsonDecode, jsonEncode, jsonObject } from "../codec/index.ts";
import { type CryptoProvider, nobleCrypto } from "../crypto/index.ts";
import { DecodeError } from "../errors.ts";
import type { Random } from "../ports/index.ts";

const KEY_BYTES = 32;
const NONCE_BYTES = 24;
/** The reference server's; what a reader takes ends with any number of zeros. */
const PADDING_MULTIPLE = 256;
/** Push services carry some 4 kB. */
const PAYLOAD_CHARACTERS_MAX = 64 * 1024;

/** What a device is told of a new message. */
export interface PushNotification {
  /** The server's description of the message. */
  readonly meta: JsonObject;
  /** As stored in the swarm; absent where the subscription asked for none, and for a message too big to be pushed. */
  readonly message?: Uint8Array;
}

/**
 * Encrypts a notification for the device that subscribed with this key.
 *
 * @returns `enc_payload`, base64
 * @throws RangeError for a key that is not 32 bytes, a notification over 64 KiB
 * Spec: docs/spec/accounts-and-messages.md section 14.1.
 */
export function sealPushNotification(options: {
  readonly notification: PushNotification;
  readonly encryptionKey: Uint8Array;
  readonly random: Pick<Random, "secure">;
  readonly crypto?: CryptoProvider;
}): string {
  const { notification, encryptionKey, random, crypto = nobleCrypto } = options;
  const { meta, message } = notification;
  const list = btEncode(message === undefined ? [jsonEncode(meta)] : [jsonEncode(meta), message]);
  const padded = new Uint8Array(Math.ceil(list.length / PADDING_MULTIPLE) * PADDING_MULTIPLE);
  padded.set(list);
  const nonce = random.secure(NONCE_BYTES);
  const key = bytesOfLength(encryptionKey, KEY_BYTES, "encryptionKey");
  const payload = base64Encode(concatBytes(nonce, crypto.xchacha20Poly1305Seal(key, nonce, padded)));
  if (payload.length > PAYLOAD_CHARACTERS_MAX)
    throw new RangeError(
      `notification: expected at most ${PAYLOAD_CHARACTERS_MAX} characters, got ${payload.length}`,
    );
  return payload;
}

/**
 * Reverse of {@link sealPushNotification}.
 *
 * @param options.payload `enc_payload` of a notification whose `spns` is 1
 * @throws RangeError for a key that is not 32 bytes
 * @throws DecodeError decryption_failed under another key, or any code of malformed data
 * Spec: docs/spec/accounts-and-messages.md section 14.1.
 */
export function openPushNotification(options: {
  readonly payload: string;
  readonly encryptionKey: Uint8Array;
  readonly crypto?: CryptoProvider;
}): PushNotification {
  const { payload, encryptionKey, crypto = nobleCrypto } = options;
  const path = "enc_payload";
  if (payload.length > PAYLOAD_CHARACTERS_MAX)
    throw new DecodeError(
      "invalid_length",
      `expected at most ${PAYLOAD_CHARACTERS_MAX} characters, got ${payload.length}`,
      { path },
    );
  const key = bytesOfLength(encryptionKey, KEY_BYTES, "encryptionKey");
  const sealed = base64Decode(payload, path);
  if (sealed.length < NONCE_BYTES)
    throw new DecodeError("invalid_length", `expected ${NONCE_BYTES} bytes or more, got ${sealed.length}`, {
      path,
    });
  const nonce = sealed.subarray(0, NONCE_BYTES);
  return readList(crypto.xchacha20Poly1305Open(key, nonce, sealed.subarray(NONCE_BYTES)), path);
}

/** A list ends with a letter, so that every zero behind it is padding. */
function readList(padded: Uint8Array, path: string): PushNotification {
  const list = padded.subarray(0, padded.findLastIndex((byte) => byte !== 0) + 1);
  const parts = asBtList(btDecode(list, { depthMax: 1 }), path).map((part) => asBtBytes(part, path));
  const [meta, message] = parts;
  if (meta === undefined || parts.length > 2)
    throw new DecodeError("invalid_length", `expected 1 or 2 parts, got ${parts.length}`, { path });
  return { meta: jsonObject(jsonDecode(meta, path), path), ...(message && { message }) };
}
