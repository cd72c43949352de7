export { buildRegistration, type Registration } from "./build.ts";
export {
  type Certificate,
  combineVotes,
  signVote,
  type Vote,
  verifyCertificate,
  verifyVote,
  voteThreshold,
} from "./certificate.ts";
export { ED25519_REGISTRATION_TAG, registrationMessage, verifyRegistrationSignature } from "./ed25519.ts";
export {
  type Eip712Domain,
  nodeKeysDigest,
  type StateChange,
  stateChangeDigest,
} from "./eip712.ts";
