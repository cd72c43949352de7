import { createPublicKey, type KeyObject, verify } from "node:crypto";
import { concatBytes } from "@session/protocol/bytes";
import { type CryptoProvider, nobleCrypto } from "@session/protocol/crypto";

const SPKI_PREFIX = Uint8Array.of(0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00);

/**
 * The portable provider with the runtime's own Ed25519 verification, about ten times as fast. For uptime proofs,
 * which anybody may send; registration signatures keep the one rule that all replayers share.
 */
export function createFastVerifyCrypto(): CryptoProvider {
  return { ...nobleCrypto, ed25519Verify: verifySignature };
}

function verifySignature(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean {
  if (signature.length !== 64 || publicKey.length !== 32) return false;
  let key: KeyObject;
  try {
    key = createPublicKey({
      key: Buffer.from(concatBytes(SPKI_PREFIX, publicKey)),
      format: "der",
      type: "spki",
    });
  } catch {
    // Not a key: nothing verifies under it.
    return false;
  }
  return verify(null, message, key, signature);
}
