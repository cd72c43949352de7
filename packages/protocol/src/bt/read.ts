import { utf8Decode } from "../bytes/index.ts";
import { DecodeError } from "../errors.ts";
import { type BtDict, type BtValue, isBtList } from "./value.ts";

/** A byte string, of exactly `length` bytes if given. @throws DecodeError missing_field, invalid_encoding, invalid_length */
export function btBytes(dict: BtDict, key: string, length?: number): Uint8Array {
  return asBytes(present(dict, key), key, length);
}

/** The same for a field that may be absent. @throws DecodeError invalid_encoding, invalid_length */
export function btOptionalBytes(dict: BtDict, key: string, length?: number): Uint8Array | undefined {
  const value = dict.get(key);
  return value === undefined ? undefined : asBytes(value, key, length);
}

/** A byte string that is UTF-8. @throws DecodeError missing_field, invalid_encoding */
export function btText(dict: BtDict, key: string): string {
  return utf8Decode(btBytes(dict, key), key);
}

/** The same for a field that may be absent. @throws DecodeError invalid_encoding */
export function btOptionalText(dict: BtDict, key: string): string | undefined {
  const bytes = btOptionalBytes(dict, key);
  return bytes === undefined ? undefined : utf8Decode(bytes, key);
}

/** A 64-bit integer, signed or not. @throws DecodeError missing_field, invalid_encoding */
export function btInteger(dict: BtDict, key: string): bigint {
  return asInteger(present(dict, key), key);
}

/** An integer that a double holds exactly, within the given limits. @throws DecodeError missing_field, invalid_encoding, out_of_range */
export function btNumber(
  dict: BtDict,
  key: string,
  min: number = Number.MIN_SAFE_INTEGER,
  max: number = Number.MAX_SAFE_INTEGER,
): number {
  return asNumber(btInteger(dict, key), key, min, max);
}

/** The same for a field that may be absent. @throws DecodeError invalid_encoding, out_of_range */
export function btOptionalNumber(
  dict: BtDict,
  key: string,
  min: number = Number.MIN_SAFE_INTEGER,
  max: number = Number.MAX_SAFE_INTEGER,
): number | undefined {
  const value = dict.get(key);
  return value === undefined ? undefined : asNumber(asInteger(value, key), key, min, max);
}

/** A list. @throws DecodeError missing_field, invalid_encoding */
export function btList(dict: BtDict, key: string): readonly BtValue[] {
  const value = present(dict, key);
  return isBtList(value) ? value : wrongKind("list", key);
}

/** A dict inside the dict. @throws DecodeError missing_field, invalid_encoding */
export function btDict(dict: BtDict, key: string): BtDict {
  return asBtDict(present(dict, key), key);
}

/** The value itself, if it is a dict. @throws DecodeError invalid_encoding */
export function asBtDict(value: BtValue, path = ""): BtDict {
  return value instanceof Map ? value : wrongKind("dict", path);
}

/** The value itself, if it is a list. @throws DecodeError invalid_encoding */
export function asBtList(value: BtValue, path = ""): readonly BtValue[] {
  return isBtList(value) ? value : wrongKind("list", path);
}

/** The value itself, if it is a byte string. @throws DecodeError invalid_encoding */
export function asBtBytes(value: BtValue, path = ""): Uint8Array {
  return asBytes(value, path, undefined);
}

/** The value itself, if it is an integer. @throws DecodeError invalid_encoding */
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
