import { createECDH } from "node:crypto";
import { hexEncode } from "@session/protocol/bytes";
import { keccak256 } from "@session/protocol/crypto";
import type { EvmAddress } from "@session/protocol/network";

/** The EVM address of an operator key, lower case: the last 20 bytes of the public key's Keccak-256. */
export function operatorAddress(operatorSecret: Uint8Array): EvmAddress {
  const curve = createECDH("secp256k1");
  curve.setPrivateKey(operatorSecret);
  const publicKey = Uint8Array.from(curve.getPublicKey(null, "uncompressed")).subarray(1);
  return `0x${hexEncode(keccak256(publicKey).subarray(12))}`;
}
