import { createCipheriv, createDecipheriv } from "node:crypto";
import { concatBytes } from "@session/protocol/bytes";
import { assert } from "@session/protocol/errors";
import { refused } from "./refused.ts";

const TAG_BYTES = 16;

export function aesGcmSeal(key: Uint8Array, nonce: Uint8Array, plaintext: Uint8Array): Uint8Array {
  assert(nonce.length === 12, "the nonce is 12 bytes");
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  return concatBytes(cipher.update(plaintext), cipher.final(), cipher.getAuthTag());
}

/** @throws DecodeError decryption_failed */
export function aesGcmOpen(key: Uint8Array, nonce: Uint8Array, sealed: Uint8Array): Uint8Array {
  assert(nonce.length === 12, "the nonce is 12 bytes");
  const decipher = createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: TAG_BYTES });
  if (sealed.length < TAG_BYTES) throw refused();
  const end = sealed.length - TAG_BYTES;
  decipher.setAuthTag(sealed.subarray(end));
  try {
    return concatBytes(decipher.update(sealed.subarray(0, end)), decipher.final());
  } catch (cause) {
    throw refused(cause);
  }
}

export function aesCbcSeal(key: Uint8Array, iv: Uint8Array, plaintext: Uint8Array): Uint8Array {
  const cipher = createCipheriv("aes-256-cbc", key, iv);
  return concatBytes(cipher.update(plaintext), cipher.final());
}

/** @throws DecodeError decryption_failed */
export function aesCbcOpen(key: Uint8Array, iv: Uint8Array, sealed: Uint8Array): Uint8Array {
  const decipher = createDecipheriv("aes-256-cbc", key, iv);
  try {
    return concatBytes(decipher.update(sealed), decipher.final());
  } catch (cause) {
    throw refused(cause);
  }
}
