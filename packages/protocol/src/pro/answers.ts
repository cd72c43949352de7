import { hexDecode } from "../bytes/index.ts";
import {
  type Codec,
  type JsonObject,
  jsonArray,
  jsonDecode,
  jsonEncode,
  jsonField,
  jsonInteger,
  jsonObject,
  jsonString,
} from "../codec/index.ts";
import { DecodeError } from "../errors.ts";
import { wholeNumber } from "./fields.ts";

const ANSWER_BYTES_MAX = 10 * 1024 * 1024;
const ERRORS_MAX = 100;

/** What the Pro backend answers: a result, or why there is none. */
export type ProAnswer<T> =
  | { readonly kind: "ok"; readonly result: T }
  /** `status` is 1 for a failure, 2 for a malformed request, from 100 for a reason of the endpoint's own. */
  | { readonly kind: "refused"; readonly status: number; readonly errors: readonly string[] };

interface ResultFields<T> {
  read(object: JsonObject): T;
  write(result: T): unknown;
}

/** JSON `{status: 0, result}` or `{status, errors}` around the result of one endpoint. */
export function proAnswer<T>(fields: ResultFields<T>): Codec<ProAnswer<T>> {
  return {
    encode: (answer) => {
      if (answer.kind === "ok") return jsonEncode({ status: 0, result: fields.write(answer.result) });
      const { status, errors } = answer;
      if (wholeNumber(status, "status") === 0)
        throw new RangeError("status: expected a whole number from 1, got 0");
      if (errors.length > ERRORS_MAX)
        throw new RangeError(`errors: expected at most ${ERRORS_MAX}, got ${errors.length}`);
      return jsonEncode({ status, errors });
    },
    decode: (bytes) => {
      if (bytes.length > ANSWER_BYTES_MAX)
        throw new DecodeError(
          "invalid_length",
          `expected at most ${ANSWER_BYTES_MAX} bytes, got ${bytes.length}`,
        );
      const object = jsonObject(jsonDecode(bytes));
      const status = jsonInteger(object, "status", { min: 0 });
      if (status !== 0) return { kind: "refused", status, errors: readErrors(object) };
      return { kind: "ok", result: fields.read(jsonObject(jsonField(object, "result"), "result")) };
    },
  };
}

function readErrors(object: JsonObject): readonly string[] {
  const errors = jsonArray(jsonField(object, "errors") ?? [], "errors");
  if (errors.length > ERRORS_MAX)
    throw new DecodeError("out_of_range", `expected at most ${ERRORS_MAX}, got ${errors.length}`, {
      path: "errors",
    });
  return errors.map((error) => {
    if (typeof error !== "string")
      throw new DecodeError("invalid_encoding", `expected text, got ${typeof error}`, { path: "errors" });
    return error;
  });
}

/** Hex of a fixed length in a JSON field. @throws DecodeError missing_field, invalid_encoding, invalid_length */
export function jsonHex(object: JsonObject, key: string, length: number): Uint8Array {
  const text = jsonString(object, key);
  if (text.length !== length * 2)
    throw new DecodeError("invalid_length", `expected ${length * 2} hex digits, got ${text.length}`, {
      path: key,
    });
  return hexDecode(text, key);
}
