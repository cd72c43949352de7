import { ed25519 } from "@noble/curves/ed25519.js";
import { DecodeError } from "../errors.ts";

/** The portable form of `CryptoProvider.ed25519ToX25519`. */
export function portableEd25519ToX25519(publicKey: Uint8Array): Uint8Array {
  if (publicKey.length !== 32)
    throw new DecodeError("invalid_length", `Ed25519 public key: expected 32 bytes, got ${publicKey.length}`);
  let isMainSubgroup: boolean;
  try {
    const point = ed25519.Point.fromBytes(publicKey);
    isMainSubgroup = !point.isSmallOrder() && point.isTorsionFree();
  } catch (cause) {
    throw new DecodeError("invalid_encoding", "Ed25519 public key: expected a point of the curve", { cause });
  }
  if (!isMainSubgroup)
    throw new DecodeError("invalid_encoding", "Ed25519 public key: expected a point of the main subgroup");
  return ed25519.utils.toMontgomery(publicKey);
}
