import { cbc, gcm } from "@noble/ciphers/aes.js";
import { xchacha20poly1305 } from "@noble/ciphers/chacha.js";
import { hsalsa, xsalsa20poly1305 } from "@noble/ciphers/salsa.js";
import { type Cipher, u32 } from "@noble/ciphers/utils.js";
import { ed25519, x25519 } from "@noble/curves/ed25519.js";
import { blake2b } from "@noble/hashes/blake2.js";
import { hmac } from "@noble/hashes/hmac.js";
import { sha256, sha512 } from "@noble/hashes/sha2.js";
import { utf8Encode } from "../bytes/index.ts";
import { assert, DecodeError } from "../errors.ts";
import { portableEd25519ToX25519 } from "./ed25519-to-x25519.ts";
import type { CryptoProvider } from "./provider.ts";
import { verifyEd25519 } from "./verify-ed25519.ts";

const SIGMA = u32(utf8Encode("expand 32-byte k"));
const ZERO_16 = new Uint32Array(4);

type MakeCipher = (key: Uint8Array, nonce: Uint8Array) => Cipher;
const aesGcm = sized(gcm, 12);
const aesCbc = sized(cbc, 16);
const xchacha = sized(xchacha20poly1305, 24);
const xsalsa = sized(xsalsa20poly1305, 24);

/** Portable primitives: synchronous, no native code, the same in Node and every browser. */
export const nobleCrypto: CryptoProvider = {
  ed25519PublicKey: (seed) => ed25519.getPublicKey(seed),
  ed25519Sign: (message, seed) => ed25519.sign(message, seed),
  ed25519Verify: verifyEd25519,

  ed25519ToX25519: portableEd25519ToX25519,
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

  aesGcmSeal: (key, nonce, plaintext) => aesGcm(key, nonce).encrypt(plaintext),
  aesGcmOpen: (key, nonce, sealed) => open(aesGcm(key, nonce), sealed),
  aesCbcSeal: (key, iv, plaintext) => aesCbc(key, iv).encrypt(plaintext),
  aesCbcOpen: (key, iv, sealed) => open(aesCbc(key, iv), sealed),
  xchacha20Poly1305Seal: (key, nonce, plaintext) => xchacha(key, nonce).encrypt(plaintext),
  xchacha20Poly1305Open: (key, nonce, sealed) => open(xchacha(key, nonce), sealed),
  boxSeal: (shared, nonce, plaintext) => xsalsa(boxKey(shared), nonce).encrypt(plaintext),
  boxOpen: (shared, nonce, sealed) => open(xsalsa(boxKey(shared), nonce), sealed),
};

/** noble takes other sizes too, or finds out only when it decrypts: too late to tell our bug from a bad ciphertext. */
function sized(make: MakeCipher, nonceBytes: number): MakeCipher {
  return (key, nonce) => {
    assert(key.length === 32 && nonce.length === nonceBytes, `expected 32 key and ${nonceBytes} nonce bytes`);
    return make(key, nonce);
  };
}

function open(cipher: Cipher, sealed: Uint8Array): Uint8Array {
  try {
    return cipher.decrypt(sealed);
  } catch (cause) {
    throw new DecodeError("decryption_failed", "the ciphertext does not open under this key", { cause });
  }
}

/** The key that `crypto_box` makes of a shared secret. */
function boxKey(shared: Uint8Array): Uint8Array {
  assert(shared.length === 32, "a shared secret is 32 bytes");
  const key = new Uint8Array(32);
  hsalsa(SIGMA, u32(Uint8Array.from(shared)), ZERO_16, u32(key));
  return key;
}
