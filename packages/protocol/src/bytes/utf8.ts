import { DecodeError } from "../errors.ts";

// Both are part of every runtime we support, but neither belongs to the language's own type library.
declare const TextEncoder: new () => { encode(text: string): Uint8Array<ArrayBuffer> };
declare const TextDecoder: new (
  label: string,
  options: { fatal: boolean; ignoreBOM: boolean },
) => { decode(bytes: Uint8Array): string };

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const lossyDecoder = new TextDecoder("utf-8", { fatal: false, ignoreBOM: true });

/** UTF-8 bytes of a text. A lone surrogate becomes U+FFFD, as everywhere on the web. */
export function utf8Encode(text: string): Uint8Array {
  return encoder.encode(text);
}

/** Strict UTF-8; a byte order mark is kept as a character. @throws DecodeError invalid_encoding */
export function utf8Decode(bytes: Uint8Array, path = ""): string {
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    throw new DecodeError("invalid_encoding", "expected UTF-8 text", { path, cause });
  }
}

/** Text of bytes that may be no UTF-8: U+FFFD stands for what is not. A byte order mark is kept as a character. */
export function utf8DecodeLossy(bytes: Uint8Array): string {
  return lossyDecoder.decode(bytes);
}
