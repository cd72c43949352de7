export { blsAggregateKeys, blsAggregateSignatures } from "./aggregate.ts";
export { blsPublicKey, generateBlsSecret } from "./keys.ts";
export {
  type BlsKeyWords,
  type BlsSignatureWords,
  negateBlsKey,
  packBlsKey,
  packBlsSignature,
  unpackBlsKey,
  unpackBlsSignature,
} from "./packing.ts";
export { BLS_POP_DST, BLS_VOTE_DST, blsHashToG2, blsSign, blsVerify } from "./sign.ts";
