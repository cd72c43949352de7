import { concatBytes, utf8Encode } from "../bytes/index.ts";
import { type CryptoProvider, nobleCrypto, type SecretBytes, secretBytes } from "../crypto/index.ts";
import { DecodeError } from "../errors.ts";
import type { Random } from "../ports/index.ts";
import type { EncType } from "./enc-type.ts";

/** What sealed a layer, and what its answer is sealed with. */
export interface LayerKey {
  readonly encType: EncType;
  readonly key: SecretBytes;
}

export interface SealedLayer {
  /** Nonce, then ciphertext with its tag. */
  readonly sealed: Uint8Array;
  readonly ephemeralPublicKey: Uint8Array;
  readonly key: LayerKey;
}

const NONCE_BYTES: Readonly<Record<EncType, number>> = { "aes-gcm": 12, xchacha20: 24, "aes-cbc": 16 };
const GCM_KEY_SALT = utf8Encode("LOKI");

/**
 * Encrypts one layer to a receiver's X25519 key under a fresh ephemeral key.
 *
 * Draws the 32-byte ephemeral secret first, then the nonce.
 * @throws DecodeError invalid_encoding when the receiver's key has small order
 * Spec: docs/spec/onion-requests.md section 3. Vectors: vectors/onion-hop.json.
 */
export function sealLayer(options: {
  readonly plaintext: Uint8Array;
  readonly receiverX25519: Uint8Array;
  readonly encType: EncType;
  readonly random: Pick<Random, "secure">;
  readonly crypto?: CryptoProvider;
}): SealedLayer {
  const { receiverX25519, encType, random, crypto = nobleCrypto } = options;
  const ephemeralSecret = random.secure(32);
  const ephemeralPublicKey = crypto.x25519PublicKey(ephemeralSecret);
  const shared = crypto.x25519SharedSecret(ephemeralSecret, receiverX25519);
  const key = layerKey({ encType, shared, ephemeralPublicKey, receiverX25519, crypto });
  return { sealed: sealWithLayerKey(options.plaintext, key, random, crypto), ephemeralPublicKey, key };
}

/**
 * Opens one layer with the receiver's keys.
 *
 * @throws DecodeError decryption_failed, invalid_length, invalid_encoding (ephemeral key of small order)
 * Spec: docs/spec/onion-requests.md section 3. Vectors: vectors/onion-hop.json.
 */
export function openLayer(options: {
  readonly sealed: Uint8Array;
  readonly ephemeralPublicKey: Uint8Array;
  readonly encType: EncType;
  readonly x25519Secret: Uint8Array;
  readonly x25519PublicKey: Uint8Array;
  readonly crypto?: CryptoProvider;
}): { readonly plaintext: Uint8Array; readonly key: LayerKey } {
  const { ephemeralPublicKey, encType, crypto = nobleCrypto } = options;
  const shared = crypto.x25519SharedSecret(options.x25519Secret, ephemeralPublicKey);
  const key = layerKey({
    encType,
    shared,
    ephemeralPublicKey,
    receiverX25519: options.x25519PublicKey,
    crypto,
  });
  return { plaintext: openWithLayerKey(options.sealed, key, crypto), key };
}

/**
 * Encrypts an answer under the key its request came with, with a fresh nonce.
 *
 * Spec: docs/spec/onion-requests.md section 3. Vectors: vectors/onion-hop.json.
 */
export function sealWithLayerKey(
  plaintext: Uint8Array,
  { encType, key }: LayerKey,
  random: Pick<Random, "secure">,
  crypto: CryptoProvider = nobleCrypto,
): Uint8Array {
  const nonce = random.secure(NONCE_BYTES[encType]);
  switch (encType) {
    case "aes-gcm":
      return concatBytes(nonce, crypto.aesGcmSeal(key, nonce, plaintext));
    case "xchacha20":
      return concatBytes(nonce, crypto.xchacha20Poly1305Seal(key, nonce, plaintext));
    case "aes-cbc":
      return concatBytes(nonce, crypto.aesCbcSeal(key, nonce, plaintext));
  }
}

/**
 * Reverse of {@link sealWithLayerKey}.
 *
 * @throws DecodeError decryption_failed, invalid_length
 * Spec: docs/spec/onion-requests.md section 3. Vectors: vectors/onion-hop.json.
 */
export function openWithLayerKey(
  sealed: Uint8Array,
  { encType, key }: LayerKey,
  crypto: CryptoProvider = nobleCrypto,
): Uint8Array {
  const nonceBytes = NONCE_BYTES[encType];
  if (sealed.length < nonceBytes + 16)
    throw new DecodeError(
      "invalid_length",
      `layer: expected at least ${nonceBytes + 16} bytes, got ${sealed.length}`,
    );
  const nonce = sealed.slice(0, nonceBytes);
  const ciphertext = sealed.subarray(nonceBytes);
  switch (encType) {
    case "aes-gcm":
      return crypto.aesGcmOpen(key, nonce, ciphertext);
    case "xchacha20":
      return crypto.xchacha20Poly1305Open(key, nonce, ciphertext);
    case "aes-cbc":
      return crypto.aesCbcOpen(key, nonce, ciphertext);
  }
}

/** In both directions the client's ephemeral key comes first, the receiver's second. */
function layerKey(options: {
  readonly encType: EncType;
  readonly shared: Uint8Array;
  readonly ephemeralPublicKey: Uint8Array;
  readonly receiverX25519: Uint8Array;
  readonly crypto: CryptoProvider;
}): LayerKey {
  const { encType, shared, ephemeralPublicKey, receiverX25519, crypto } = options;
  switch (encType) {
    case "aes-gcm":
      return { encType, key: secretBytes(crypto.hmacSha256(GCM_KEY_SALT, shared)) };
    case "xchacha20": {
      const input = concatBytes(shared, ephemeralPublicKey, receiverX25519);
      return { encType, key: secretBytes(crypto.blake2b(input, { length: 32 })) };
    }
    case "aes-cbc":
      return { encType, key: secretBytes(shared) };
  }
}
