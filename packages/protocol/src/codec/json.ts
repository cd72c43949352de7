import { utf8Decode, utf8Encode } from "../bytes/index.ts";
import { DecodeError } from "../errors.ts";

export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };
export type JsonObject = { readonly [key: string]: JsonValue };

/** Many more than any format of the network has; writing a few thousand levels again would overflow the stack. */
const DEPTH_MAX = 100;

/** Parses JSON from text or UTF-8 bytes. @throws DecodeError invalid_encoding, out_of_range (over 100 levels deep) */
export function jsonDecode(input: string | Uint8Array, path = ""): JsonValue {
  const text = typeof input === "string" ? input : utf8Decode(input, path);
  if (depthOf(text) > DEPTH_MAX)
    throw new DecodeError("out_of_range", `expected at most ${DEPTH_MAX} levels of JSON`, { path });
  try {
    return JSON.parse(text) as JsonValue; // everything JSON.parse returns is a JsonValue
  } catch (cause) {
    throw new DecodeError("invalid_encoding", "expected JSON", { path, cause });
  }
}

/** Brackets open at once. Says nothing useful about a text that is not JSON. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (let at = 0; at < text.length; at++) {
    const letter = text[at];
    if (letter === '"') at = endOfString(text, at);
    else if (letter === "[" || letter === "{") deepest = Math.max(deepest, ++depth);
    else if (letter === "]" || letter === "}") depth--;
  }
  return deepest;
}

/** Index of the quote that closes the string which opens at `start`; the end of the text when none does. */
function endOfString(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let before = at - 1;
    while (text[before] === "\\") before--;
    const isEscaped = (at - before) % 2 === 0;
    if (!isEscaped) return at;
  }
  return text.length;
}

/** Compact JSON as UTF-8. */
export function jsonEncode(value: unknown): Uint8Array {
  return utf8Encode(JSON.stringify(value));
}

/** @throws DecodeError invalid_encoding unless the value is an object that is neither null nor a list */
export function jsonObject(value: unknown, path = ""): JsonObject {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return wrongType("object", value, path);
  return value as JsonObject; // only values that came out of jsonDecode are handed in
}

/** @throws DecodeError invalid_encoding */
export function jsonArray(value: unknown, path = ""): readonly JsonValue[] {
  if (!Array.isArray(value)) return wrongType("list", value, path);
  return value;
}

/** Own field or undefined; never something inherited from Object.prototype. */
export function jsonField(object: JsonObject, key: string): JsonValue | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** @throws DecodeError missing_field, invalid_encoding */
export function jsonString(object: JsonObject, key: string, path: string = key): string {
  const value = present(object, key, path);
  return typeof value === "string" ? value : wrongType("text", value, path);
}

/** Whole number that a double holds exactly, within the given limits. @throws DecodeError missing_field, invalid_encoding, out_of_range */
export function jsonInteger(
  object: JsonObject,
  key: string,
  limits: { readonly min?: number; readonly max?: number; readonly path?: string } = {},
): number {
  const path = limits.path ?? key;
  const value = present(object, key, path);
  if (typeof value !== "number" || !Number.isSafeInteger(value))
    return wrongType("whole number", value, path);
  const min = limits.min ?? Number.MIN_SAFE_INTEGER;
  const max = limits.max ?? Number.MAX_SAFE_INTEGER;
  if (value < min || value > max)
    throw new DecodeError("out_of_range", `expected ${min}..${max}, got ${value}`, { path });
  return value;
}

/** @throws DecodeError missing_field, invalid_encoding */
export function jsonBoolean(object: JsonObject, key: string, path: string = key): boolean {
  const value = present(object, key, path);
  return typeof value === "boolean" ? value : wrongType("true or false", value, path);
}

function present(object: JsonObject, key: string, path: string): JsonValue {
  const value = jsonField(object, key);
  if (value === undefined) throw new DecodeError("missing_field", "expected a value, found none", { path });
  return value;
}

function wrongType(expected: string, value: unknown, path: string): never {
  const found = value === null ? "null" : Array.isArray(value) ? "list" : typeof value;
  throw new DecodeError("invalid_encoding", `expected ${expected}, got ${found}`, { path });
}
