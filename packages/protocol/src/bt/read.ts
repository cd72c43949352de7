import { utf8Decode } from "../bytes/index.ts";
import { DecodeError } from "../errors.ts";
import { type BtDict, type BtValue, isBtList } from "./value.ts";

/** Readers of one dict field. Each throws DecodeError missing_field, invalid_encoding, invalid_length or out_of_range. */

export function btBytes(dict: BtDict, key: string, length?: number): Uint8Array {
  return asBytes(present(dict, key), key, length);
}

export function btOptionalBytes(dict: BtDict, key: string, length?: number): Uint8Array | undefined {
  const value = dict.get(key);
  return value === undefined ? undefined : asBytes(value, key, length);
}

export function btText(dict: BtDict, key: string): string {
  return utf8Decode(btBytes(dict, key), key);
}

export function btOptionalText(dict: BtDict, key: string): string | undefined {
  const bytes = btOptionalBytes(dict, key);
  return bytes === undefined ? undefined : utf8Decode(bytes, key);
}

export function btInteger(dict: BtDict, key: string): bigint {
  return asInteger(present(dict, key), key);
}

/** An integer that a double holds exactly, within the given limits. */
export function btNumber(
  dict: BtDict,
  key: string,
  min: number = Number.MIN_SAFE_INTEGER,
  max: number = Number.MAX_SAFE_INTEGER,
): number {
  return asNumber(btInteger(dict, key), key, min, max);
}

export function btOptionalNumber(
  dict: BtDict,
  key: string,
  min: number = Number.MIN_SAFE_INTEGER,
  max: number = Number.MAX_SAFE_INTEGER,
): number | undefined {
  const value = dict.get(key);
  return value === undefined ? undefined : asNumber(asInteger(value, key), key, min, max);
}

export function btList(dict: BtDict, key: string): readonly BtValue[] {
  const value = present(dict, key);
  return isBtList(value) ? value : wrongKind("list", key);
}

export function btDict(dict: BtDict, key: string): BtDict {
  return asBtDict(present(dict, key), key);
}

export function asBtDict(value: BtValue, path = ""): BtDict {
  return value instanceof Map ? value : wrongKind("dict", path);
}

export function asBtList(value: BtValue, path = ""): readonly BtValue[] {
  return isBtList(value) ? value : wrongKind("list", path);
}

export function asBtBytes(value: BtValue, path = ""): Uint8Array {
  return asBytes(value, path, undefined);
}

export function asBtInteger(value: BtValue, path = ""): bigint {
  return asInteger(value, path);
}

function present(dict: BtDict, key: string): BtValue {
  const value = dict.get(key);
  if (value === undefined)
    throw new DecodeError("missing_field", "expected a value, found none", { path: key });
  return value;
}

function asBytes(value: BtValue, path: string, length: number | undefined): Uint8Array {
  if (!(value instanceof Uint8Array)) return wrongKind("byte string", path);
  if (length !== undefined && value.length !== length)
    throw new DecodeError("invalid_length", `expected ${length} bytes, got ${value.length}`, { path });
  return value;
}

function asInteger(value: BtValue, path: string): bigint {
  return typeof value === "bigint" ? value : wrongKind("integer", path);
}

function asNumber(value: bigint, path: string, min: number, max: number): number {
  if (value < BigInt(min) || value > BigInt(max))
    throw new DecodeError("out_of_range", `expected ${min}..${max}, got ${value}`, { path });
  return Number(value);
}

function wrongKind(expected: string, path: string): never {
  throw new DecodeError("invalid_encoding", `expected a ${expected}`, { path });
}
