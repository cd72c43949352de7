import { shake256 } from "@noble/hashes/sha3.js";
import { concatBytes, utf8Encode } from "../bytes/index.ts";

/** What XChaCha20 takes: 32 and 24 bytes. */
export interface KeyAndNonce {
  readonly key: Uint8Array;
  readonly nonce: Uint8Array;
}

/** SHAKE256(label || secret). */
export function shakeExpand(options: {
  readonly label: string;
  readonly secret: Uint8Array;
  readonly length: number;
}): Uint8Array {
  const input = concatBytes(utf8Encode(options.label), options.secret);
  const out = shake256(input, { dkLen: options.length });
  input.fill(0);
  return out;
}

/** Key and nonce of a message: the first 56 bytes of SHAKE256(label || shared secret). */
export function shakeKeyAndNonce(label: string, secret: Uint8Array): KeyAndNonce {
  return splitKeyAndNonce(shakeExpand({ label, secret, length: 56 }));
}

export function splitKeyAndNonce(bytes: Uint8Array): KeyAndNonce {
  return { key: bytes.slice(0, 32), nonce: bytes.slice(32, 56) };
}
