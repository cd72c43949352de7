import { concatBytes, utf8Encode } from "../bytes/index.ts";
import { attempt } from "../errors.ts";
import {
  clearSign,
  multiplyBase,
  positiveScalar,
  reduceScalar,
  signWithScalar,
  x25519ToEd25519,
} from "./edwards.ts";
import { nobleCrypto } from "./noble.ts";
import type { CryptoProvider } from "./provider.ts";

const PERSONALIZATION = utf8Encode("xed25519signatur");

/**
 * Signs so that the holder of nothing but the X25519 public key can verify: under the Ed25519 key with sign bit 0.
 *
 * The nonce hash takes fresh random bytes and differs from plain Ed25519: the same nonce under A and |A| would reveal
 * the secret.
 * @param options.x25519Secret 32 bytes, clamped
 * @param options.random 64 fresh random bytes
 * @returns 64 bytes
 * @throws RangeError for another length of the random bytes
 * Spec: docs/spec/accounts-and-messages.md section 11.6.
 */
export function signXed25519(
  options: {
    readonly message: Uint8Array;
    readonly x25519Secret: Uint8Array;
    readonly random: Uint8Array;
  },
  crypto: CryptoProvider = nobleCrypto,
): Uint8Array {
  const { message, x25519Secret, random } = options;
  if (random.length !== 64) throw new RangeError(`random: expected 64 bytes, got ${random.length}`);
  const publicKey = multiplyBase(x25519Secret);
  const scalar = positiveScalar({ scalar: x25519Secret, publicKey });
  const nonceHash = crypto.blake2b(concatBytes(scalar, message, random), {
    length: 64,
    personalization: PERSONALIZATION,
  });
  const nonceScalar = reduceScalar(nonceHash);
  return signWithScalar({ scalar, publicKey: clearSign(publicKey), nonceScalar, message }, crypto);
}

/**
 * Whether the signature is plain Ed25519 under |A| of the X25519 public key. False for anything malformed, too.
 *
 * Spec: docs/spec/accounts-and-messages.md section 11.6. Vectors: vectors/communities-posts.json.
 */
export function verifyXed25519(
  options: {
    readonly signature: Uint8Array;
    readonly message: Uint8Array;
    readonly x25519PublicKey: Uint8Array;
  },
  crypto: CryptoProvider = nobleCrypto,
): boolean {
  const publicKey = attempt(() => x25519ToEd25519(options.x25519PublicKey));
  return publicKey !== undefined && crypto.ed25519Verify(options.signature, options.message, publicKey);
}
