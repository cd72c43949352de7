import { concatBytes } from "../bytes/index.ts";
import type { CryptoProvider } from "../crypto/index.ts";

export const KEY_INDICATOR_BYTES = 2;

/**
 * Hides the first two bytes of a public key from all but the holder of the identity key, or finds them again.
 *
 * Without it, everybody could tell which senders fetched the recipient's record at the same time.
 */
export function maskIndicator(
  options: {
    /** At least 2 bytes: the public key, or what was made of it. */
    readonly indicator: Uint8Array;
    /** The X25519 secret that the ephemeral key and the identity key share. */
    readonly shared: Uint8Array;
    readonly ephemeral: Uint8Array;
    readonly identity: Uint8Array;
    readonly personalization: Uint8Array;
  },
  crypto: CryptoProvider,
): Uint8Array {
  const { indicator, shared, ephemeral, identity, personalization } = options;
  const mask = crypto.blake2b(concatBytes(ephemeral, identity), {
    length: KEY_INDICATOR_BYTES,
    key: shared,
    personalization,
  });
  return mask.map((byte, index) => byte ^ (indicator[index] ?? 0));
}
