import { corrupt } from "./corrupt.ts";
import { decodeHuffman, type HuffmanTable, readHuffman } from "./huffman.ts";

const JUMP_TABLE_BYTES = 6;
const RAW = 0;
const RLE = 1;
const WITH_TREE = 2;

export interface Literals {
  readonly literals: Uint8Array;
  /** For later blocks that repeat it. */
  readonly huffman: HuffmanTable | undefined;
  readonly bytesUsed: number;
}

interface LiteralsHead {
  readonly type: number;
  readonly headBytes: number;
  /** Bytes that come out. */
  readonly length: number;
  /** Bytes that follow the head. */
  readonly bodyBytes: number;
  readonly streams: 1 | 4;
}

/**
 * Reads the literals section at the front of a block. RFC 8878 section 3.1.1.3.1.
 *
 * @throws DecodeError invalid_encoding
 */
export function readLiterals(
  block: Uint8Array,
  options: { readonly huffman: HuffmanTable | undefined; readonly lengthMax: number },
): Literals {
  const { type, headBytes, length, bodyBytes, streams } = readHead(block);
  const bytesUsed = headBytes + bodyBytes;
  if (length > options.lengthMax) corrupt(`expected at most ${options.lengthMax} literals, got ${length}`);
  if (bytesUsed > block.length) corrupt("expected more literals");
  const body = block.subarray(headBytes, bytesUsed);
  if (type === RAW) return { literals: body, huffman: options.huffman, bytesUsed };
  if (type === RLE)
    return { literals: new Uint8Array(length).fill(body[0] ?? 0), huffman: options.huffman, bytesUsed };
  const tree = type === WITH_TREE ? readHuffman(body) : { table: options.huffman, bytesUsed: 0 };
  if (tree.table === undefined) return corrupt("expected a prefix code before its repetition");
  const literals = new Uint8Array(length);
  const coded = body.subarray(tree.bytesUsed);
  if (streams === 1) decodeHuffman(coded, tree.table, literals);
  else decodeFourStreams(coded, tree.table, literals);
  return { literals, huffman: tree.table, bytesUsed };
}

function readHead(block: Uint8Array): LiteralsHead {
  const [first] = block;
  if (first === undefined) return corrupt("expected literals");
  const type = first & 3;
  const format = (first >> 2) & 3;
  if (type === RAW || type === RLE) {
    const headBytes = format === 1 ? 2 : format === 3 ? 3 : 1;
    const length = Math.floor(littleEndian(block, headBytes) / (headBytes === 1 ? 8 : 16));
    return { type, headBytes, length, bodyBytes: type === RAW ? length : 1, streams: 1 };
  }
  const headBytes = format < 2 ? 3 : format + 2;
  const sizeRange = 2 ** (format < 2 ? 10 : format === 2 ? 14 : 18);
  const sizes = Math.floor(littleEndian(block, headBytes) / 16);
  return {
    type,
    headBytes,
    length: sizes % sizeRange,
    bodyBytes: Math.floor(sizes / sizeRange),
    streams: format === 0 ? 1 : 4,
  };
}

function littleEndian(bytes: Uint8Array, length: number): number {
  if (bytes.length < length) corrupt("expected more of the literals' head");
  return bytes.subarray(0, length).reduceRight((value, byte) => value * 256 + byte, 0);
}

/** The first three streams give the same number of bytes each, the last one the rest. */
function decodeFourStreams(coded: Uint8Array, table: HuffmanTable, out: Uint8Array): void {
  const share = Math.ceil(out.length / 4);
  if (coded.length < JUMP_TABLE_BYTES || 3 * share > out.length) corrupt("expected four streams");
  let at = JUMP_TABLE_BYTES;
  for (let stream = 0; stream < 4; stream++) {
    const size = (coded[2 * stream] ?? 0) | ((coded[2 * stream + 1] ?? 0) << 8);
    const end = stream === 3 ? coded.length : at + size;
    if (end > coded.length) corrupt("expected a longer stream");
    const outEnd = stream === 3 ? out.length : (stream + 1) * share;
    decodeHuffman(coded.subarray(at, end), table, out.subarray(stream * share, outEnd));
    at = end;
  }
}
