import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { utf8Encode } from "../bytes/index.ts";
import { bytes, errorCode } from "../testing/index.ts";
import {
  jsonArray,
  jsonBoolean,
  jsonDecode,
  jsonEncode,
  jsonField,
  jsonInteger,
  jsonObject,
  jsonString,
} from "./index.ts";

const object = jsonObject(jsonDecode('{"text":"a","number":7,"flag":true,"half":0.5,"null":null}'));

describe("json", () => {
  test("default", () => {
    expect(jsonString(object, "text")).toBe("a");
    expect(jsonInteger(object, "number", { min: 7, max: 7 })).toBe(7);
    expect(jsonBoolean(object, "flag")).toBe(true);
    expect(jsonArray(jsonDecode("[1]"))).toEqual([1]);
    expect(jsonDecode(jsonEncode({ b: 1, a: [null] }))).toEqual({ b: 1, a: [null] });
  });
  test("behaviour: what was written is read back, no beginning of it is, and noise gives nothing but DecodeError", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), bytes({ max: 30 }), (value, noise) => {
        const written = jsonEncode({ value });
        expect(JSON.stringify(jsonDecode(written))).toBe(JSON.stringify({ value }));
        for (let length = 0; length < written.length; length++)
          expect(errorCode(() => jsonDecode(written.subarray(0, length)))).not.toBe("none");
        errorCode(() => jsonDecode(noise));
      }),
    );
  });
  test("behaviour: inherited names are not fields", () => {
    expect(jsonField(object, "toString")).toBeUndefined();
    expect(jsonField(jsonObject(jsonDecode('{"__proto__":1}')), "__proto__")).toBe(1);
  });
  test("behaviour: 100 levels are read; brackets inside strings are no levels", () => {
    const deep = `${"[".repeat(100)}${"]".repeat(100)}`;
    expect(JSON.stringify(jsonDecode(deep))).toBe(deep);
    for (const text of ["[".repeat(101), `\\"${"{".repeat(101)}`, `${"[".repeat(101)}\\`]) {
      const quoted = JSON.stringify([text, "\\", text]);
      expect(jsonDecode(quoted)).toEqual([text, "\\", text]);
    }
    expect(jsonDecode(`[${"[],".repeat(200)}[]]`)).toHaveLength(201);
  });
  test("error: more levels than can safely be written again", () => {
    for (const levels of [101, 200_000])
      for (const [open, close] of [
        ["[", "]"],
        ['{"a":', "}"],
        ['["\\\\",', "]"],
      ] as const)
        expect(errorCode(() => jsonDecode(`${open.repeat(levels)}1${close.repeat(levels)}`))).toBe(
          "out_of_range",
        );
  });
  test.each([
    ["text that is not JSON", () => jsonDecode("{"), "invalid_encoding"],
    ["bytes that are not UTF-8", () => jsonDecode(Uint8Array.of(0x22, 0xff, 0x22)), "invalid_encoding"],
    ["nothing at all", () => jsonDecode(utf8Encode("")), "invalid_encoding"],
    ["a list where an object is due", () => jsonObject([]), "invalid_encoding"],
    ["an object where a list is due", () => jsonArray({}), "invalid_encoding"],
    ["null where an object is due", () => jsonObject(null), "invalid_encoding"],
    ["an absent field", () => jsonString(object, "absent"), "missing_field"],
    ["a number where text is due", () => jsonString(object, "number"), "invalid_encoding"],
    ["a fraction where a whole number is due", () => jsonInteger(object, "half"), "invalid_encoding"],
    ["a number below the limit", () => jsonInteger(object, "number", { min: 8 }), "out_of_range"],
    ["null where a flag is due", () => jsonBoolean(object, "null"), "invalid_encoding"],
  ])("error: %s", (_name, run, code) => {
    expect(errorCode(run)).toBe(code);
  });
});
