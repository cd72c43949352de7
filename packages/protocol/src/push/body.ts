import {
  type Codec,
  jsonBoolean,
  jsonDecode,
  jsonEncode,
  jsonInteger,
  jsonObject,
  jsonString,
} from "../codec/index.ts";
import { isPresent, type JsonFormat, jsonFields, jsonFlag, jsonListOf } from "../codec/json-format.ts";
import { DecodeError } from "../errors.ts";

/** The reference server reads no more. */
const BODY_BYTES_MAX = 100_000;
const ENTRIES_MAX = 1000;

/** One entry, or a list of them: the server answers either with its like, and nonsense with one refusal. */
export type OneOrMany<T> = T | readonly T[];

/** What became of one entry. */
export type PushAnswer =
  /** `nothing`: there was no such subscription to remove. */
  | { readonly kind: "done"; readonly change: "added" | "updated" | "removed" | "nothing" }
  | { readonly kind: "refused"; readonly code: number; readonly message: string };

/**
 * The JSON body of a request or of its answer, at most 100 kB. A server that lets a malformed entry of a list spoil no
 * other reads each with `fromJson` of its own.
 *
 * Spec: docs/spec/accounts-and-messages.md section 14.1.
 */
export function pushBody<T extends object>(entry: JsonFormat<T>): Codec<OneOrMany<T>> {
  const entries = jsonListOf(entry, ENTRIES_MAX);
  return {
    encode: (value) => {
      const body = jsonEncode(isList(value) ? entries.toJson(value) : entry.toJson(value));
      if (body.length > BODY_BYTES_MAX)
        throw new RangeError(`body: expected at most ${BODY_BYTES_MAX} bytes, got ${body.length}`);
      return body;
    },
    decode: (bytes) => {
      if (bytes.length > BODY_BYTES_MAX)
        throw new DecodeError(
          "invalid_length",
          `expected at most ${BODY_BYTES_MAX} bytes, got ${bytes.length}`,
          { path: "body" },
        );
      const value = jsonDecode(bytes, "body");
      return Array.isArray(value) ? entries.fromJson(value, "body") : entry.fromJson(value, "body");
    },
  };
}

/**
 * The answer to one entry: `{success, added|updated}` or `{error, message}`.
 *
 * compat: the reference server answers `/unsubscribe` with `removed`, true or false.
 *
 * Spec: docs/spec/accounts-and-messages.md section 14.1.
 */
export const pushAnswer: JsonFormat<PushAnswer> = {
  toJson: (answer) => {
    if (answer.kind === "done")
      return answer.change === "nothing"
        ? { success: true, removed: false }
        : { success: true, [answer.change]: true };
    if (!Number.isSafeInteger(answer.code) || answer.code < 1)
      throw new RangeError(`error: expected a whole number from 1, got ${answer.code}`);
    return jsonFields({ error: answer.code, message: answer.message });
  },
  fromJson: (value, path) => {
    const object = jsonObject(value, path);
    if (isPresent(object, "error"))
      return {
        kind: "refused",
        code: jsonInteger(object, "error", { min: 1 }),
        message: isPresent(object, "message") ? jsonString(object, "message") : "",
      };
    if (!jsonBoolean(object, "success"))
      throw new DecodeError("invalid_encoding", "expected true or an error", { path: "success" });
    const changes = ["added", "updated", "removed"] as const;
    return {
      kind: "done",
      change: changes.find((change) => jsonFlag(object, change, change)) ?? "nothing",
    };
  },
};

function isList<T>(value: OneOrMany<T>): value is readonly T[] {
  return Array.isArray(value);
}
