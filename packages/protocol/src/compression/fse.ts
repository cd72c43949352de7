import { type BackwardBits, ForwardBits } from "./bits.ts";
import { corrupt } from "./corrupt.ts";

/** Decoding table of a finite state entropy code, indexed by state. RFC 8878 section 4.1. */
export interface FseTable {
  readonly accuracyLog: number;
  readonly symbols: Uint8Array;
  /** Bits to take for the next state, which are added to `bases`. */
  readonly bits: Uint8Array;
  readonly bases: Uint16Array;
}

export interface FseLimits {
  readonly accuracyLogMax: number;
  readonly symbolMax: number;
}

/** A table of one symbol, which takes no bits. */
export function constantFse(symbol: number): FseTable {
  return {
    accuracyLog: 0,
    symbols: Uint8Array.of(symbol),
    bits: new Uint8Array(1),
    bases: new Uint16Array(1),
  };
}

/** State after this one. */
export function nextState(table: FseTable, state: number, bits: BackwardBits): number {
  return (table.bases[state] ?? 0) + bits.take(table.bits[state] ?? 0);
}

/** Reads a table from the front of the bytes. @throws DecodeError invalid_encoding */
export function readFse(
  bytes: Uint8Array,
  limits: FseLimits,
): { readonly table: FseTable; readonly bytesUsed: number } {
  const bits = new ForwardBits(bytes);
  const accuracyLog = bits.take(4) + 5;
  if (accuracyLog > limits.accuracyLogMax) corrupt(`expected an accuracy of ${limits.accuracyLogMax} bits`);
  const counts: number[] = [];
  let left = 1 << accuracyLog;
  while (left > 0) {
    const count = readCount(bits, left);
    counts.push(count);
    left -= Math.abs(count);
    if (count === 0) readZeros(bits, counts);
    if (counts.length > limits.symbolMax + 1) corrupt(`expected symbols up to ${limits.symbolMax}`);
  }
  return { table: fseTable(counts, accuracyLog), bytesUsed: bits.bytesUsed };
}

/** Behind a count of zero stands how many more follow; 3 says that there is another such number. */
function readZeros(bits: ForwardBits, counts: number[]): void {
  for (;;) {
    const zeros = bits.take(2);
    for (let index = 0; index < zeros; index++) counts.push(0);
    if (zeros < 3) return;
  }
}

/** A count up to `left`, or -1 for less than one; the smaller ones are a bit shorter. */
function readCount(bits: ForwardBits, left: number): number {
  const width = 32 - Math.clz32(left + 1);
  const half = 1 << (width - 1);
  const shorter = 2 * half - 2 - left;
  const value = bits.peek(width);
  const low = value & (half - 1);
  bits.skip(low < shorter ? width - 1 : width);
  if (low < shorter) return low - 1;
  return (value < half ? value : value - shorter) - 1;
}

/** Spreads symbols over the states in proportion to their counts, which add up to the number of states. */
export function fseTable(counts: readonly number[], accuracyLog: number): FseTable {
  const size = 1 << accuracyLog;
  const symbols = new Uint8Array(size);
  const next = Uint16Array.from(counts, Math.abs);
  let high = size;
  for (const [symbol, count] of counts.entries()) if (count < 0) symbols[--high] = symbol;
  const step = (size >> 1) + (size >> 3) + 3;
  let at = 0;
  for (const [symbol, count] of counts.entries())
    for (let times = 0; times < count; times++) {
      symbols[at] = symbol;
      do at = (at + step) & (size - 1);
      while (at >= high);
    }
  const bits = new Uint8Array(size);
  const bases = new Uint16Array(size);
  for (let state = 0; state < size; state++) {
    const symbol = symbols[state] ?? 0;
    const turn = next[symbol] ?? 0;
    next[symbol] = turn + 1;
    const width = accuracyLog - 31 + Math.clz32(turn);
    bits[state] = width;
    bases[state] = (turn << width) - size;
  }
  return { accuracyLog, symbols, bits, bases };
}
