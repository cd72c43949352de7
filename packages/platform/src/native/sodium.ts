import { createRequire } from "node:module";

/** What is used of sodium-native, which has no types of its own. Outputs are written into the first argument. */
export interface Sodium {
  crypto_sign_seed_keypair(publicKey: Uint8Array, secretKey: Uint8Array, seed: Uint8Array): void;
  crypto_sign_detached(signature: Uint8Array, message: Uint8Array, secretKey: Uint8Array): void;
  /** Throws on keys and signatures of a wrong length. */
  crypto_sign_verify_detached(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean;
  /** Throws on bytes that are no point, and on points outside the main subgroup. */
  crypto_sign_ed25519_pk_to_curve25519(x25519: Uint8Array, ed25519: Uint8Array): void;
  crypto_scalarmult_base(publicKey: Uint8Array, secret: Uint8Array): void;
  /** Throws when the public key has small order. */
  crypto_scalarmult(shared: Uint8Array, secret: Uint8Array, publicKey: Uint8Array): void;
  /** Digests and keys of 16 to 64 bytes. */
  crypto_generichash(digest: Uint8Array, data: Uint8Array, key?: Uint8Array): void;
  crypto_aead_xchacha20poly1305_ietf_encrypt(
    sealed: Uint8Array,
    plaintext: Uint8Array,
    associatedData: null,
    secretNonce: null,
    nonce: Uint8Array,
    key: Uint8Array,
  ): void;
  /** Throws when the tag does not fit. */
  crypto_aead_xchacha20poly1305_ietf_decrypt(
    plaintext: Uint8Array,
    secretNonce: null,
    sealed: Uint8Array,
    associatedData: null,
    nonce: Uint8Array,
    key: Uint8Array,
  ): void;
  crypto_secretbox_easy(sealed: Uint8Array, plaintext: Uint8Array, nonce: Uint8Array, key: Uint8Array): void;
  crypto_secretbox_open_easy(
    plaintext: Uint8Array,
    sealed: Uint8Array,
    nonce: Uint8Array,
    key: Uint8Array,
  ): boolean;
}

/** Loads the addon. Throws where it has no binary for this platform or the platform refuses to load it. */
export function loadSodium(): Sodium {
  return createRequire(import.meta.url)("sodium-native") as Sodium; // untyped; the interface above is its documentation
}
