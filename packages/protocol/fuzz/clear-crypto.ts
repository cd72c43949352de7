import { nobleCrypto } from "../src/crypto/index.ts";
import type { CryptoProvider } from "../src/crypto/provider.ts";
import { DecodeError } from "../src/errors.ts";

const TAG_BYTES = 16;

/**
 * A provider that encrypts nothing and believes every signature, so that inputs get past authentication and reach what
 * only an insider could otherwise reach, at a thousand times the speed. Hashes are the real ones.
 */
export const clearCrypto: CryptoProvider = {
  ...nobleCrypto,
  ed25519PublicKey: (seed) => seed.slice(0, 32),
  ed25519Sign: () => new Uint8Array(64),
  ed25519Verify: () => true,
  x25519PublicKey: (secret) => secret.slice(0, 32),
  x25519SharedSecret: () => new Uint8Array(32),
  aesGcmSeal: (_key, _nonce, plaintext) => sealed(plaintext),
  aesGcmOpen: (_key, _nonce, bytes) => opened(bytes),
  aesCbcSeal: (_key, _iv, plaintext) => sealed(plaintext),
  aesCbcOpen: (_key, _iv, bytes) => opened(bytes),
  xchacha20Poly1305Seal: (_key, _nonce, plaintext) => sealed(plaintext),
  xchacha20Poly1305Open: (_key, _nonce, bytes) => opened(bytes),
  boxSeal: (_shared, _nonce, plaintext) => sealed(plaintext),
  boxOpen: (_shared, _nonce, bytes) => opened(bytes),
};

function sealed(plaintext: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(plaintext.length + TAG_BYTES);
  bytes.set(plaintext);
  return bytes;
}

function opened(bytes: Uint8Array): Uint8Array {
  if (bytes.length < TAG_BYTES) throw new DecodeError("decryption_failed", "shorter than a tag");
  return bytes.slice(0, bytes.length - TAG_BYTES);
}
