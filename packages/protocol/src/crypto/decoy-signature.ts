import { ed25519 } from "@noble/curves/ed25519.js";
import { bytesToNumberLE, numberToBytesLE } from "@noble/curves/utils.js";
import { concatBytes } from "../bytes/index.ts";
import type { Random } from "../ports/index.ts";

/**
 * 64 bytes that nobody can tell from an Ed25519 signature: R = r·B for a random scalar r, then a random scalar.
 *
 * Spec: docs/spec/accounts-and-messages.md section 4.2.
 */
export function decoySignature(random: Pick<Random, "secure">): Uint8Array {
  const { BASE, Fn } = ed25519.Point;
  const scalar = (): bigint => Fn.create(bytesToNumberLE(random.secure(64)));
  return concatBytes(BASE.multiply(scalar() || 1n).toBytes(), numberToBytesLE(scalar(), 32));
}
