import { cbc, gcm } from "@noble/ciphers/aes.js";
import { xchacha20poly1305 } from "@noble/ciphers/chacha.js";
import { hsalsa, xsalsa20poly1305 } from "@noble/ciphers/salsa.js";
import { ed25519, x25519 } from "@noble/curves/ed25519.js";
import { blake2b } from "@noble/hashes/blake2.js";
import { hmac } from "@noble/hashes/hmac.js";
import { sha256, sha512 } from "@noble/hashes/sha2.js";
import { assert, DecodeError } from "../errors.ts";
import type { CryptoProvider } from "./provider.ts";

const SIGMA = wordsLe(Uint8Array.from("expand 32-byte k", (letter) => letter.charCodeAt(0)));
const ZERO_16 = new Uint8Array(16);

/** Portable primitives: synchronous, no native code, the same in Node and every browser. */
export const nobleCrypto: CryptoProvider = {
  ed25519PublicKey: (seed) => ed25519.getPublicKey(seed),
  ed25519Sign: (message, seed) => ed25519.sign(message, seed),
  ed25519Verify: (signature, message, publicKey) => {
    if (signature.length !== 64 || publicKey.length !== 32) return false;
    return ed25519.verify(signature, message, publicKey, { zip215: false });
  },

  x25519PublicKey: (secret) => x25519.getPublicKey(secret),
  x25519SharedSecret: (secret, publicKey) => {
    assert(secret.length === 32 && publicKey.length === 32, "X25519 keys are 32 bytes");
    try {
      return x25519.getSharedSecret(secret, publicKey);
    } catch (cause) {
      throw new DecodeError("invalid_encoding", "X25519: the public key has small order", { cause });
    }
  },

  blake2b: (data, { length, key, personalization, salt }) =>
    blake2b(data, {
      dkLen: length,
      ...(key && { key }),
      ...(personalization && { personalization }),
      ...(salt && { salt }),
    }),
  sha256: (data) => sha256(data),
  sha512: (data) => sha512(data),
  hmacSha256: (key, data) => hmac(sha256, key, data),

  aesGcmSeal: (key, nonce, plaintext) => gcm(key, nonce).encrypt(plaintext),
  aesGcmOpen: (key, nonce, sealed) => opened(() => gcm(key, nonce).decrypt(sealed)),
  aesCbcSeal: (key, iv, plaintext) => cbc(key, iv).encrypt(plaintext),
  aesCbcOpen: (key, iv, sealed) => opened(() => cbc(key, iv).decrypt(sealed)),
  xchacha20Poly1305Seal: (key, nonce, plaintext) => xchacha20poly1305(key, nonce).encrypt(plaintext),
  xchacha20Poly1305Open: (key, nonce, sealed) => opened(() => xchacha20poly1305(key, nonce).decrypt(sealed)),
  boxSeal: (shared, nonce, plaintext) => xsalsa20poly1305(boxKey(shared), nonce).encrypt(plaintext),
  boxOpen: (shared, nonce, sealed) => opened(() => xsalsa20poly1305(boxKey(shared), nonce).decrypt(sealed)),
};

function opened(decrypt: () => Uint8Array): Uint8Array {
  try {
    return decrypt();
  } catch (cause) {
    throw new DecodeError("decryption_failed", "the ciphertext does not open under this key", { cause });
  }
}

function boxKey(shared: Uint8Array): Uint8Array {
  assert(shared.length === 32, "a shared secret is 32 bytes");
  const out = new Uint32Array(8);
  hsalsa(SIGMA, wordsLe(shared), wordsLe(ZERO_16), out);
  const key = new Uint8Array(32);
  const view = new DataView(key.buffer);
  for (const [index, word] of out.entries()) view.setUint32(index * 4, word, true);
  return key;
}

function wordsLe(bytes: Uint8Array): Uint32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Uint32Array.from({ length: bytes.length / 4 }, (_, index) => view.getUint32(index * 4, true));
}
