import { concatBytes, utf8Encode } from "../bytes/index.ts";
import {
  type CryptoProvider,
  nobleCrypto,
  reduceScalar,
  type SecretBytes,
  signWithScalar,
} from "../crypto/index.ts";
import { type BlindedId, blindedIdKey, blindedIdKind } from "../identity/index.ts";

/** What one account is on one community server. Made once per server, then used for every signature. */
export interface BlindedKeys {
  readonly id: BlindedId;
  /** 32 bytes; the point inside the ID. */
  readonly publicKey: Uint8Array;
  /** 32 bytes, reduced mod L; scalar·B is the public key. */
  readonly scalar: SecretBytes;
  /** 32 bytes that make the nonces of signatures unpredictable. */
  readonly nonceSecret: SecretBytes;
}

const NONCE_KEY_25 = utf8Encode("SessCommBlind25_sig");

/**
 * Signs with a blinded key: 64 bytes that verify as plain Ed25519 under the 32 bytes of the ID.
 *
 * The nonce is deterministic, by the rule of the ID's kind.
 * Spec: docs/spec/communities.md section 1. Vectors: vectors/communities-blinding.json, vectors/blinding.json.
 */
export function signBlinded(
  keys: BlindedKeys,
  message: Uint8Array,
  crypto: CryptoProvider = nobleCrypto,
): Uint8Array {
  const { scalar, publicKey } = keys;
  const input = concatBytes(keys.nonceSecret, publicKey, message);
  const nonceHash =
    blindedIdKind(keys.id) === "15"
      ? crypto.sha512(input)
      : crypto.blake2b(input, { length: 64, key: NONCE_KEY_25 });
  return signWithScalar({ scalar, publicKey, nonceScalar: reduceScalar(nonceHash), message }, crypto);
}

/**
 * Whether the signature was made by the blinded ID. False for anything malformed, too.
 *
 * Spec: docs/spec/communities.md section 1. Vectors: vectors/communities-blinding.json, vectors/blinding.json.
 */
export function verifyBlinded(
  options: { readonly id: BlindedId; readonly message: Uint8Array; readonly signature: Uint8Array },
  crypto: CryptoProvider = nobleCrypto,
): boolean {
  return crypto.ed25519Verify(options.signature, options.message, blindedIdKey(options.id));
}
