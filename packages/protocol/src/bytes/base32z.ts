import { bitAlphabet, decodeBits, encodeBits } from "./base-n.ts";

const Z = bitAlphabet("base32z", "ybndrfg8ejkmcpqxot1uwisza345h769");

/** z-base-32: 32 bytes give 52 characters. */
export function base32zEncode(bytes: Uint8Array): string {
  return encodeBits(bytes, Z);
}

/** Lower case only. @throws DecodeError invalid_encoding */
export function base32zDecode(text: string, path = ""): Uint8Array {
  return decodeBits(text, Z, path);
}
