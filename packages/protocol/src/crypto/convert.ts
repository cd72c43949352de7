import { nobleCrypto } from "./noble.ts";
import type { CryptoProvider } from "./provider.ts";

/**
 * X25519 public key (32 bytes) that belongs to an Ed25519 public key (32 bytes).
 *
 * Refuses what libsodium's `crypto_sign_ed25519_pk_to_curve25519` refuses: bytes that are no point, points of small
 * order, and points outside the main subgroup.
 * @throws DecodeError invalid_length, invalid_encoding
 * Spec: docs/spec/accounts-and-messages.md section 1. Vectors: vectors/account.json.
 */
export function ed25519ToX25519(publicKey: Uint8Array, crypto: CryptoProvider = nobleCrypto): Uint8Array {
  return crypto.ed25519ToX25519(publicKey);
}

/** Clamped X25519 secret of an Ed25519 seed: the first half of SHA-512(seed). */
export function ed25519SeedToX25519(seed: Uint8Array, crypto: CryptoProvider = nobleCrypto): Uint8Array {
  if (seed.length !== 32) throw new RangeError(`Ed25519 seed: expected 32 bytes, got ${seed.length}`);
  const secret = crypto.sha512(seed).slice(0, 32);
  secret[0] = (secret[0] ?? 0) & 0xf8;
  secret[31] = ((secret[31] ?? 0) & 0x7f) | 0x40;
  return secret;
}
