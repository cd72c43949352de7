import { type CryptoProvider, keccak256, nobleCrypto } from "../crypto/index.ts";
import { encodeUptimeProof, type UptimeProof } from "./proof.ts";

/** A proof as it travels: its exact bytes and the Ed25519 signature (64 bytes) over their hash. */
export interface SignedProof {
  readonly bytes: Uint8Array;
  readonly signature: Uint8Array;
}

/** Keccak-256 of the serialized dict: what is signed. Spec: docs/spec/swarms-and-testing.md section 5.1. */
export function uptimeProofHash(bytes: Uint8Array): Uint8Array {
  return keccak256(bytes);
}

/**
 * Serializes and signs a node's own proof.
 *
 * @throws RangeError for a field outside its domain
 * Spec: docs/spec/swarms-and-testing.md sections 5.1 and 12.1.
 */
export function signUptimeProof(
  proof: UptimeProof,
  ed25519Seed: Uint8Array,
  crypto: CryptoProvider = nobleCrypto,
): SignedProof {
  const bytes = encodeUptimeProof(proof);
  return { bytes, signature: crypto.ed25519Sign(uptimeProofHash(bytes), ed25519Seed) };
}
