import { equalBytes } from "../bytes/index.ts";
import { type CryptoProvider, nobleCrypto } from "../crypto/index.ts";
import { DecodeError } from "../errors.ts";
import type { ProMessage } from "../messages/index.ts";
import {
  BODY_CODE_POINTS_MAX,
  PRO_BODY_CODE_POINTS_MAX,
  type ProFeatures,
  readProFeatures,
} from "./features.ts";
import { PRO_PROOF_APRIL_2026, type ProProof, type ProProofFormat, verifyProProof } from "./proof.ts";
import type { ProRevocation } from "./revocations.ts";

/** Why a message is shown without Pro features. */
export type NoProReason =
  | "noProof"
  | "proofMalformed"
  /** The proof follows a format that this client does not know: nothing is said about its validity. */
  | "proofUnknown"
  | "backendSignatureInvalid"
  | "expired"
  | "revoked"
  | "signatureMissing"
  | "signatureInvalid";

export type ProDecision =
  | { readonly kind: "pro"; readonly proof: ProProof; readonly features: ProFeatures }
  | { readonly kind: "plain"; readonly reason: NoProReason };

/**
 * Decides whether a received message gets its Pro features. A message that does not is shown as an ordinary one, never
 * dropped: most carry no proof and a decoy for a signature.
 *
 * @param options.message `Content.proMessage`
 * @param options.proSig `Envelope.proSig`, the field of community messages, or `pro.signature` of a V2 message
 * @param options.signedBytes what `proSig` covers: the sealed bytes of a 1:1 message, the Content of a group message,
 *   the padded Content without the signature of a community message, `pro.message` of a V2 message
 * @param options.sentMs the authenticated time of the message
 * @param options.nowMs decides which revocations are effective
 * @param options.backendKey Ed25519 key of the Pro backend, 32 bytes
 * Spec: docs/spec/accounts-and-messages.md sections 4.2 to 4.4 and 16; protocol-v2.md section 3. Vectors: vectors/pro.json.
 */
export function decidePro(options: {
  readonly message: ProMessage | undefined;
  readonly proSig: Uint8Array | undefined;
  readonly signedBytes: Uint8Array;
  readonly sentMs: number;
  readonly nowMs: number;
  readonly backendKey: Uint8Array;
  readonly revocations: readonly ProRevocation[];
  readonly format?: ProProofFormat;
  readonly crypto?: CryptoProvider;
}): ProDecision {
  const { message, proSig, signedBytes, backendKey, format = PRO_PROOF_APRIL_2026 } = options;
  const crypto = options.crypto ?? nobleCrypto;
  if (message?.proof === undefined) return plain("noProof");
  const proof = readProof(message.proof, format);
  if (typeof proof === "string") return plain(proof);
  if (!verifyProProof({ proof, backendKey, format, crypto })) return plain("backendSignatureInvalid");
  if (options.sentMs > proof.expiryMs) return plain("expired");
  if (isRevoked(proof, options.revocations, options.nowMs)) return plain("revoked");
  if (proSig === undefined) return plain("signatureMissing");
  if (!crypto.ed25519Verify(proSig, signedBytes, proof.rotatingPublicKey)) return plain("signatureInvalid");
  return { kind: "pro", proof, features: readProFeatures(message) };
}

/**
 * Whether a revocation of this proof has become effective.
 *
 * Spec: docs/spec/accounts-and-messages.md section 16.
 */
export function isRevoked(
  proof: Pick<ProProof, "revocationTag">,
  revocations: readonly ProRevocation[],
  nowMs: number,
): boolean {
  return revocations.some(
    ({ revocationTag, effectiveMs }) =>
      effectiveMs <= nowMs && equalBytes(revocationTag, proof.revocationTag),
  );
}

/**
 * How much of a message's body is shown, for {@link cutBody}.
 *
 * Spec: docs/spec/accounts-and-messages.md sections 7 and 16.
 */
export function bodyCodePointsMax(decision: Pick<ProDecision, "kind">): number {
  return decision.kind === "pro" ? PRO_BODY_CODE_POINTS_MAX : BODY_CODE_POINTS_MAX;
}

function readProof(
  message: NonNullable<ProMessage["proof"]>,
  format: ProProofFormat,
): ProProof | "proofMalformed" | "proofUnknown" {
  try {
    return format.read(message);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return error.code === "unsupported_version" ? "proofUnknown" : "proofMalformed";
  }
}

function plain(reason: NoProReason): ProDecision {
  return { kind: "plain", reason };
}
