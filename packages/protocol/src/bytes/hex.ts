import { DecodeError } from "../errors.ts";
import { utf8Decode } from "./utf8.ts";

const DIGITS = "0123456789abcdef";
const VALUES = new Int8Array(128).fill(-1);
for (let value = 0; value < 16; value++) {
  VALUES[DIGITS.charCodeAt(value)] = value;
  VALUES[DIGITS.toUpperCase().charCodeAt(value)] = value;
}

/** Lower-case hex. */
export function hexEncode(bytes: Uint8Array): string {
  const out = new Uint8Array(bytes.length * 2);
  for (let index = 0; index < bytes.length; index++) {
    const byte = bytes[index] ?? 0;
    out[index * 2] = DIGITS.charCodeAt(byte >> 4);
    out[index * 2 + 1] = DIGITS.charCodeAt(byte & 15);
  }
  return utf8Decode(out); // ASCII; the fastest way from bytes to text
}

/** Hex in any case, without prefix. @throws DecodeError invalid_encoding */
export function hexDecode(text: string, path = ""): Uint8Array {
  if (text.length % 2 !== 0)
    throw new DecodeError("invalid_encoding", `expected pairs of hex digits, got ${text.length} characters`, {
      path,
    });
  const out = new Uint8Array(text.length / 2);
  for (let index = 0; index < out.length; index++) {
    const high = VALUES[text.charCodeAt(index * 2)] ?? -1;
    const low = VALUES[text.charCodeAt(index * 2 + 1)] ?? -1;
    if (high < 0 || low < 0)
      throw new DecodeError("invalid_encoding", "expected hex digits", { path, offset: index * 2 });
    out[index] = (high << 4) | low;
  }
  return out;
}
