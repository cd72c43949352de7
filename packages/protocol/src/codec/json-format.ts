import { base64Decode } from "../bytes/index.ts";
import { DecodeError } from "../errors.ts";
import type { Codec } from "./codec.ts";
import {
  type JsonObject,
  type JsonValue,
  jsonArray,
  jsonBoolean,
  jsonDecode,
  jsonEncode,
  jsonField,
  jsonString,
} from "./json.ts";

/**
 * One kind of value inside a JSON document, declared once for both directions. Unknown keys are ignored; known ones
 * are checked in full. `fromJson` throws DecodeError, `path` being where the value was found; `toJson` throws RangeError.
 */
export interface JsonFormat<T> {
  toJson(value: T): JsonValue;
  fromJson(value: JsonValue | undefined, path?: string): T;
}

/** A whole body in one format. @throws DecodeError for bytes that are not JSON, too */
export function jsonDocument<T>(format: JsonFormat<T>): Codec<T> {
  return {
    encode: (value) => jsonEncode(format.toJson(value)),
    decode: (bytes) => format.fromJson(jsonDecode(bytes)),
  };
}

/** The same format, but `toJson` throws RangeError for all that `fromJson` would refuse: nothing is written in vain. */
export function checkedFormat<T>(format: JsonFormat<T>): JsonFormat<T> {
  return {
    ...format,
    toJson: (value) => {
      const json = format.toJson(value);
      try {
        format.fromJson(json);
      } catch (cause) {
        if (cause instanceof DecodeError) throw new RangeError(cause.message, { cause });
        throw cause;
      }
      return json;
    },
  };
}

/** A list of at most `countMax` values. */
export function jsonListOf<T>(item: JsonFormat<T>, countMax: number): JsonFormat<readonly T[]> {
  return {
    toJson: (values) => {
      if (values.length > countMax)
        throw new RangeError(`list: expected at most ${countMax} items, got ${values.length}`);
      return values.map((value) => item.toJson(value));
    },
    fromJson: (value, path = "") => {
      const list = jsonArray(value, path);
      if (list.length > countMax)
        throw new DecodeError("out_of_range", `expected at most ${countMax} items, got ${list.length}`, {
          path,
        });
      return list.map((entry, index) => item.fromJson(entry, `${path}[${index}]`));
    },
  };
}

/** Leaves out the fields whose value is undefined. @throws RangeError for a number below 0 or not finite */
export function jsonFields(fields: Readonly<Record<string, JsonValue | undefined>>): JsonObject {
  const present = Object.entries(fields).flatMap(([key, value]): readonly [string, JsonValue][] => {
    if (typeof value === "number" && !(value >= 0 && value <= Number.MAX_SAFE_INTEGER))
      throw new RangeError(`${key}: expected 0 or more, got ${value}`);
    return value === undefined ? [] : [[key, value]];
  });
  return Object.fromEntries(present); // unlike assignment, it takes any name, `__proto__` too
}

/** The value itself, if it is text. @throws DecodeError missing_field, invalid_encoding */
export function asText(value: JsonValue | undefined, path: string): string {
  if (value === undefined) throw new DecodeError("missing_field", "expected text, found none", { path });
  if (typeof value !== "string") throw new DecodeError("invalid_encoding", "expected text", { path });
  return value;
}

/** Whether an optional field has a value; servers leave them out, and null means the same. */
export function isPresent(object: JsonObject, key: string): boolean {
  return (jsonField(object, key) ?? null) !== null;
}

/** A flag that is only written when it is true. @throws DecodeError invalid_encoding */
export function jsonFlag(object: JsonObject, key: string, path: string): boolean {
  return isPresent(object, key) && jsonBoolean(object, key, path);
}

/** Seconds since the Unix epoch, possibly with a fraction. @throws DecodeError missing_field, invalid_encoding, out_of_range */
export function jsonSeconds(object: JsonObject, key: string, path: string): number {
  const value = jsonField(object, key);
  if (value === undefined) throw new DecodeError("missing_field", "expected a time, found none", { path });
  if (typeof value !== "number")
    throw new DecodeError("invalid_encoding", "expected seconds as a number", { path });
  if (!(value >= 0 && value <= Number.MAX_SAFE_INTEGER))
    throw new DecodeError("out_of_range", "expected a time since 1970", { path });
  return value;
}

/** Bytes as standard base64, padded or not. @throws DecodeError missing_field, invalid_encoding, out_of_range */
export function jsonBase64(
  object: JsonObject,
  key: string,
  limits: { readonly bytesMax: number; readonly path: string },
): Uint8Array {
  const { bytesMax, path } = limits;
  const text = jsonString(object, key, path);
  const lengthMax = Math.ceil(bytesMax / 3) * 4;
  if (text.length > lengthMax)
    throw new DecodeError("out_of_range", `expected at most ${lengthMax} characters, got ${text.length}`, {
      path,
    });
  const bytes = base64Decode(text, path);
  // Without padding, as many characters as the limit allows hold up to two bytes more.
  if (bytes.length > bytesMax)
    throw new DecodeError("out_of_range", `expected at most ${bytesMax} bytes, got ${bytes.length}`, {
      path,
    });
  return bytes;
}

/** Text of at most `lengthMax` UTF-16 units. @throws DecodeError missing_field, invalid_encoding, out_of_range */
export function jsonText(
  object: JsonObject,
  key: string,
  limits: { readonly lengthMax: number; readonly path: string },
): string {
  const text = jsonString(object, key, limits.path);
  if (text.length > limits.lengthMax)
    throw new DecodeError(
      "out_of_range",
      `expected at most ${limits.lengthMax} characters, got ${text.length}`,
      { path: limits.path },
    );
  return text;
}
