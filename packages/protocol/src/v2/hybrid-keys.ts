import { ml_kem768 } from "@noble/post-quantum/ml-kem.js";
import { type CryptoProvider, nobleCrypto, type SecretBytes, secretBytes } from "../crypto/index.ts";
import { DecodeError } from "../errors.ts";
import { shakeExpand } from "./key-and-nonce.ts";

export const ML_KEM_PUBLIC_KEY_BYTES = 1184;
export const ML_KEM_CIPHERTEXT_BYTES = 1088;
const SEED_BYTES = 32;
const X25519_BYTES = 32;
const ML_KEM_SEED_BYTES = 64;
const ML_KEM_MODULUS = 3329;
/** The matrix seed at the end of an ML-KEM-768 public key is no vector of coefficients. */
const COEFFICIENT_BYTES: number = ML_KEM_PUBLIC_KEY_BYTES - 32;

/** The public half, M and X on the wire: 1184 and 32 bytes. */
export interface HybridPublicKeys {
  readonly mlKem: Uint8Array;
  readonly x25519: Uint8Array;
}

/** A pair that opens only to whoever breaks X25519 and ML-KEM-768, or holds the secrets. */
export interface HybridKeys {
  readonly publicKeys: HybridPublicKeys;
  /** 2400 bytes, as FIPS 203 expands it. */
  readonly mlKemSecret: SecretBytes;
  /** 32 bytes, not clamped. */
  readonly x25519Secret: SecretBytes;
}

/**
 * Keys that all devices of an account share, from a random 32-byte seed that is not derived from the account.
 *
 * @throws RangeError for another length
 * Spec: docs/spec/protocol-v2.md section 2. Vectors: vectors/protocol-v2.json (account_keys).
 */
export function deriveAccountKeys(seed: Uint8Array, crypto: CryptoProvider = nobleCrypto): HybridKeys {
  return deriveKeys("SessionAccountKeys", seed, crypto);
}

/**
 * Keys of one device, from a random 32-byte seed that never leaves it.
 *
 * @throws RangeError for another length
 * Spec: docs/spec/protocol-v2.md section 4. Vectors: vectors/protocol-v2.json (device_key_slots).
 */
export function deriveDeviceKeys(seed: Uint8Array, crypto: CryptoProvider = nobleCrypto): HybridKeys {
  return deriveKeys("SessionDeviceKeys", seed, crypto);
}

function deriveKeys(label: string, seed: Uint8Array, crypto: CryptoProvider): HybridKeys {
  if (seed.length !== SEED_BYTES)
    throw new RangeError(`seed: expected ${SEED_BYTES} bytes, got ${seed.length}`);
  const expanded = shakeExpand({ label, secret: seed, length: X25519_BYTES + ML_KEM_SEED_BYTES });
  const x25519Secret = secretBytes(expanded.subarray(0, X25519_BYTES));
  const pair = ml_kem768.keygen(expanded.subarray(X25519_BYTES));
  const mlKemSecret = secretBytes(pair.secretKey);
  expanded.fill(0);
  pair.secretKey.fill(0);
  return {
    publicKeys: { mlKem: pair.publicKey, x25519: crypto.x25519PublicKey(x25519Secret) },
    mlKemSecret,
    x25519Secret,
  };
}

/**
 * The modulus check of FIPS 203 section 7.2: every 12-bit coefficient is below 3329.
 *
 * @throws DecodeError invalid_length, invalid_encoding
 * Spec: docs/spec/protocol-v2.md section 7.
 */
export function checkMlKemPublicKey(publicKey: Uint8Array, path: string): void {
  if (publicKey.length !== ML_KEM_PUBLIC_KEY_BYTES)
    throw new DecodeError(
      "invalid_length",
      `expected ${ML_KEM_PUBLIC_KEY_BYTES} bytes, got ${publicKey.length}`,
      { path },
    );
  for (let at = 0; at < COEFFICIENT_BYTES; at += 3) {
    const middle = publicKey[at + 1] ?? 0;
    const even = (publicKey[at] ?? 0) | ((middle & 0x0f) << 8);
    const odd = (middle >> 4) | ((publicKey[at + 2] ?? 0) << 4);
    if (even >= ML_KEM_MODULUS || odd >= ML_KEM_MODULUS)
      throw new DecodeError("invalid_encoding", `ML-KEM: expected coefficients below ${ML_KEM_MODULUS}`, {
        path,
        offset: at,
      });
  }
}

/**
 * ML-KEM-768 encapsulation with explicit randomness.
 *
 * @param coins 32 fresh random bytes
 * @throws DecodeError invalid_length, invalid_encoding for a public key that breaks FIPS 203
 */
export function encapsulate(
  publicKey: Uint8Array,
  coins: Uint8Array,
): { readonly ciphertext: Uint8Array; readonly sharedSecret: Uint8Array } {
  checkMlKemPublicKey(publicKey, "M");
  const { cipherText, sharedSecret } = ml_kem768.encapsulate(publicKey, coins);
  return { ciphertext: cipherText, sharedSecret };
}

/** The 32-byte shared secret of a ciphertext; for a ciphertext that is not ours, 32 other bytes and no error. */
export function decapsulate(ciphertext: Uint8Array, secretKey: Uint8Array): Uint8Array {
  return ml_kem768.decapsulate(ciphertext, secretKey);
}
