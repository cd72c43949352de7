import { concatBytes } from "../bytes/index.ts";
import { DecodeError } from "../errors.ts";
import { nobleCrypto } from "./noble.ts";
import type { CryptoProvider } from "./provider.ts";

/** Ephemeral public key and tag in front of the ciphertext. */
export const SEALED_BOX_OVERHEAD = 48;

/**
 * libsodium `crypto_box_seal` with a given ephemeral secret: `E || crypto_box(message, nonce = BLAKE2b-24(E || recipient))`.
 *
 * @throws DecodeError invalid_encoding when the recipient's key has small order
 * Spec: docs/spec/accounts-and-messages.md section 3.1. Vectors: vectors/session-protocol.json.
 */
export function sealBox(
  options: {
    readonly message: Uint8Array;
    readonly recipientX25519: Uint8Array;
    readonly ephemeralSecret: Uint8Array;
  },
  crypto: CryptoProvider = nobleCrypto,
): Uint8Array {
  const ephemeral = crypto.x25519PublicKey(options.ephemeralSecret);
  const shared = crypto.x25519SharedSecret(options.ephemeralSecret, options.recipientX25519);
  const nonce = sealNonce(ephemeral, options.recipientX25519, crypto);
  return concatBytes(ephemeral, crypto.boxSeal(shared, nonce, options.message));
}

/** @throws DecodeError invalid_length, decryption_failed, invalid_encoding (ephemeral key of small order) */
export function openBox(
  options: {
    readonly sealed: Uint8Array;
    readonly x25519Secret: Uint8Array;
    readonly x25519PublicKey: Uint8Array;
  },
  crypto: CryptoProvider = nobleCrypto,
): Uint8Array {
  if (options.sealed.length < SEALED_BOX_OVERHEAD)
    throw new DecodeError(
      "invalid_length",
      `sealed box: expected at least ${SEALED_BOX_OVERHEAD} bytes, got ${options.sealed.length}`,
    );
  const ephemeral = options.sealed.subarray(0, 32);
  const shared = crypto.x25519SharedSecret(options.x25519Secret, ephemeral);
  const nonce = sealNonce(ephemeral, options.x25519PublicKey, crypto);
  return crypto.boxOpen(shared, nonce, options.sealed.subarray(32));
}

function sealNonce(ephemeral: Uint8Array, recipient: Uint8Array, crypto: CryptoProvider): Uint8Array {
  return crypto.blake2b(concatBytes(ephemeral, recipient), { length: 24 });
}
