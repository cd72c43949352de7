import { BackwardBits } from "./bits.ts";
import { corrupt } from "./corrupt.ts";
import { type FseTable, nextState, readFse } from "./fse.ts";

/** Decoding table of a prefix code, indexed by the next `width` bits. RFC 8878 section 4.2. */
export interface HuffmanTable {
  readonly width: number;
  readonly symbols: Uint8Array;
  /** Bits of the code. */
  readonly bits: Uint8Array;
}

const WIDTH_MAX = 11;
/** The weight of one more symbol follows from the others. */
const WEIGHTS_MAX = 255;
const DIRECT_FROM = 128;

/** Reads a table from the front of the bytes. @throws DecodeError invalid_encoding */
export function readHuffman(bytes: Uint8Array): { readonly table: HuffmanTable; readonly bytesUsed: number } {
  const [head] = bytes;
  if (head === undefined) return corrupt("expected a prefix code");
  const direct = head >= DIRECT_FROM;
  const length = direct ? Math.ceil((head - DIRECT_FROM + 1) / 2) : head;
  if (1 + length > bytes.length) corrupt("expected more of a prefix code");
  const body = bytes.subarray(1, 1 + length);
  const weights = direct ? directWeights(body, head - DIRECT_FROM + 1) : packedWeights(body);
  return { table: huffmanTable(weights), bytesUsed: 1 + length };
}

function directWeights(body: Uint8Array, count: number): number[] {
  return Array.from({ length: count }, (_, index) => {
    const byte = body[index >> 1] ?? 0;
    return index % 2 === 0 ? byte >> 4 : byte & 15;
  });
}

/** Two states take turns until one lacks the bits for its next. */
function packedWeights(body: Uint8Array): number[] {
  const { table, bytesUsed } = readFse(body, { accuracyLogMax: 6, symbolMax: 255 });
  const bits = new BackwardBits(body.subarray(bytesUsed));
  const states = [bits.take(table.accuracyLog), bits.take(table.accuracyLog)];
  const weights: number[] = [];
  for (let turn = 0; ; turn ^= 1) {
    const state = states[turn] ?? 0;
    weights.push(symbolOf(table, state));
    if (weights.length > WEIGHTS_MAX) corrupt(`expected at most ${WEIGHTS_MAX} weights`);
    if ((table.bits[state] ?? 0) > bits.left) {
      weights.push(symbolOf(table, states[turn ^ 1] ?? 0));
      return weights;
    }
    states[turn] = nextState(table, state, bits);
  }
}

function symbolOf(table: FseTable, state: number): number {
  return table.symbols[state] ?? 0;
}

function huffmanTable(known: readonly number[]): HuffmanTable {
  if (known.length > WEIGHTS_MAX) corrupt(`expected at most ${WEIGHTS_MAX} weights`);
  if (known.some((weight) => weight > WIDTH_MAX)) corrupt(`expected weights up to ${WIDTH_MAX}`);
  const sum = known.reduce((total, weight) => total + shareOf(weight), 0);
  const width = 32 - Math.clz32(sum);
  const rest = (1 << width) - sum;
  if (sum === 0 || width > WIDTH_MAX || (rest & (rest - 1)) !== 0)
    corrupt("expected weights that leave one code for the last symbol");
  const weights = [...known, 32 - Math.clz32(rest)];
  const symbols = new Uint8Array(1 << width);
  const bits = new Uint8Array(1 << width);
  let at = 0;
  for (let weight = 1; weight <= width; weight++)
    for (const [symbol, own] of weights.entries()) {
      if (own !== weight) continue;
      symbols.fill(symbol, at, at + shareOf(weight));
      bits.fill(width + 1 - weight, at, at + shareOf(weight));
      at += shareOf(weight);
    }
  return { width, symbols, bits };
}

/** Entries of the table that a symbol of this weight takes. */
function shareOf(weight: number): number {
  return weight === 0 ? 0 : 1 << (weight - 1);
}

/** Fills `out` from one bitstream, which it must use up. @throws DecodeError invalid_encoding */
export function decodeHuffman(stream: Uint8Array, table: HuffmanTable, out: Uint8Array): void {
  const bits = new BackwardBits(stream);
  for (let index = 0; index < out.length; index++) {
    const code = bits.peek(table.width);
    out[index] = table.symbols[code] ?? 0;
    bits.skip(table.bits[code] ?? 0);
  }
  if (bits.left !== 0) corrupt("expected the literals to use up their bits");
}
