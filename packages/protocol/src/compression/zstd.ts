import { DecodeError } from "../errors.ts";
import { type BlockContext, decodeBlock, FIRST_BLOCK } from "./block.ts";
import { corrupt } from "./corrupt.ts";
import { Output } from "./output.ts";

/** Gives the zstd frame (level 1) of the bytes. Handed in by a composition root: this package only reads zstd. */
export type Compress = (bytes: Uint8Array) => Uint8Array;

const MAGIC = 0xfd2fb528;
const BLOCK_BYTES_MAX = 131_072;
const CHECKSUM_BYTES = 4;
/** How much a frame of unknown content is expected to grow; more only costs a reallocation. */
const GROWTH_EXPECTED = 4;

interface FrameHead {
  readonly headBytes: number;
  readonly windowBytes: number;
  readonly contentBytes: number | undefined;
  readonly hasChecksum: boolean;
}

/**
 * Reads one zstd frame (RFC 8878) that fills the whole input and needs no dictionary. Skippable frames and further
 * frames are refused: nobody sends them here.
 *
 * Memory is bounded by `bytesMax`, time by that and the length of the input, whatever the frame declares. A content
 * checksum is passed over: all that is compressed here is authenticated already.
 *
 * Written out rather than taken from `fzstd`, which takes minutes for a hostile frame of 21 bytes.
 * @param options.bytesMax most bytes the result may have
 * @throws DecodeError invalid_encoding; out_of_range when the content is larger than `bytesMax`
 * Spec: docs/spec/config-messages.md section 5. Vectors: vectors/config-encryption.json.
 */
export function zstdDecompress(bytes: Uint8Array, options: { readonly bytesMax: number }): Uint8Array {
  const { bytesMax } = options;
  const { headBytes, windowBytes, contentBytes, hasChecksum } = readHead(bytes);
  if (contentBytes !== undefined && contentBytes > bytesMax)
    throw new DecodeError("out_of_range", `zstd: expected at most ${bytesMax} bytes, got ${contentBytes}`);
  const bytesExpected = contentBytes ?? bytes.length * GROWTH_EXPECTED;
  const output = new Output({ bytesExpected, bytesMax });
  const blocks = bytes.subarray(headBytes, hasChecksum ? bytes.length - CHECKSUM_BYTES : bytes.length);
  decodeBlocks(blocks, Math.min(windowBytes, BLOCK_BYTES_MAX), output);
  if (contentBytes !== undefined && output.length !== contentBytes)
    corrupt(`expected ${contentBytes} bytes, got ${output.length}`);
  return output.toBytes();
}

function readHead(bytes: Uint8Array): FrameHead {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 5 || view.getUint32(0, true) !== MAGIC) corrupt("expected a frame");
  const flags = view.getUint8(4);
  if ((flags & 0x08) !== 0) corrupt("expected no reserved flag");
  if ((flags & 0x03) !== 0) corrupt("expected no dictionary");
  const singleSegment = (flags & 0x20) !== 0;
  const sizeCode = flags >> 6;
  const sizeBytes = sizeCode === 0 ? (singleSegment ? 1 : 0) : 1 << sizeCode;
  const sizeAt = singleSegment ? 5 : 6;
  const headBytes = sizeAt + sizeBytes;
  if (bytes.length < headBytes) corrupt("expected a whole frame head");
  const contentBytes = sizeBytes === 0 ? undefined : readSize(view, sizeAt, sizeBytes);
  const windowBytes = singleSegment ? (contentBytes ?? 0) : windowOf(view.getUint8(5));
  return { headBytes, windowBytes, contentBytes, hasChecksum: (flags & 0x04) !== 0 };
}

function readSize(view: DataView, at: number, length: number): number {
  if (length === 1) return view.getUint8(at);
  if (length === 2) return view.getUint16(at, true) + 256;
  if (length === 4) return view.getUint32(at, true);
  return Number(view.getBigUint64(at, true));
}

function windowOf(descriptor: number): number {
  const base = 2 ** (10 + (descriptor >> 3));
  return base + (base / 8) * (descriptor & 7);
}

/** Blocks up to the last one, which must end where the bytes do. */
function decodeBlocks(bytes: Uint8Array, blockBytesMax: number, output: Output): void {
  let context: BlockContext = FIRST_BLOCK;
  let at = 0;
  for (let isLast = false; !isLast; ) {
    if (bytes.length - at < 3) corrupt("expected a block");
    const head = (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16);
    isLast = (head & 1) === 1;
    const type = (head >> 1) & 3;
    const size = head >> 3;
    if (size > blockBytesMax) corrupt(`expected a block of at most ${blockBytesMax} bytes, got ${size}`);
    const body = bytes.subarray(at + 3, at + 3 + (type === 1 ? 1 : size));
    if (body.length < (type === 1 ? 1 : size)) corrupt("expected more of a block");
    if (type === 0) output.append(body);
    else if (type === 1) output.repeat(body[0] ?? 0, size);
    else if (type === 2) context = decodeBlock(body, { context, lengthMax: blockBytesMax, output });
    else corrupt("expected no reserved block type");
    at += 3 + body.length;
  }
  if (at !== bytes.length) corrupt("expected the end of the frame");
}
