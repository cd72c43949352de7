import { bls12_381 } from "@noble/curves/bls12-381.js";
import { g1FromBytes, g1ToBytes, g2FromBytes, g2ToBytes } from "./points.ts";

/**
 * Sum of public keys, as the contract keeps it per committee.
 * @throws DecodeError for a malformed key; RangeError for an empty list or keys that cancel out
 * Spec: docs/spec/staking-design.md section 8.
 */
export function blsAggregateKeys(keys: readonly Uint8Array[]): Uint8Array {
  const sum = keys.reduce((total, key) => total.add(g1FromBytes(key)), bls12_381.G1.Point.ZERO);
  if (sum.is0()) throw new RangeError("BLS keys: expected a sum other than the identity");
  return g1ToBytes(sum);
}

/**
 * Sum of signatures over the same digest.
 * @throws DecodeError for a malformed signature; RangeError for an empty list or signatures that cancel out
 * Spec: docs/spec/staking-design.md section 8.
 */
export function blsAggregateSignatures(signatures: readonly Uint8Array[]): Uint8Array {
  const sum = signatures.reduce(
    (total, signature) => total.add(g2FromBytes(signature)),
    bls12_381.G2.Point.ZERO,
  );
  if (sum.is0()) throw new RangeError("BLS signatures: expected a sum other than the identity");
  return g2ToBytes(sum);
}
