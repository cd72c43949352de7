import { bls12_381 } from "@noble/curves/bls12-381.js";
import { hexEncode } from "../../bytes/index.ts";
import type { Random } from "../../ports/index.ts";
import { g1ToBytes } from "./points.ts";

/** Noble maps 48 uniform bytes to a scalar with negligible bias. */
const SEED_BYTES = 48;
const SECRET_BYTES = 32;

/** A uniform secret scalar, 32 bytes big-endian. */
export function generateBlsSecret(random: Random): Uint8Array {
  return bls12_381.utils.randomSecretKey(random.secure(SEED_BYTES));
}

/**
 * Public key: 96 bytes, the two 48-byte big-endian coordinates of a G1 point.
 * @throws RangeError when the secret is not a scalar from 1 to the group order - 1
 */
export function blsPublicKey(secret: Uint8Array): Uint8Array {
  const scalar = secret.length === SECRET_BYTES ? BigInt(`0x${hexEncode(secret)}`) : 0n;
  if (scalar === 0n || scalar >= bls12_381.fields.Fr.ORDER)
    throw new RangeError("BLS secret: expected 32 bytes below the group order and not zero");
  return g1ToBytes(bls12_381.longSignatures.getPublicKey(secret));
}
