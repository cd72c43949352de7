import { bls12_381 } from "@noble/curves/bls12-381.js";
import { DecodeError } from "../../errors.ts";
import { g1FromBytes, g2FromBytes, g2ToBytes } from "./points.ts";

/** Tag of committee votes. */
export const BLS_VOTE_DST = "BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_";
/** Tag of proofs of possession; another one, so that neither can serve as the other. */
export const BLS_POP_DST = "BLS_POP_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_";

const DIGEST_BYTES = 32;

/**
 * The curve point a digest maps to, as 192 bytes x.c0, x.c1, y.c0, y.c1.
 *
 * @throws RangeError unless the digest has 32 bytes
 * Spec: docs/spec/staking-design.md section 8.
 */
export function blsHashToG2(digest: Uint8Array, dst: string): Uint8Array {
  return g2ToBytes(hashed(digest, dst));
}

/**
 * Signs a 32-byte digest (minimal-public-key form: keys in G1, signatures in G2).
 *
 * @returns 192 bytes: x.c0, x.c1, y.c0, y.c1, each 48 bytes big-endian
 * Spec: docs/spec/staking-design.md section 8.
 */
export function blsSign(digest: Uint8Array, secret: Uint8Array, dst: string): Uint8Array {
  return g2ToBytes(bls12_381.longSignatures.sign(hashed(digest, dst), secret));
}

/**
 * Whether the signature under a 32-byte digest is the key's. False for a signature or key that is malformed, outside its
 * subgroup or the identity.
 *
 * @throws RangeError unless the digest has 32 bytes
 * Spec: docs/spec/staking-design.md section 8.
 */
export function blsVerify(
  signature: Uint8Array,
  digest: Uint8Array,
  publicKey: Uint8Array,
  dst: string,
): boolean {
  try {
    const key = g1FromBytes(publicKey);
    const point = g2FromBytes(signature);
    return bls12_381.longSignatures.verify(point, hashed(digest, dst), key);
  } catch (error) {
    if (error instanceof DecodeError) return false;
    throw error;
  }
}

function hashed(digest: Uint8Array, dst: string) {
  if (digest.length !== DIGEST_BYTES)
    throw new RangeError(`BLS digest: expected ${DIGEST_BYTES} bytes, got ${digest.length}`);
  return bls12_381.longSignatures.hash(digest, dst);
}
