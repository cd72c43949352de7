import { utf8Decode } from "../../bytes/index.ts";
import { attempt } from "../../errors.ts";

const CHARACTER_BYTES_MAX = 4;

/**
 * The longest beginning of a UTF-8 text within a limit that does not break a character.
 *
 * Spec: docs/spec/config-messages.md section 8.
 */
export function cutUtf8(bytes: Uint8Array, bytesMax: number): Uint8Array {
  if (bytes.length <= bytesMax) return bytes;
  let end = bytesMax;
  while (end > 0 && isContinuation(bytes[end])) end--;
  return bytes.slice(0, end);
}

/**
 * Text of a peer, or undefined for bytes that are none.
 *
 * compat: clients of early 2025 cut names at a byte, so a character broken at the very end is dropped.
 */
export function lenientText(bytes: Uint8Array): string | undefined {
  for (let dropped = 0; dropped < CHARACTER_BYTES_MAX && dropped <= bytes.length; dropped++) {
    const text = attempt(() => utf8Decode(bytes.subarray(0, bytes.length - dropped)));
    if (text !== undefined) return text;
  }
  return undefined;
}

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}
