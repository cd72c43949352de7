export {
  type AcceptedProof,
  acceptProofs,
  type BatchOutcome,
  emptyProofBook,
  nodeAddress,
  nodeAddresses,
  type ProofBook,
  proofsSince,
  pruneProofBook,
} from "./book.ts";
export { decodeProofList, encodeProofList, PROOF_LIST_BYTES_MAX, PROOF_LIST_PAIRS_MAX } from "./list.ts";
export { decodeUptimeProof, encodeUptimeProof, PROOF_BYTES_MAX, type UptimeProof } from "./proof.ts";
export { type SignedProof, signUptimeProof, uptimeProofHash } from "./sign.ts";
export {
  PROOF_REFUSALS,
  type ProofRefusal,
  type ProofVerdict,
  type VerifyProofOptions,
  verifyUptimeProof,
} from "./verify.ts";
