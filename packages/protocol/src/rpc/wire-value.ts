import { type BtValue, btEncode } from "../bt/index.ts";
import { base64Encode, hexEncode, utf8Encode } from "../bytes/index.ts";
import type { JsonValue } from "../codec/index.ts";

/** Bytes inside a request or answer: text in JSON, raw in bencode. */
export interface WireBinary {
  readonly binary: Uint8Array;
  readonly text: "base64" | "hex";
}

/** A value that is JSON in either encoding: part of the document in JSON, its text in bencode. */
export class WireJson {
  readonly value: JsonValue;
  constructor(value: JsonValue) {
    this.value = value;
  }
}

/** What requests and answers are made of; JSON and bencode differ only in how they show binary values and booleans. */
export type WireValue =
  | boolean
  | number
  | bigint
  | string
  | null
  | WireBinary
  | WireJson
  | readonly WireValue[]
  | WireObject;

/** Fields with the value undefined are left out. */
export interface WireObject {
  readonly [key: string]: WireValue | undefined;
}

/** Bytes that JSON shows as base64. */
export function base64Value(binary: Uint8Array): WireBinary {
  return { binary, text: "base64" };
}

/** Bytes that JSON shows as hex. */
export function hexValue(binary: Uint8Array): WireBinary {
  return { binary, text: "hex" };
}

/**
 * JSON with keys sorted as text, as the reference emits them. A bigint becomes bare digits, so that 64-bit numbers
 * stay exact.
 */
export function writeJson(value: WireValue): string {
  if (value === null || typeof value === "boolean" || typeof value === "string") return JSON.stringify(value);
  if (typeof value === "bigint") return value.toString();
  if (typeof value === "number") {
    if (!Number.isFinite(value)) throw new RangeError(`JSON: expected a finite number, got ${value}`);
    return JSON.stringify(value);
  }
  if (value instanceof WireJson) return JSON.stringify(value.value);
  if (isBinary(value)) return JSON.stringify(binaryText(value));
  if (isList(value)) return `[${value.map(writeJson).join(",")}]`;
  const fields = sortedFields(value).map(([key, field]) => `${JSON.stringify(key)}:${writeJson(field)}`);
  return `{${fields.join(",")}}`;
}

/** Bencode: binary values raw, booleans 0 or 1. @throws RangeError for null or a fraction, which it cannot say */
export function writeBt(value: WireValue): Uint8Array {
  return btEncode(toBt(value));
}

function toBt(value: WireValue): BtValue {
  if (value === null) throw new RangeError("bt: expected a value, got null");
  if (typeof value === "boolean") return value ? 1n : 0n;
  if (typeof value === "bigint") return value;
  if (typeof value === "number") return BigInt(value);
  if (typeof value === "string") return utf8Encode(value);
  if (value instanceof WireJson) return utf8Encode(JSON.stringify(value.value));
  if (isBinary(value)) return value.binary;
  if (isList(value)) return value.map(toBt);
  return new Map(sortedFields(value).map(([key, field]) => [key, toBt(field)]));
}

function isBinary(value: WireBinary | readonly WireValue[] | WireObject): value is WireBinary {
  return "binary" in value && value.binary instanceof Uint8Array;
}

function isList(value: readonly WireValue[] | WireObject): value is readonly WireValue[] {
  return Array.isArray(value);
}

function binaryText(value: WireBinary): string {
  return value.text === "hex" ? hexEncode(value.binary) : base64Encode(value.binary);
}

function sortedFields(value: WireObject): [string, WireValue][] {
  const fields: [string, WireValue][] = [];
  for (const [key, field] of Object.entries(value)) if (field !== undefined) fields.push([key, field]);
  return fields.sort(([a], [b]) => (a < b ? -1 : 1));
}
