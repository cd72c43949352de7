import { shake256 } from "@noble/hashes/sha3.js";
import { concatBytes, utf8Encode } from "../bytes/index.ts";
import type { CryptoProvider } from "../crypto/index.ts";
import { DecodeError } from "../errors.ts";

/** What XChaCha20 takes: 32 and 24 bytes. */
export interface KeyAndNonce {
  readonly key: Uint8Array;
  readonly nonce: Uint8Array;
}

/** SHAKE256(label || secret). */
export function shakeExpand(options: {
  readonly label: string;
  readonly secret: Uint8Array;
  readonly length: number;
}): Uint8Array {
  const input = concatBytes(utf8Encode(options.label), options.secret);
  const out = shake256(input, { dkLen: options.length });
  input.fill(0);
  return out;
}

/** A key and the nonce behind it, out of 56 bytes. */
export function splitKeyAndNonce(bytes: Uint8Array): KeyAndNonce {
  return { key: bytes.slice(0, 32), nonce: bytes.slice(32, 56) };
}

/** The plaintext, or undefined when it does not open under this key. */
export function openSealed(
  sealed: Uint8Array,
  secret: KeyAndNonce,
  crypto: CryptoProvider,
): Uint8Array | undefined {
  try {
    return crypto.xchacha20Poly1305Open(secret.key, secret.nonce, sealed);
  } catch (error) {
    if (error instanceof DecodeError && error.code === "decryption_failed") return undefined;
    throw error;
  }
}

/** Without the zeros that pad a dict, which ends with `e`. */
export function stripZeros(bytes: Uint8Array): Uint8Array {
  let length = bytes.length;
  while (length > 0 && bytes[length - 1] === 0) length--;
  return bytes.subarray(0, length);
}
