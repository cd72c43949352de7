import { createHash } from "node:crypto";
import { concatBytes, hexDecode } from "../../bytes/index.ts";

/** First bytes of SHA-256(label + "#" + i), i = 0, 1, 2, ...: the files of vectors/attachment.json. */
export function labelled(label: string, length: number): Uint8Array {
  const blocks = Array.from({ length: Math.ceil(length / 32) }, (_, index) =>
    createHash("sha256").update(`${label}#${index}`).digest(),
  );
  return concatBytes(...blocks).slice(0, length);
}

/** Of any data, in hex. */
export function sha256(data: Uint8Array): string {
  return createHash("sha256").update(data).digest("hex");
}

export const SAMPLE: Uint8Array = labelled("sample", 70_000);

/** The Ed25519 seed of a sender. */
export const SEED: Uint8Array = hexDecode("0123456789abcdef0123456789abcdef00000000000000000000000000000000");

/** 32 bytes that open nothing but what a test sealed with them. */
export const KEY: Uint8Array = new Uint8Array(32).fill(7);
