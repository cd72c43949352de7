import { corrupt } from "./corrupt.ts";
import type { HuffmanTable } from "./huffman.ts";
import { readLiterals } from "./literals.ts";
import type { Output } from "./output.ts";
import { readSequences, type SequenceTables } from "./sequences.ts";

/** What one compressed block leaves to the next. */
export interface BlockContext {
  readonly huffman: HuffmanTable | undefined;
  readonly tables: SequenceTables | undefined;
  readonly recent: RecentOffsets;
}

/** The three offsets used last, the latest first. */
export type RecentOffsets = readonly [number, number, number];

export const FIRST_BLOCK: BlockContext = { huffman: undefined, tables: undefined, recent: [1, 4, 8] };

/**
 * Appends the content of a compressed block. RFC 8878 section 3.1.1.3.
 *
 * Work is bounded by `lengthMax`, whatever lengths the sequences name.
 * @throws DecodeError invalid_encoding, out_of_range
 */
export function decodeBlock(
  block: Uint8Array,
  options: { readonly context: BlockContext; readonly lengthMax: number; readonly output: Output },
): BlockContext {
  const { context, lengthMax, output } = options;
  const { literals, huffman, bytesUsed } = readLiterals(block, { huffman: context.huffman, lengthMax });
  const end = output.length + lengthMax;
  let { recent } = context;
  let literalsUsed = 0;
  const tables = readSequences(block.subarray(bytesUsed), {
    repeat: context.tables,
    execute: ({ literalLength, offsetValue, matchLength }) => {
      if (literalLength > literals.length - literalsUsed) corrupt("expected more literals");
      if (output.length + literalLength + matchLength > end) corrupt("expected a smaller block");
      if (literalLength > 0) output.append(literals.subarray(literalsUsed, literalsUsed + literalLength));
      literalsUsed += literalLength;
      recent = useOffset(recent, offsetValue, literalLength === 0);
      output.copy(recent[0], matchLength);
    },
  });
  if (output.length + literals.length - literalsUsed > end) corrupt("expected a smaller block");
  output.append(literals.subarray(literalsUsed));
  return { huffman, tables, recent };
}

/** Puts the offset that a sequence means in front. Without literals the latest one would make no sense. */
function useOffset(recent: RecentOffsets, value: number, noLiterals: boolean): RecentOffsets {
  const [first, second, third] = recent;
  const choice = value > 3 ? 0 : noLiterals ? value + 1 : value;
  if (choice === 0) return [value - 3, first, second];
  if (choice === 1) return recent;
  if (choice === 2) return [second, first, third];
  return [choice === 3 ? third : first - 1, first, second];
}
