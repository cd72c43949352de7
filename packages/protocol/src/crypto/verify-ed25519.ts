import { ed25519 } from "@noble/curves/ed25519.js";
import { bytesToNumberLE } from "@noble/curves/utils.js";
import { sha512 } from "@noble/hashes/sha2.js";
import { concatBytes, equalBytes } from "../bytes/index.ts";

const { BASE, Fn } = ed25519.Point;

/**
 * Ed25519 verification by libsodium's rule, which every node and client of the network runs: `CryptoProvider` says it
 * in full.
 *
 * noble's own `verify` multiplies its equation by the cofactor and so accepts keys and signatures with a torsion part
 * (and R of small order) that the rest of the network refuses; a message that only we accept would split a swarm.
 * Evidence: docs/adr/0007-native-crypto.md. Cases: testing/ed25519-edge-cases.ts.
 */
export function verifyEd25519(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean {
  if (signature.length !== 64 || publicKey.length !== 32) return false;
  const s = bytesToNumberLE(signature.subarray(32));
  if (s >= Fn.ORDER) return false;
  const a = decodePoint(publicKey);
  if (a === undefined || a.isSmallOrder()) return false;
  const encodedR = signature.subarray(0, 32);
  const k = Fn.create(bytesToNumberLE(sha512(concatBytes(encodedR, publicKey, message))));
  // Nothing here is secret, so the faster multiplications, whose time depends on the scalar, will do.
  const r = BASE.multiplyUnsafe(s).subtract(a.multiplyUnsafe(k));
  // R itself is never decoded: bytes that equal an encoding are canonical.
  return equalBytes(r.toBytes(), encodedR) && !r.isSmallOrder();
}

/** Undefined unless the bytes are the canonical encoding of a point: y below the prime, no negative zero. */
function decodePoint(bytes: Uint8Array): ReturnType<typeof ed25519.Point.fromBytes> | undefined {
  try {
    return ed25519.Point.fromBytes(bytes);
  } catch {
    return undefined;
  }
}
