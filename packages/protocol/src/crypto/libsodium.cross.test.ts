// Every construction that has a counterpart in libsodium, against libsodium itself (its WebAssembly build).
import fc from "fast-check";
import sodium from "libsodium-wrappers-sumo";
import { describe, expect, test } from "vitest";
import { concatBytes } from "../bytes/index.ts";
import { bytes, bytes32, errorCode } from "../testing/index.ts";
import { ed25519SeedToX25519, ed25519ToX25519, nobleCrypto, openBox, sealBox } from "./index.ts";

await sodium.ready;
const few = { numRuns: 30 };
const nonce24 = bytes({ min: 24, max: 24 });
const texts = bytes({ max: 300 });

describe("libsodium", () => {
  test("behaviour: Ed25519 keys and signatures", () => {
    fc.assert(
      fc.property(bytes32, texts, (seed, message) => {
        const { publicKey, privateKey } = sodium.crypto_sign_seed_keypair(seed);
        expect(nobleCrypto.ed25519PublicKey(seed)).toEqual(publicKey);
        const signature = sodium.crypto_sign_detached(message, privateKey);
        expect(nobleCrypto.ed25519Sign(message, seed)).toEqual(signature);
        expect(nobleCrypto.ed25519Verify(signature, message, publicKey)).toBe(true);
      }),
      few,
    );
  });

  test("behaviour: X25519 and the conversions from Ed25519", () => {
    fc.assert(
      fc.property(bytes32, bytes32, (seed, other) => {
        const { publicKey, privateKey } = sodium.crypto_sign_seed_keypair(seed);
        const secret = sodium.crypto_sign_ed25519_sk_to_curve25519(privateKey);
        expect(ed25519SeedToX25519(seed)).toEqual(secret);
        expect(ed25519ToX25519(publicKey)).toEqual(sodium.crypto_sign_ed25519_pk_to_curve25519(publicKey));
        const peer = sodium.crypto_scalarmult_base(other);
        expect(nobleCrypto.x25519PublicKey(other)).toEqual(peer);
        expect(nobleCrypto.x25519SharedSecret(secret, peer)).toEqual(sodium.crypto_scalarmult(secret, peer));
      }),
      few,
    );
  });

  test("behaviour: BLAKE2b of any length, with and without key", () => {
    fc.assert(
      fc.property(
        texts,
        bytes({ min: 16, max: 64 }),
        fc.integer({ min: 16, max: 64 }),
        (data, key, length) => {
          expect(nobleCrypto.blake2b(data, { length })).toEqual(
            sodium.crypto_generichash(length, data, null),
          );
          expect(nobleCrypto.blake2b(data, { length, key })).toEqual(
            sodium.crypto_generichash(length, data, key),
          );
        },
      ),
      few,
    );
  });

  test("behaviour: BLAKE2b with salt and personalisation", () => {
    const parameter = bytes({ min: 16, max: 16 });
    fc.assert(
      fc.property(bytes32, parameter, parameter, fc.nat(2 ** 31 - 1), (key, salt, personalization, id) => {
        expect(nobleCrypto.blake2b(new Uint8Array(), { length: 32, key, salt, personalization })).toEqual(
          sodium.crypto_generichash_blake2b_salt_personal(32, key, salt, personalization),
        );
        // The key derivation of libsodium is the same construction: the number is the salt, the context the rest.
        const number = new Uint8Array(16);
        new DataView(number.buffer).setUint32(0, id, true);
        const context = concatBytes(new TextEncoder().encode("Examples"), new Uint8Array(8));
        expect(
          nobleCrypto.blake2b(new Uint8Array(), { length: 32, key, salt: number, personalization: context }),
        ).toEqual(sodium.crypto_kdf_derive_from_key(32, id, "Examples", key));
      }),
      few,
    );
  });

  test("behaviour: XChaCha20-Poly1305, both ways", () => {
    fc.assert(
      fc.property(bytes32, nonce24, texts, (key, nonce, text) => {
        const sealed = sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(text, null, null, nonce, key);
        expect(nobleCrypto.xchacha20Poly1305Seal(key, nonce, text)).toEqual(sealed);
        expect(nobleCrypto.xchacha20Poly1305Open(key, nonce, sealed)).toEqual(text);
      }),
      few,
    );
  });

  test("behaviour: crypto_box, both ways", () => {
    fc.assert(
      fc.property(bytes32, bytes32, nonce24, texts, (ours, theirs, nonce, text) => {
        const peer = sodium.crypto_scalarmult_base(theirs);
        const sealed = sodium.crypto_box_easy(text, nonce, peer, ours);
        const shared = nobleCrypto.x25519SharedSecret(ours, peer);
        expect(nobleCrypto.boxSeal(shared, nonce, text)).toEqual(sealed);
        expect(nobleCrypto.boxOpen(shared, nonce, sealed)).toEqual(text);
      }),
      few,
    );
  });

  test("behaviour: sealed boxes open on the other side", () => {
    fc.assert(
      fc.property(bytes32, bytes32, texts, (secret, ephemeralSecret, message) => {
        const publicKey = sodium.crypto_scalarmult_base(secret);
        const ours = sealBox({ message, recipientX25519: publicKey, ephemeralSecret });
        expect(sodium.crypto_box_seal_open(ours, publicKey, secret)).toEqual(message);
        const theirs = sodium.crypto_box_seal(message, publicKey);
        expect(openBox({ sealed: theirs, x25519Secret: secret, x25519PublicKey: publicKey })).toEqual(
          message,
        );
      }),
      few,
    );
  });

  test("error: both refuse the same public keys", () => {
    const secret = new Uint8Array(32).fill(7);
    for (const first of [0, 1]) {
      const small = Uint8Array.of(first, ...new Uint8Array(31));
      expect(errorCode(() => nobleCrypto.x25519SharedSecret(secret, small))).toBe("invalid_encoding");
      expect(() => sodium.crypto_scalarmult(secret, small)).toThrow();
    }
  });
});
