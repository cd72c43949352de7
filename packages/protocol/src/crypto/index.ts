export { ed25519SeedToX25519, ed25519ToX25519 } from "./convert.ts";
export { decoySignature } from "./decoy-signature.ts";
export {
  addScalars,
  clearSign,
  isNegative,
  multiplyBase,
  multiplyPoint,
  multiplyScalars,
  negateScalar,
  positiveScalar,
  reduceScalar,
  signWithScalar,
  x25519ToEd25519,
} from "./edwards.ts";
export { keccak256 } from "./keccak.ts";
export { nobleCrypto } from "./noble.ts";
export type { Blake2bOptions, CryptoProvider } from "./provider.ts";
export { openBox, SEALED_BOX_OVERHEAD, sealBox } from "./sealed-box.ts";
export { type SecretBytes, secretBytes } from "./secret.ts";
export { signXed25519, verifyXed25519 } from "./xed25519.ts";
