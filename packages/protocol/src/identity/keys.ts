import { DecodeError } from "../errors.ts";

declare const brand: unique symbol;
type Brand<T, Name extends string> = T & { readonly [brand]: Name };

/** 64 lower-case hex digits of an Ed25519 public key. */
export type Ed25519PublicKey = Brand<string, "Ed25519PublicKey">;
/** 64 lower-case hex digits of an X25519 public key. */
export type X25519PublicKey = Brand<string, "X25519PublicKey">;

const HEX_KEY = /^[0-9a-f]{64}$/;

/** Accepts 64 hex digits in any case. @throws DecodeError invalid_encoding */
export function ed25519PublicKey(hex: string, path = "pubkey_ed25519"): Ed25519PublicKey {
  return checkedKey(hex, path) as Ed25519PublicKey; // the check is what the brand stands for
}

/** Accepts 64 hex digits in any case. @throws DecodeError invalid_encoding */
export function x25519PublicKey(hex: string, path = "pubkey_x25519"): X25519PublicKey {
  return checkedKey(hex, path) as X25519PublicKey; // the check is what the brand stands for
}

function checkedKey(hex: string, path: string): string {
  const lower = hex.toLowerCase();
  if (!HEX_KEY.test(lower))
    throw new DecodeError("invalid_encoding", `expected 64 hex digits, got ${hex.length} characters`, {
      path,
    });
  return lower;
}
