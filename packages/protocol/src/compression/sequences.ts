import { BackwardBits } from "./bits.ts";
import { corrupt } from "./corrupt.ts";
import { constantFse, type FseLimits, type FseTable, fseTable, nextState, readFse } from "./fse.ts";

/** Tables of one block, kept for later ones that repeat them. */
export interface SequenceTables {
  readonly literalLengths: FseTable;
  readonly offsets: FseTable;
  readonly matchLengths: FseTable;
}

/** Copies some literals, then some bytes that came out before. */
export interface Sequence {
  readonly literalLength: number;
  /** 1 to 3 stand for recent offsets; others are 3 more than the offset. */
  readonly offsetValue: number;
  readonly matchLength: number;
}

interface Code {
  readonly limits: FseLimits;
  /** The table that needs no description; made once, since a small block may ask for all three. */
  readonly predefined: FseTable;
}

// Constants of RFC 8878 section 3.1.1.3.2.
const LITERAL_LENGTHS: Code = {
  limits: { accuracyLogMax: 9, symbolMax: 35 },
  predefined: fseTable(
    [
      4, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 2, 1, 1, 1, 1, 1, -1, -1,
      -1, -1,
    ],
    6,
  ),
};
const OFFSETS: Code = {
  limits: { accuracyLogMax: 8, symbolMax: 31 },
  predefined: fseTable(
    [1, 1, 1, 1, 1, 1, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1],
    5,
  ),
};
const MATCH_LENGTHS: Code = {
  limits: { accuracyLogMax: 9, symbolMax: 52 },
  predefined: fseTable(
    [
      1, 4, 3, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
      1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1,
    ],
    6,
  ),
};
const LITERAL_LENGTH_BITS = [...zeros(16), 1, 1, 1, 1, 2, 2, 3, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16];
const MATCH_LENGTH_BITS = [
  ...zeros(32),
  ...[1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16],
];
const LITERAL_LENGTH_BASES = basesOf(LITERAL_LENGTH_BITS, 0);
const MATCH_LENGTH_BASES = basesOf(MATCH_LENGTH_BITS, 3);

function zeros(length: number): number[] {
  return new Array<number>(length).fill(0);
}

/** Every code's range begins where that of the one before it ends. */
function basesOf(bits: readonly number[], start: number): readonly number[] {
  let base = start;
  return bits.map((width) => {
    const own = base;
    base += 1 << width;
    return own;
  });
}

/**
 * Reads the sequences section, the rest of a block behind its literals. RFC 8878 section 3.1.1.3.2.
 *
 * @param options.repeat the tables of the block before
 * @param options.execute takes the sequences one by one, and stops them at its limit by an error
 * @returns the tables for the next block
 * @throws DecodeError invalid_encoding
 */
export function readSequences(
  section: Uint8Array,
  options: {
    readonly repeat: SequenceTables | undefined;
    readonly execute: (sequence: Sequence) => void;
  },
): SequenceTables | undefined {
  const { repeat, execute } = options;
  const { count, headBytes } = readCount(section);
  if (count === 0) {
    if (section.length !== headBytes) corrupt("expected the end of the block");
    return repeat;
  }
  const modes = section[headBytes];
  if (modes === undefined || (modes & 3) !== 0) return corrupt("expected the modes of the tables");
  let rest = section.subarray(headBytes + 1);
  const table = (code: Code, mode: number, previous: FseTable | undefined): FseTable => {
    const read = readTable(rest, code, { mode, previous });
    rest = rest.subarray(read.bytesUsed);
    return read.table;
  };
  const tables: SequenceTables = {
    literalLengths: table(LITERAL_LENGTHS, modes >> 6, repeat?.literalLengths),
    offsets: table(OFFSETS, (modes >> 4) & 3, repeat?.offsets),
    matchLengths: table(MATCH_LENGTHS, (modes >> 2) & 3, repeat?.matchLengths),
  };
  decodeSequences(new BackwardBits(rest), tables, { count, execute });
  return tables;
}

function readCount(section: Uint8Array): { readonly count: number; readonly headBytes: number } {
  const [first, second = 0, third = 0] = section;
  if (first === undefined) return corrupt("expected the number of sequences");
  const headBytes = first < 128 ? 1 : first < 255 ? 2 : 3;
  if (section.length < headBytes) corrupt("expected the number of sequences");
  if (headBytes === 1) return { count: first, headBytes };
  return { count: headBytes === 2 ? (first - 128) * 256 + second : second + third * 256 + 0x7f00, headBytes };
}

function readTable(
  bytes: Uint8Array,
  code: Code,
  { mode, previous }: { readonly mode: number; readonly previous: FseTable | undefined },
): { readonly table: FseTable; readonly bytesUsed: number } {
  if (mode === 0) return { table: code.predefined, bytesUsed: 0 };
  if (mode === 1) {
    const [symbol] = bytes;
    if (symbol === undefined || symbol > code.limits.symbolMax) return corrupt("expected a symbol");
    return { table: constantFse(symbol), bytesUsed: 1 };
  }
  if (mode === 2) return readFse(bytes, code.limits);
  if (previous === undefined) return corrupt("expected a table before its repetition");
  return { table: previous, bytesUsed: 0 };
}

function decodeSequences(
  bits: BackwardBits,
  { literalLengths, offsets, matchLengths }: SequenceTables,
  { count, execute }: { readonly count: number; readonly execute: (sequence: Sequence) => void },
): void {
  let literalState = bits.take(literalLengths.accuracyLog);
  let offsetState = bits.take(offsets.accuracyLog);
  let matchState = bits.take(matchLengths.accuracyLog);
  for (let left = count; left > 0; left--) {
    const offsetCode = offsets.symbols[offsetState] ?? 0;
    const matchCode = matchLengths.symbols[matchState] ?? 0;
    const literalCode = literalLengths.symbols[literalState] ?? 0;
    const offsetValue = 2 ** offsetCode + bits.take(offsetCode);
    const matchLength = (MATCH_LENGTH_BASES[matchCode] ?? 0) + bits.take(MATCH_LENGTH_BITS[matchCode] ?? 0);
    const literalLength =
      (LITERAL_LENGTH_BASES[literalCode] ?? 0) + bits.take(LITERAL_LENGTH_BITS[literalCode] ?? 0);
    if (left > 1) {
      literalState = nextState(literalLengths, literalState, bits);
      matchState = nextState(matchLengths, matchState, bits);
      offsetState = nextState(offsets, offsetState, bits);
    }
    execute({ literalLength, offsetValue, matchLength });
  }
  if (bits.left !== 0) corrupt("expected the sequences to use up their bits");
}
