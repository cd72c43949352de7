import type { CryptoProvider } from "../crypto/index.ts";
import { DecodeError } from "../errors.ts";

/** The plaintext of an XChaCha20-Poly1305 box, or undefined when it does not open under this key. */
export function tryOpen(
  options: { readonly key: Uint8Array; readonly nonce: Uint8Array; readonly sealed: Uint8Array },
  crypto: CryptoProvider,
): Uint8Array | undefined {
  try {
    return crypto.xchacha20Poly1305Open(options.key, options.nonce, options.sealed);
  } catch (error) {
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
}
