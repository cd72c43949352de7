import { ed25519 } from "@noble/curves/ed25519.js";
import { concatBytes, hexDecode, utf8Encode } from "../bytes/index.ts";
import type { CryptoProvider } from "../crypto/index.ts";
import { DecodeError } from "../errors.ts";
import type { EvmAddress } from "../network/types.ts";

/** First bytes of the signed registration message, so that the signature can mean nothing else. */
export const ED25519_REGISTRATION_TAG = "SESSION-SN-REG-V1";

/**
 * What a node signs with its Ed25519 key when it registers: tag, chain ID (32 bytes big-endian), registry (20),
 * operator (20), BLS public key (96). The contract only emits the signature; every replayer verifies it.
 *
 * @throws DecodeError for a malformed address or a BLS key that is not 96 bytes; RangeError for the chain ID
 * Spec: docs/spec/staking-design.md section 8.
 */
export function registrationMessage(input: {
  readonly chainId: bigint | number;
  readonly registry: EvmAddress;
  readonly operator: EvmAddress;
  readonly blsKey: Uint8Array;
}): Uint8Array {
  if (input.blsKey.length !== 96)
    throw new DecodeError("invalid_length", `expected 96 bytes, got ${input.blsKey.length}`, { path: "bls" });
  return concatBytes(
    utf8Encode(ED25519_REGISTRATION_TAG),
    uint256(BigInt(input.chainId), "chain ID"),
    addressBytes(input.registry, "registry"),
    addressBytes(input.operator, "operator"),
    input.blsKey,
  );
}

/**
 * Whether a registration signature proves the key, by the one rule of all replayers of the chain: the cofactored
 * equation of RFC 8032 with canonical encodings and no key of small order. False for anything malformed.
 *
 * The rule is noble's, whatever the provider: two replayers that judge one signature differently would compute
 * different swarms. A provider's own rule is stricter, so its yes is a yes here too, and the common case is fast.
 * Spec: docs/spec/staking-design.md section 8.
 */
export function verifyRegistrationSignature(
  input: {
    readonly signature: Uint8Array;
    readonly message: Uint8Array;
    readonly publicKey: Uint8Array;
  },
  crypto?: CryptoProvider,
): boolean {
  const { signature, message, publicKey } = input;
  if (signature.length !== 64 || publicKey.length !== 32) return false;
  if (crypto?.ed25519Verify(signature, message, publicKey)) return true;
  return ed25519.verify(signature, message, publicKey, { zip215: false });
}

/** 20 bytes. @throws DecodeError */
export function addressBytes(address: EvmAddress, path: string): Uint8Array {
  if (!address.startsWith("0x"))
    throw new DecodeError("invalid_encoding", "expected an address that starts with 0x", { path });
  const bytes = hexDecode(address.slice(2), path);
  if (bytes.length !== 20)
    throw new DecodeError("invalid_length", `expected 20 bytes, got ${bytes.length}`, { path });
  return bytes;
}

/** 32 bytes, big-endian. @throws RangeError outside 0..2^256-1 */
export function uint256(value: bigint, name: string): Uint8Array {
  if (value < 0n || value >> 256n !== 0n) throw new RangeError(`${name}: expected 0..2^256-1, got ${value}`);
  return hexDecode(value.toString(16).padStart(64, "0"));
}
