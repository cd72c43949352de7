export interface Blake2bOptions {
  /** Digest bytes, 1 to 64: a parameter of the hash, never a truncation. */
  readonly length: number;
  /** At most 64 bytes. */
  readonly key?: Uint8Array;
  /** Exactly 16 bytes. */
  readonly personalization?: Uint8Array;
  /** Exactly 16 bytes. */
  readonly salt?: Uint8Array;
}

/**
 * The primitives everything else is made of. `nobleCrypto` is the portable default; a composition root may hand in
 * faster ones, which must give identical bytes for the same vectors.
 *
 * Lengths are the caller's duty: a key or nonce of the wrong size is our bug and throws an Error. What a peer can
 * cause is a `false` from `ed25519Verify` and a DecodeError from `x25519SharedSecret` (invalid_encoding: a point of
 * small order) and from every `...Open` (decryption_failed).
 */
export interface CryptoProvider {
  ed25519PublicKey(seed: Uint8Array): Uint8Array;
  /** RFC 8032, 64 bytes. */
  ed25519Sign(message: Uint8Array, seed: Uint8Array): Uint8Array;
  /**
   * libsodium's rule, the one all nodes and clients share: the key is the canonical encoding of a point that has not
   * small order, S < L, and the bytes of R are the encoding of S·B − k·A, again not of small order
   * (k = SHA-512(R || A || message) mod L; no multiplication by the cofactor). False for anything malformed, too: it
   * never throws on bytes from a peer. Registration signatures have a rule of their own, `verifyRegistrationSignature`.
   */
  ed25519Verify(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean;

  /**
   * X25519 public key of an Ed25519 public key. Throws DecodeError invalid_length, or invalid_encoding for bytes that are
   * no point in canonical form, points of small order, and points outside the main subgroup.
   */
  ed25519ToX25519(publicKey: Uint8Array): Uint8Array;
  x25519PublicKey(secret: Uint8Array): Uint8Array;
  x25519SharedSecret(secret: Uint8Array, publicKey: Uint8Array): Uint8Array;

  blake2b(data: Uint8Array, options: Blake2bOptions): Uint8Array;
  sha256(data: Uint8Array): Uint8Array;
  sha512(data: Uint8Array): Uint8Array;
  hmacSha256(key: Uint8Array, data: Uint8Array): Uint8Array;

  /** AES-256-GCM, 12-byte nonce, no associated data; the 16-byte tag follows the ciphertext. */
  aesGcmSeal(key: Uint8Array, nonce: Uint8Array, plaintext: Uint8Array): Uint8Array;
  aesGcmOpen(key: Uint8Array, nonce: Uint8Array, sealed: Uint8Array): Uint8Array;

  /** AES-256-CBC with PKCS#7, 16-byte iv. Not authenticated. */
  aesCbcSeal(key: Uint8Array, iv: Uint8Array, plaintext: Uint8Array): Uint8Array;
  aesCbcOpen(key: Uint8Array, iv: Uint8Array, sealed: Uint8Array): Uint8Array;

  /** XChaCha20-Poly1305-IETF, 24-byte nonce, no associated data; the tag follows the ciphertext. */
  xchacha20Poly1305Seal(key: Uint8Array, nonce: Uint8Array, plaintext: Uint8Array): Uint8Array;
  xchacha20Poly1305Open(key: Uint8Array, nonce: Uint8Array, sealed: Uint8Array): Uint8Array;

  /** `crypto_box` with the shared secret already computed: HSalsa20, then XSalsa20-Poly1305, tag first, 24-byte nonce. */
  boxSeal(sharedSecret: Uint8Array, nonce: Uint8Array, plaintext: Uint8Array): Uint8Array;
  boxOpen(sharedSecret: Uint8Array, nonce: Uint8Array, sealed: Uint8Array): Uint8Array;
}
