import { bitAlphabet, decodeBits, encodeBits } from "./base-n.ts";

const STANDARD = bitAlphabet("base64", "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");

/** Standard base64 without the `=` at the end. */
export function base64EncodeUnpadded(bytes: Uint8Array): string {
  return encodeBits(bytes, STANDARD);
}

/** Standard base64, padded to a multiple of four characters. */
export function base64Encode(bytes: Uint8Array): string {
  const text = base64EncodeUnpadded(bytes);
  return text.padEnd(Math.ceil(text.length / 4) * 4, "=");
}

/** Standard base64, correctly padded or not padded at all; no white space. @throws DecodeError invalid_encoding */
export function base64Decode(text: string, path = ""): Uint8Array {
  const padded = text.length % 4 === 0 && text.endsWith("=");
  return decodeBits(padded ? text.slice(0, text.endsWith("==") ? -2 : -1) : text, STANDARD, path);
}
