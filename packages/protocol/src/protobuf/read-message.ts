import { utf8DecodeLossy } from "../bytes/utf8.ts";
import { DecodeError } from "../errors.ts";
import {
  type FieldSchema,
  isEnum,
  isMessage,
  type MessageSchema,
  type ScalarKind,
  wireTypeOf,
} from "./schema.ts";
import { type Cursor, readFixed64, readTag, readVarint, readVarint32, skipField, WIRE } from "./wire.ts";

/** A field that the schema does not know, or an enum value that it does not know. */
export interface UnknownField {
  readonly no: number;
  readonly wireType: number;
  /** What follows the tag. */
  readonly data: Uint8Array;
}

/** Where a decoded object keeps the fields that its schema does not know; they are written again on encoding. */
export const UNKNOWN_FIELDS: unique symbol = Symbol("unknown protobuf fields");

/** What was read of a message so far; a message may come in several parts. */
interface Parts {
  readonly values: Map<FieldSchema, unknown>;
  readonly unknown: UnknownField[];
}

/**
 * Reads a message into a plain object: absent fields are absent, enums are their names, empty lists are left out.
 *
 * Refuses a message in which a known field has another wire type than its own, or any field ends after the message
 * that holds it, at any depth. Recursion ends with the schema, in which no message contains itself.
 * @throws DecodeError invalid_encoding, invalid_length, missing_field, out_of_range
 */
export function readMessage(schema: MessageSchema, bytes: Uint8Array): object {
  const parts: Parts = { values: new Map(), unknown: [] };
  readParts(schema, { bytes, at: 0, name: schema.name }, parts, { end: bytes.length, path: schema.name });
  return finished(schema, parts, schema.name);
}

interface Place {
  readonly end: number;
  readonly path: string;
}

function readParts(schema: MessageSchema, cursor: Cursor, parts: Parts, { end, path }: Place): void {
  while (cursor.at < end) {
    const tag = readTag(cursor);
    const field = schema.fields.get(tag.number);
    if (field === undefined) {
      const start = cursor.at;
      skipWithin(cursor, tag, { end, path });
      parts.unknown.push({
        no: tag.number,
        wireType: tag.wireType,
        data: cursor.bytes.subarray(start, cursor.at),
      });
    } else readField(field, cursor, parts, { end, path: `${path}.${field.name}`, wireType: tag.wireType });
  }
}

/** Moves over a field that must end within its message. */
function skipWithin(
  cursor: Cursor,
  tag: { readonly number: number; readonly wireType: number },
  place: Place,
): void {
  if (tag.wireType === WIRE.delimited) {
    const start = cursor.at;
    endOfDelimited(cursor, place);
    cursor.at = start;
  }
  skipField(cursor, tag);
  if (cursor.at > place.end) throw tooLong(place.path, place.end, cursor.at);
}

/** Moves over the length of a delimited field. @returns where the field ends */
function endOfDelimited(cursor: Cursor, { end, path }: Place): number {
  const length = readVarint32(cursor);
  const fieldEnd = cursor.at + length;
  if (fieldEnd > end) throw tooLong(path, end, fieldEnd);
  return fieldEnd;
}

function readField(
  field: FieldSchema,
  cursor: Cursor,
  parts: Parts,
  place: Place & { readonly wireType: number },
): void {
  const { path, wireType } = place;
  const own = wireTypeOf(field.type);
  const isPackable = field.label === "repeated" && own !== WIRE.delimited;
  if (wireType !== own && !(isPackable && wireType === WIRE.delimited))
    throw new DecodeError(
      "invalid_encoding",
      `expected wire type ${isPackable ? `${own} or ${WIRE.delimited}` : own}, got ${wireType}`,
      { path, offset: cursor.at },
    );
  if (wireType !== WIRE.delimited) {
    readItem(field, cursor, parts, place);
    if (cursor.at > place.end) throw tooLong(path, place.end, cursor.at);
    return;
  }
  const end = endOfDelimited(cursor, place);
  if (own === WIRE.delimited) readItem(field, cursor, parts, { end, path });
  else while (cursor.at < end) readItem(field, cursor, parts, { end, path });
  if (cursor.at > end) throw tooLong(path, end, cursor.at);
}

/** Reads one value: a varint or a number of fixed length, or all that is left up to `end`. */
function readItem(field: FieldSchema, cursor: Cursor, parts: Parts, place: Place): void {
  const { type, number, label } = field;
  const isList = label === "repeated";
  if (typeof type === "string") keep(field, readScalar(type, cursor, place.end), parts);
  else if (isEnum(type)) {
    const start = cursor.at;
    const name = type.get(readVarint32(cursor) | 0);
    const data = cursor.bytes.subarray(start, cursor.at);
    if (name !== undefined) keep(field, name, parts);
    else parts.unknown.push({ no: number, wireType: WIRE.varint, data });
  } else {
    const begun = isList ? undefined : parts.values.get(field);
    const inner = (begun ?? { values: new Map(), unknown: [] }) as Parts; // what this branch kept
    readParts(type, cursor, inner, place);
    keep(field, inner, parts);
  }
}

/** The last of several values counts; those of a list add up. */
function keep(field: FieldSchema, value: unknown, { values }: Parts): void {
  const list = values.get(field);
  if (field.label !== "repeated") values.set(field, value);
  else if (Array.isArray(list)) list.push(value);
  else values.set(field, [value]);
}

function readScalar(kind: ScalarKind, cursor: Cursor, end: number): unknown {
  switch (kind) {
    case "bool":
      return readVarint(cursor) !== 0n;
    case "uint32":
      return readVarint32(cursor);
    case "uint64":
    case "time":
      return readVarint(cursor);
    case "int64":
      return BigInt.asIntN(64, readVarint(cursor));
    case "fixed64":
      return readFixed64(cursor);
    case "bytes":
    case "string": {
      const bytes = cursor.bytes.subarray(cursor.at, end);
      cursor.at = end;
      return kind === "bytes" ? bytes : utf8DecodeLossy(bytes);
    }
  }
}

/** The object, once all parts are read. */
function finished(schema: MessageSchema, { values, unknown }: Parts, path: string): object {
  const plain: Record<PropertyKey, unknown> = {};
  for (const field of schema.fields.values()) {
    const value = values.get(field);
    const fieldPath = `${path}.${field.name}`;
    if (Array.isArray(value))
      plain[field.name] = value.map((item, index) => finishedItem(field, item, `${fieldPath}[${index}]`));
    else if (value !== undefined) plain[field.name] = finishedItem(field, value, fieldPath);
    else if (field.label === "required")
      throw new DecodeError("missing_field", "expected a value, found none", { path: fieldPath });
  }
  if (unknown.length > 0) plain[UNKNOWN_FIELDS] = unknown;
  return plain;
}

function finishedItem({ type }: FieldSchema, value: unknown, path: string): unknown {
  if (isMessage(type)) return finished(type, value as Parts, path); // what readItem keeps for a message
  if (type !== "time" || typeof value !== "bigint") return value;
  if (value > BigInt(Number.MAX_SAFE_INTEGER))
    throw new DecodeError("out_of_range", `expected a time up to 2^53 - 1, got ${value}`, { path });
  return Number(value);
}

function tooLong(path: string, end: number, found: number): DecodeError {
  return new DecodeError("invalid_length", `expected to end by byte ${end}, ends at ${found}`, { path });
}
