export { bodyCodePointsMax, decidePro, isRevoked, type NoProReason, type ProDecision } from "./accept.ts";
export type { ProAnswer } from "./answers.ts";
export {
  BODY_CODE_POINTS_MAX,
  cutBody,
  PRO_BODY_CODE_POINTS_MAX,
  type ProFeatures,
  readProFeatures,
  writeProFeatures,
} from "./features.ts";
export {
  deriveProMasterKey,
  deriveProRotatingKey,
  PRO_ROTATION_PERIOD_SECONDS,
  type ProKey,
  proRotationStartSeconds,
  randomProRotatingKey,
} from "./master-key.ts";
export {
  PRO_PROOF_APRIL_2026,
  PRO_PROOF_LATER_DRAFT,
  type ProProof,
  type ProProofFormat,
  verifyProProof,
} from "./proof.ts";
export { proProofAnswer } from "./proof-answer.ts";
export {
  addProPaymentRequest,
  generateProProofHash,
  generateProProofRequest,
  type ProPayment,
  proDetailsRequest,
  proRefundRequest,
  proRevocationsRequest,
} from "./requests.ts";
export {
  PRO_REVOCATIONS_MAX,
  type ProRevocation,
  type ProRevocationList,
  proRevocationList,
} from "./revocations.ts";
