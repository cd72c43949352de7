import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hexDecode, hexEncode, latin1Decode, utf8Encode } from "../bytes/index.ts";
import { btValues, checkCodecLaws, errorCode, loadVector } from "../testing/index.ts";
import {
  asBtBytes,
  asBtDict,
  asBtInteger,
  asBtList,
  type BtValue,
  btBytes,
  btDecode,
  btDict,
  btEncode,
  btInteger,
  btList,
  btNumber,
  btOptionalBytes,
  btOptionalNumber,
  btOptionalText,
  btSet,
  btText,
} from "./index.ts";

type VectorValue =
  | { readonly int: string }
  | { readonly str: string }
  | { readonly list: readonly VectorValue[] }
  | { readonly set: readonly VectorValue[] }
  | { readonly dict: Readonly<Record<string, VectorValue>> };
type Case =
  | { readonly kind: "encode"; readonly name: string; readonly value: VectorValue; readonly bytes: string }
  | { readonly kind: "decode-fail"; readonly name: string; readonly bytes: string }
  | {
      readonly kind: "decode-lenient";
      readonly name: string;
      readonly bytes: string;
      readonly canonical: string;
    };

const { cases } = loadVector<{ readonly cases: readonly Case[] }>("bt-encoding");

function toBt(value: VectorValue): BtValue {
  if ("int" in value) return BigInt(value.int);
  if ("str" in value) return hexDecode(value.str);
  if ("list" in value) return value.list.map(toBt);
  if ("set" in value) return btSet(value.set.map((member) => toBt(member) as bigint | Uint8Array)); // as the vector says
  return new Map(Object.entries(value.dict).map(([key, item]) => [latin1Decode(hexDecode(key)), toBt(item)]));
}

describe("vectors/bt-encoding.json", () => {
  test.each(cases.filter((item) => item.kind === "encode"))("default: $name", ({ value, bytes }) => {
    expect(hexEncode(btEncode(toBt(value)))).toBe(bytes);
    expect(btDecode(hexDecode(bytes))).toEqual(toBt(value));
  });
  test.each(cases.filter((item) => item.kind === "decode-fail"))("error: $name", ({ bytes }) => {
    expect(errorCode(() => btDecode(hexDecode(bytes)))).not.toBe("none");
    expect(errorCode(() => btDecode(hexDecode(bytes), { lenientNumbers: true }))).not.toBe("none");
  });
  test.each(cases.filter((item) => item.kind === "decode-lenient"))(
    "compat: $name is read on request only",
    ({ bytes, canonical }) => {
      expect(errorCode(() => btDecode(hexDecode(bytes)))).toBe("invalid_encoding");
      expect(hexEncode(btEncode(btDecode(hexDecode(bytes), { lenientNumbers: true })))).toBe(canonical);
    },
  );
});

describe("bt", () => {
  test("behaviour: keeps the codec laws", () => {
    checkCodecLaws({ encode: btEncode, decode: btDecode }, btValues);
  });
  test.each([
    ["keys out of order", "d1:b0:1:a0:e", "invalid_encoding"],
    ["a key given twice", "d1:a0:1:a0:e", "invalid_encoding"],
    ["a length beyond the input", "99999999999999999999:a", "invalid_length"],
    ["more digits than any number has", `i${"1".repeat(30)}e`, "out_of_range"],
    ["an integer below 64 bits", "i-9223372036854775809e", "out_of_range"],
    ["nesting without end", "l".repeat(100_000), "out_of_range"],
    ["nothing", "", "invalid_length"],
    ["a length without digits", ":", "invalid_encoding"],
  ])("error: %s", (_name, text, code) => {
    expect(errorCode(() => btDecode(utf8Encode(text)))).toBe(code);
  });
  test("error: encoding an integer outside 64 bits", () => {
    expect(() => btEncode(2n ** 64n)).toThrow(RangeError);
    expect(() => btEncode(-(2n ** 63n) - 1n)).toThrow(RangeError);
  });
  test("behaviour: decoded byte strings do not share memory with the input", () => {
    const input = utf8Encode("1:a");
    const value = btDecode(input);
    input.fill(0);
    expect(value).toEqual(utf8Encode("a"));
  });
  test("behaviour: a million values are written, and read back", () => {
    const encoded = btEncode(Array.from({ length: 999_999 }, () => 7n));
    expect(encoded.length).toBe(2_999_999);
    expect(btDecode(encoded)).toHaveLength(999_999);
  });
  test("error: more than a million values", () => {
    const encoded = btEncode(Array.from({ length: 1_000_000 }, () => new Map()));
    expect(errorCode(() => btDecode(encoded))).toBe("out_of_range");
  });
  test("behaviour: a set has one canonical form whatever the order of its members", () => {
    const members = fc.oneof(fc.bigInt({ min: -9n, max: 9n }), fc.uint8Array({ maxLength: 2 }));
    fc.assert(
      fc.property(fc.array(members), (list) => {
        expect(btEncode(btSet(list))).toEqual(btEncode(btSet(list.toReversed())));
      }),
    );
  });
});

describe("readers", () => {
  const dict = asBtDict(btDecode(utf8Encode("d1:b3:abc1:dde1:ii7e1:lli1eee")));

  test("default", () => {
    expect(btBytes(dict, "b", 3)).toEqual(utf8Encode("abc"));
    expect(btText(dict, "b")).toBe("abc");
    expect(btInteger(dict, "i")).toBe(7n);
    expect(btNumber(dict, "i", 0, 7)).toBe(7);
    expect(asBtInteger(btList(dict, "l")[0] ?? new Uint8Array())).toBe(1n);
    expect(btDict(dict, "d").size).toBe(0);
    expect([btOptionalBytes(dict, "x"), btOptionalText(dict, "x"), btOptionalNumber(dict, "x")]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect([btOptionalText(dict, "b"), btOptionalNumber(dict, "i")]).toEqual(["abc", 7]);
  });
  test.each([
    ["an absent key", () => btBytes(dict, "x"), "missing_field"],
    ["another length", () => btBytes(dict, "b", 4), "invalid_length"],
    ["an integer where bytes are due", () => btBytes(dict, "i"), "invalid_encoding"],
    ["bytes where an integer is due", () => btInteger(dict, "b"), "invalid_encoding"],
    ["a number out of limits", () => btNumber(dict, "i", 8), "out_of_range"],
    ["a dict where a list is due", () => btList(dict, "d"), "invalid_encoding"],
    ["a list where a dict is due", () => btDict(dict, "l"), "invalid_encoding"],
    ["an integer at the top where a list is due", () => asBtList(1n), "invalid_encoding"],
    ["an integer at the top where a dict is due", () => asBtDict(1n), "invalid_encoding"],
    ["an integer at the top where bytes are due", () => asBtBytes(1n), "invalid_encoding"],
  ])("error: %s", (_name, run, code) => {
    expect(errorCode(run)).toBe(code);
  });
});
