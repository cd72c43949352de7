import { hexDecode } from "../bytes/index.ts";
import { type CryptoProvider, nobleCrypto } from "../crypto/index.ts";
import { DecodeError } from "../errors.ts";
import { NO_X25519_KEY, nodeByKey } from "../network/lookup.ts";
import type { NetworkState } from "../network/types.ts";
import type { NetworkParams, Version } from "../params/index.ts";
import { isPublicIpv4 } from "./address.ts";
import { decodeUptimeProof, type UptimeProof } from "./proof.ts";
import { uptimeProofHash } from "./sign.ts";

/** Why a proof is not taken. */
export const PROOF_REFUSALS = {
  malformed: "the bytes are not an uptime proof",
  clock_too_far: "its time is too far from ours",
  version_too_old: "the node runs a version below the required one",
  address_not_public: "its address is private, reserved or loopback",
  not_registered: "no registered node has this key",
  invalid_identity: "the node's registration signature did not verify",
  no_x25519_key: "the node's key has no X25519 form, so nobody can seal to it",
  not_newer: "a proof of the same time or later is known",
  too_soon: "less than half an interval has passed since the last accepted one",
  signature_invalid: "the signature does not verify",
} as const;

export type ProofRefusal = keyof typeof PROOF_REFUSALS;

export type ProofVerdict =
  | { readonly accepted: true; readonly proof: UptimeProof; readonly receivedMs: number }
  | { readonly accepted: false; readonly reason: ProofRefusal };

export interface VerifyProofOptions {
  readonly nowMs: number;
  readonly params: NetworkParams;
  readonly state: NetworkState;
  /** The newest proof already accepted from the same node, if any. */
  readonly previous?: { readonly proof: UptimeProof; readonly receivedMs: number } | undefined;
  /**
   * The proof was fetched from somebody's collection rather than pushed by its node: it may be as old as the
   * validity, and counts as received when it was made, so that a replay never extends a node's uptime.
   */
  readonly fetched?: boolean;
  readonly crypto?: CryptoProvider;
}

/**
 * Decides whether a proof is taken. Cheap checks come first; the signature is last.
 * Spec: docs/spec/swarms-and-testing.md sections 5.3 and 12.1.
 */
export function verifyUptimeProof(
  bytes: Uint8Array,
  signature: Uint8Array,
  options: VerifyProofOptions,
): ProofVerdict {
  const { nowMs, params, state, previous, fetched = false, crypto = nobleCrypto } = options;
  let proof: UptimeProof;
  try {
    proof = decodeUptimeProof(bytes);
  } catch (error) {
    if (error instanceof DecodeError) return refuse("malformed");
    throw error;
  }
  const madeMs = proof.timestampSeconds * 1000;
  const oldestMs = nowMs - (fetched ? params.proofs.validityMs : params.proofs.toleranceMs);
  if (madeMs < oldestMs || madeMs > nowMs + params.proofs.toleranceMs) return refuse("clock_too_far");
  if (isOlder(proof.nodeVersion, params.nodeVersionMin)) return refuse("version_too_old");
  if (!params.allowPrivateAddresses && !isPublicIpv4(proof.ip)) return refuse("address_not_public");
  const node = nodeByKey(state, proof.ed25519);
  if (node === undefined) return refuse("not_registered");
  if (node.invalidIdentity) return refuse("invalid_identity");
  if (node.x25519 === NO_X25519_KEY) return refuse("no_x25519_key");
  const receivedMs = fetched ? Math.min(madeMs, nowMs) : nowMs;
  if (previous !== undefined) {
    if (proof.timestampSeconds <= previous.proof.timestampSeconds) return refuse("not_newer");
    if (receivedMs - previous.receivedMs <= params.proofs.intervalMs / 2) return refuse("too_soon");
  }
  if (!crypto.ed25519Verify(signature, uptimeProofHash(bytes), hexDecode(proof.ed25519)))
    return refuse("signature_invalid");
  return { accepted: true, proof, receivedMs };
}

function refuse(reason: ProofRefusal): ProofVerdict {
  return { accepted: false, reason };
}

function isOlder(version: Version, required: Version): boolean {
  for (const index of [0, 1, 2] as const)
    if (version[index] !== required[index]) return version[index] < required[index];
  return false;
}
