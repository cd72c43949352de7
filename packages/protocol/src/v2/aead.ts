import type { CryptoProvider } from "../crypto/index.ts";
import { DecodeError } from "../errors.ts";
import type { KeyAndNonce } from "./derive.ts";

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
