import { createHmac, hash } from "node:crypto";
import { hsalsa } from "@noble/ciphers/salsa.js";
import { u32 } from "@noble/ciphers/utils.js";
import { utf8Encode } from "@session/protocol/bytes";
import { type CryptoProvider, nobleCrypto } from "@session/protocol/crypto";
import { assert, DecodeError } from "@session/protocol/errors";
import { aesCbcOpen, aesCbcSeal, aesGcmOpen, aesGcmSeal } from "./aes.ts";
import { refused } from "./refused.ts";
import { loadSodium, type Sodium } from "./sodium.ts";

const TAG_BYTES = 16;
/** libsodium hashes to 16..64 bytes, under keys of 16..64 bytes; BLAKE2b itself knows 1..64. */
const GENERICHASH_BYTES_MIN = 16;

/**
 * Primitives of libsodium (curves, BLAKE2b, XChaCha20, `crypto_box`) and of the runtime's OpenSSL (AES, SHA), with the
 * results and refusals of `nobleCrypto`, which fills in where libsodium has no binding.
 *
 * Throws where the addon cannot be loaded; `fastestCrypto` falls back instead.
 */
export function createNativeCrypto(sodium: Sodium = loadSodium()): CryptoProvider {
  return {
    ed25519PublicKey: (seed) => keyPair(sodium, seed).publicKey,
    ed25519Sign(message, seed) {
      const signature = new Uint8Array(64);
      sodium.crypto_sign_detached(signature, message, keyPair(sodium, seed).secretKey);
      return signature;
    },
    ed25519Verify: (signature, message, publicKey) =>
      signature.length === 64 &&
      publicKey.length === 32 &&
      sodium.crypto_sign_verify_detached(signature, message, publicKey),

    ed25519ToX25519(publicKey) {
      // libsodium takes y at and above the prime for the point it is congruent to; those bytes are nobody's key.
      if (publicKey.length !== 32 || !isCanonical(publicKey)) return nobleCrypto.ed25519ToX25519(publicKey);
      const converted = new Uint8Array(32);
      try {
        sodium.crypto_sign_ed25519_pk_to_curve25519(converted, publicKey);
      } catch (cause) {
        throw new DecodeError(
          "invalid_encoding",
          "Ed25519 public key: expected a point of the main subgroup",
          { cause },
        );
      }
      return converted;
    },
    x25519PublicKey(secret) {
      const publicKey = new Uint8Array(32);
      sodium.crypto_scalarmult_base(publicKey, secret);
      return publicKey;
    },
    x25519SharedSecret(secret, publicKey) {
      assert(secret.length === 32 && publicKey.length === 32, "X25519 keys are 32 bytes");
      const shared = new Uint8Array(32);
      try {
        sodium.crypto_scalarmult(shared, secret, publicKey);
      } catch (cause) {
        throw new DecodeError("invalid_encoding", "X25519: the public key has small order", { cause });
      }
      return shared;
    },

    blake2b(data, options) {
      const { length, key, personalization, salt } = options;
      const isBound =
        length >= GENERICHASH_BYTES_MIN &&
        (key === undefined || key.length >= GENERICHASH_BYTES_MIN) &&
        personalization === undefined &&
        salt === undefined;
      if (!isBound) return nobleCrypto.blake2b(data, options);
      const digest = new Uint8Array(length);
      sodium.crypto_generichash(digest, data, key);
      return digest;
    },
    sha256: (data) => new Uint8Array(hash("sha256", data, "buffer")),
    sha512: (data) => new Uint8Array(hash("sha512", data, "buffer")),
    hmacSha256: (key, data) => new Uint8Array(createHmac("sha256", key).update(data).digest()),

    aesGcmSeal,
    aesGcmOpen,
    aesCbcSeal,
    aesCbcOpen,
    xchacha20Poly1305Seal(key, nonce, plaintext) {
      const sealed = new Uint8Array(plaintext.length + TAG_BYTES);
      sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(sealed, plaintext, null, null, nonce, key);
      return sealed;
    },
    xchacha20Poly1305Open(key, nonce, sealed) {
      assert(key.length === 32 && nonce.length === 24, "XChaCha20 takes 32 key and 24 nonce bytes");
      if (sealed.length < TAG_BYTES) throw refused();
      const plaintext = new Uint8Array(sealed.length - TAG_BYTES);
      try {
        sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(plaintext, null, sealed, null, nonce, key);
      } catch (cause) {
        throw refused(cause);
      }
      return plaintext;
    },
    boxSeal(shared, nonce, plaintext) {
      const sealed = new Uint8Array(plaintext.length + TAG_BYTES);
      sodium.crypto_secretbox_easy(sealed, plaintext, nonce, boxKey(shared));
      return sealed;
    },
    boxOpen(shared, nonce, sealed) {
      const key = boxKey(shared);
      assert(nonce.length === 24, "the nonce is 24 bytes");
      if (sealed.length < TAG_BYTES) throw refused();
      const plaintext = new Uint8Array(sealed.length - TAG_BYTES);
      if (!sodium.crypto_secretbox_open_easy(plaintext, sealed, nonce, key)) throw refused();
      return plaintext;
    },
  };
}

/** Whether y, without the sign bit, is below the prime 2^255 - 19. */
function isCanonical(publicKey: Uint8Array): boolean {
  const isTop =
    ((publicKey[31] ?? 0) & 0x7f) === 0x7f && publicKey.subarray(1, 31).every((byte) => byte === 0xff);
  return !isTop || (publicKey[0] ?? 0) < 0xed;
}

/** libsodium's secret key is the seed followed by the public key. */
function keyPair(sodium: Sodium, seed: Uint8Array): { publicKey: Uint8Array; secretKey: Uint8Array } {
  const publicKey = new Uint8Array(32);
  const secretKey = new Uint8Array(64);
  sodium.crypto_sign_seed_keypair(publicKey, secretKey, seed);
  return { publicKey, secretKey };
}

const SIGMA = u32(utf8Encode("expand 32-byte k"));
const ZERO_16 = new Uint32Array(4);

/** The key that `crypto_box` makes of a shared secret. sodium-native has neither `beforenm` nor HSalsa20. */
function boxKey(shared: Uint8Array): Uint8Array {
  assert(shared.length === 32, "a shared secret is 32 bytes");
  const key = new Uint8Array(32);
  hsalsa(SIGMA, u32(Uint8Array.from(shared)), ZERO_16, u32(key));
  return key;
}
