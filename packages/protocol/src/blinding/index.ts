export {
  absoluteBlindedId,
  blinded15Candidates,
  blinding15Factor,
  deriveBlinded15Keys,
} from "./blinded15.ts";
export { blinded25IdOf, blinding25Factor, deriveBlinded25Keys } from "./blinded25.ts";
export { type BlindedKeys, signBlinded, verifyBlinded } from "./keys.ts";
export { isBlindedIdOf } from "./match.ts";
