import { DecodeError } from "../errors.ts";
import { utf8Decode } from "./utf8.ts";

export interface BitAlphabet {
  readonly name: string;
  readonly symbols: string;
  readonly bitsPerSymbol: number;
  readonly values: Int8Array;
}

export function bitAlphabet(name: string, symbols: string): BitAlphabet {
  const values = new Int8Array(128).fill(-1);
  for (let value = 0; value < symbols.length; value++) values[symbols.charCodeAt(value)] = value;
  return { name, symbols, bitsPerSymbol: Math.log2(symbols.length), values };
}

/** Most significant bit first; the last symbol is filled up with zero bits. */
export function encodeBits(bytes: Uint8Array, alphabet: BitAlphabet): string {
  const { symbols, bitsPerSymbol } = alphabet;
  const out = new Uint8Array(Math.ceil((bytes.length * 8) / bitsPerSymbol));
  const mask = (1 << bitsPerSymbol) - 1;
  let buffer = 0;
  let held = 0;
  let at = 0;
  for (const byte of bytes) {
    buffer = ((buffer << 8) | byte) & 0xffff;
    held += 8;
    while (held >= bitsPerSymbol) {
      held -= bitsPerSymbol;
      out[at++] = symbols.charCodeAt((buffer >> held) & mask);
    }
  }
  if (held > 0) out[at++] = symbols.charCodeAt((buffer << (bitsPerSymbol - held)) & mask);
  return utf8Decode(out); // ASCII; the fastest way from bytes to text
}

/**
 * Reverse of {@link encodeBits}: only the one canonical text of some bytes is accepted.
 *
 * @throws DecodeError invalid_encoding on a foreign symbol, an impossible length, or unused bits that are not zero
 */
export function decodeBits(text: string, alphabet: BitAlphabet, path: string): Uint8Array {
  const { values, bitsPerSymbol, name } = alphabet;
  const fail = (why: string, offset: number): never => {
    throw new DecodeError("invalid_encoding", `expected ${name}, ${why}`, { path, offset });
  };
  const out = new Uint8Array(Math.floor((text.length * bitsPerSymbol) / 8));
  if (Math.ceil((out.length * 8) / bitsPerSymbol) !== text.length)
    fail(`got the impossible length ${text.length}`, text.length);
  let buffer = 0;
  let held = 0;
  let at = 0;
  for (let index = 0; index < text.length; index++) {
    const value = values[text.charCodeAt(index)] ?? -1;
    if (value < 0) fail(`got a foreign character at ${index}`, index);
    buffer = ((buffer << bitsPerSymbol) | value) & 0xffff;
    held += bitsPerSymbol;
    if (held >= 8) {
      held -= 8;
      out[at++] = (buffer >> held) & 0xff;
    }
  }
  if ((buffer & ((1 << held) - 1)) !== 0) fail("the unused last bits are not zero", text.length - 1);
  return out;
}
