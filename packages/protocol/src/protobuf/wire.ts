import { DecodeError } from "../errors.ts";

// The encoding of protobuf without a schema: https://protobuf.dev/programming-guides/encoding.

/** How the end of a field is found without knowing the field. */
export const WIRE = { varint: 0, bit64: 1, delimited: 2, startGroup: 3, endGroup: 4, bit32: 5 } as const;

const VARINT_BYTES_MAX = 10;
const GROUP_DEPTH_MAX = 100;
/** Bytes of a varint whose bits a double adds up exactly. */
const EXACT_BYTES = 7;
const TAG_BYTES_MAX = 5;
const TAG_MAX = 2 ** 32 - 1;

/** Bytes, and how far they are read. */
export interface Cursor {
  readonly bytes: Uint8Array;
  at: number;
  /** Of the outermost message, for errors. */
  readonly name: string;
}

/** For bytes that are no protobuf at all. */
export function broken({ name }: Cursor): DecodeError {
  return new DecodeError("invalid_encoding", "expected a protobuf message", { path: name });
}

/** Moves over `count` bytes. @returns where they begin @throws DecodeError invalid_encoding beyond the end */
function advance(cursor: Cursor, count: number): number {
  const start = cursor.at;
  cursor.at += count;
  if (cursor.at > cursor.bytes.length) throw broken(cursor);
  return start;
}

/** Moves over a varint. @returns where it begins */
function skipVarint(cursor: Cursor): number {
  const start = cursor.at;
  while ((cursor.bytes[cursor.at] ?? 0) >= 0x80) cursor.at++;
  advance(cursor, 1);
  if (cursor.at - start > VARINT_BYTES_MAX) throw broken(cursor);
  return start;
}

/** Little-endian groups of seven bits; exact for up to seven of them. */
function sevenBits(bytes: Uint8Array, start: number, end: number): number {
  let value = 0;
  for (let at = end - 1; at >= start; at--) value = value * 128 + ((bytes[at] ?? 0) & 0x7f);
  return value;
}

/** The low 64 bits of a varint. */
export function readVarint(cursor: Cursor): bigint {
  const start = skipVarint(cursor);
  const middle = start + EXACT_BYTES;
  if (cursor.at <= middle) return BigInt(sevenBits(cursor.bytes, start, cursor.at));
  const low = BigInt(sevenBits(cursor.bytes, start, middle));
  const high = BigInt(sevenBits(cursor.bytes, middle, cursor.at));
  return BigInt.asUintN(64, low | (high << BigInt(7 * EXACT_BYTES)));
}

/** The low 32 bits of a varint, unsigned. */
export function readVarint32(cursor: Cursor): number {
  const start = skipVarint(cursor);
  return sevenBits(cursor.bytes, start, Math.min(cursor.at, start + 5)) % 2 ** 32;
}

export function readFixed64(cursor: Cursor): bigint {
  const start = advance(cursor, 8);
  return new DataView(cursor.bytes.buffer, cursor.bytes.byteOffset).getBigUint64(start, true);
}

export function readTag(cursor: Cursor): { readonly number: number; readonly wireType: number } {
  const start = skipVarint(cursor);
  const value = sevenBits(cursor.bytes, start, cursor.at);
  const [number, wireType] = [Math.floor(value / 8), value % 8];
  if (cursor.at - start > TAG_BYTES_MAX || value > TAG_MAX || number === 0 || wireType > WIRE.bit32)
    throw broken(cursor);
  return { number, wireType };
}

/** Moves to the end of a field whose tag was read; a delimited one is not entered. */
export function skipField(
  cursor: Cursor,
  { number, wireType }: { readonly number: number; readonly wireType: number },
  depth = 0,
): void {
  switch (wireType) {
    case WIRE.varint:
      skipVarint(cursor);
      return;
    case WIRE.bit64:
      advance(cursor, 8);
      return;
    case WIRE.bit32:
      advance(cursor, 4);
      return;
    case WIRE.delimited:
      advance(cursor, readVarint32(cursor));
      return;
    case WIRE.startGroup:
      if (depth >= GROUP_DEPTH_MAX) throw broken(cursor);
      skipGroup(cursor, number, depth + 1);
      return;
    default:
      throw broken(cursor);
  }
}

function skipGroup(cursor: Cursor, number: number, depth: number): void {
  for (;;) {
    const inner = readTag(cursor);
    if (inner.wireType !== WIRE.endGroup) skipField(cursor, inner, depth);
    else if (inner.number === number) return;
    else throw broken(cursor);
  }
}

/** Bytes that are being written. */
export interface Sink {
  buffer: Uint8Array;
  /** Of what is written. */
  length: number;
}

export function emptySink(): Sink {
  return { buffer: new Uint8Array(64), length: 0 };
}

export function written({ buffer, length }: Sink): Uint8Array {
  return buffer.slice(0, length);
}

function reserve(sink: Sink, count: number): void {
  if (sink.length + count <= sink.buffer.length) return;
  const larger = new Uint8Array(2 * (sink.length + count));
  larger.set(sink.buffer.subarray(0, sink.length));
  sink.buffer = larger;
}

/** @param value from 0 to 2^64 - 1 */
export function putVarint(sink: Sink, value: bigint | number): void {
  reserve(sink, VARINT_BYTES_MAX);
  let large = typeof value === "bigint" ? value : 0n;
  for (; large > Number.MAX_SAFE_INTEGER; large >>= 7n)
    sink.buffer[sink.length++] = Number(large & 0x7fn) | 0x80;
  let rest = typeof value === "bigint" ? Number(large) : value;
  for (; rest > 0x7f; rest = Math.floor(rest / 128)) sink.buffer[sink.length++] = (rest % 128) | 0x80;
  sink.buffer[sink.length++] = rest;
}

export function putBytes(sink: Sink, bytes: Uint8Array): void {
  reserve(sink, bytes.length);
  sink.buffer.set(bytes, sink.length);
  sink.length += bytes.length;
}

export function putDelimited(sink: Sink, bytes: Uint8Array): void {
  putVarint(sink, bytes.length);
  putBytes(sink, bytes);
}

export function putFixed64(sink: Sink, value: bigint): void {
  reserve(sink, 8);
  new DataView(sink.buffer.buffer).setBigUint64(sink.length, value, true);
  sink.length += 8;
}

export function putTag(sink: Sink, number: number, wireType: number): void {
  putVarint(sink, number * 8 + wireType);
}
