import { describe, expect, test } from "vitest";
import { btSet } from "../../bt/index.ts";
import { concatBytes, utf8Encode } from "../../bytes/index.ts";
import type { ConfigDraft, ConfigValue } from "../tree.ts";
import { readFields, writeFields } from "./field.ts";
import {
  bitset,
  contactNotifications,
  expiry,
  flag,
  nonZero,
  notifications,
  optionalFlag,
  picture,
  positive,
  seconds,
  secret,
  text,
} from "./fields.ts";
import { cutUtf8, lenientText } from "./text.ts";

const I64_MAX = 2n ** 63n - 1n;

function dictOf(value: ConfigValue): ConfigDraft {
  return new Map([["k", value]]);
}

/** What a field leaves in a dict that held nothing, or held something else. */
function written<T>(field: { write(dict: ConfigDraft, value: T): void }, value: T): ConfigDraft {
  const dict: ConfigDraft = new Map([["k", 42n]]);
  field.write(dict, value);
  return dict;
}

describe("scalar fields", () => {
  test.each([
    ["a flag of 1", flag("k"), 1n, true],
    ["a flag of another number", flag("k"), 2n, true],
    ["a flag of 0", flag("k"), 0n, false],
    ["a flag that is no number", flag("k"), utf8Encode("1"), false],
    ["a choice of three, refused", optionalFlag("k"), 0n, false],
    ["a choice of three, unset", optionalFlag("k"), utf8Encode("1"), undefined],
    ["a hidden priority", nonZero("k"), -1n, -1],
    ["a number too large for a double", nonZero("k"), I64_MAX, 0],
    ["a positive number below zero", positive("k"), -5n, 0],
    ["seconds", seconds("k"), 1_680_064_059n, 1_680_064_059],
    ["seconds at the limit", seconds("k"), 9_000_000_000n, 9_000_000_000],
    ["a time in milliseconds", seconds("k"), 1_680_064_059_123n, 1_680_064_059],
    ["milliseconds at the limit", seconds("k"), 9_000_000_000_000n, 9_000_000_000],
    ["a time in microseconds", seconds("k"), 1_680_064_059_123_456n, 1_680_064_059],
    ["a time before 1970", seconds("k"), -1n, 0],
    ["the last time of all", seconds("k"), I64_MAX, 9_223_372_036_854],
    ["a text", text("k"), utf8Encode("é"), "é"],
    ["a text that is a number", text("k"), 7n, ""],
    ["a text cut within its last character", text("k"), Uint8Array.of(0x61, 0xf0, 0x9f, 0x8e), "a"],
    ["bytes that are no text", text("k"), new Uint8Array(9).fill(0xff), ""],
    ["a notification mode", notifications("k"), 3n, "mentions"],
    ["a notification mode of the future", notifications("k"), 4n, "default"],
    ["a negative notification mode", notifications("k"), -1n, "default"],
    ["a contact's notification mode", contactNotifications("k"), 3n, "all"],
    ["secret bytes of another length", secret("k", 32), new Uint8Array(31), undefined],
  ])("behaviour: reads %s", (_name, field, stored, expected) => {
    expect(field.read(dictOf(stored))).toEqual(expected);
  });

  test("behaviour: what says nothing leaves no key", () => {
    for (const dict of [
      written(flag("k"), false),
      written(optionalFlag("k"), undefined),
      written(nonZero("k"), 0),
      written(positive("k"), 0),
      written(positive("k"), -1),
      written(seconds("k"), -1),
      written(text("k"), ""),
      written(notifications("k"), "default"),
      written(secret("k", 32), undefined),
      written(bitset("k"), 0n),
    ])
      expect(dict.size).toBe(0);
  });

  test("behaviour: what is written", () => {
    expect(written(flag("k"), true).get("k")).toBe(1n);
    expect(written(optionalFlag("k"), false).get("k")).toBe(0n);
    expect(written(nonZero("k"), -1).get("k")).toBe(-1n);
    expect(written(seconds("k"), 1_680_064_059_123).get("k")).toBe(1_680_064_059n);
    expect(written(notifications("k"), "mentions").get("k")).toBe(3n);
    expect(written(contactNotifications("k"), "mentions").get("k")).toBe(1n);
    expect(written(bitset("k"), 0b1010n).get("k")).toEqual([1n, 3n]);
    expect(written(bitset("k"), 2n ** 63n).get("k")).toEqual([63n]);
  });

  test.each([0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])(
    "error: %s is no integer to store",
    (value) => {
      expect(() => written(nonZero("k"), value)).toThrow(RangeError);
      expect(() => written(positive("k"), value)).toThrow(RangeError);
      expect(() => written(seconds("k"), value)).toThrow(RangeError);
    },
  );

  test("behaviour: a text is cut between characters", () => {
    const cake = "🎂";
    const name = `${"a".repeat(98)}${cake}`;
    expect(written(text("k"), name).get("k")).toEqual(utf8Encode("a".repeat(98)));
    expect(written(text("k"), "b".repeat(96) + cake).get("k")).toEqual(utf8Encode("b".repeat(96) + cake));
    expect(written(text("k", 600), name).get("k")).toEqual(utf8Encode(name));
  });
});

describe("bitset", () => {
  test("behaviour: members that are no bit are neither read nor lost", () => {
    const odd = btSet([-1n, 2n, 64n, utf8Encode("x")]);
    const dict = dictOf(odd);
    expect(bitset("k").read(dict)).toBe(4n);
    bitset("k").write(dict, 1n);
    expect(dict.get("k")).toEqual(btSet([-1n, 0n, 64n, utf8Encode("x")]));
  });
  test.each([-1n, 2n ** 64n])("error: %s is no 64-bit bitset", (value) => {
    expect(() => written(bitset("k"), value)).toThrow(RangeError);
  });
});

describe("picture", () => {
  const field = picture("p", "q");
  const key = new Uint8Array(32).fill(5);
  const draft = (): ConfigDraft =>
    new Map([
      ["p", utf8Encode("http://old")],
      ["q", key],
    ]);

  test("behaviour: address and key go together", () => {
    const dict = draft();
    expect(field.read(dict)).toEqual({ url: "http://old", key });
    dict.delete("q");
    expect(field.read(dict)).toBeUndefined();
    dict.set("q", new Uint8Array(31));
    expect(field.read(dict)).toBeUndefined();
  });
  test("behaviour: 223 bytes of address are read, 224 are not", () => {
    const dict = draft().set("p", utf8Encode("u".repeat(223)));
    expect(field.read(dict)?.url).toHaveLength(223);
    expect(field.read(dict.set("p", utf8Encode("u".repeat(224))))).toBeUndefined();
  });
  test.each([
    ["none", undefined],
    ["an empty address", { url: "", key }],
    ["an address too long", { url: "é".repeat(112), key }],
    ["a key of another size", { url: "http://new", key: new Uint8Array(33) }],
  ])("behaviour: writing %s removes both", (_name, value) => {
    const dict = draft();
    field.write(dict, value);
    expect(dict.size).toBe(0);
  });
  test("behaviour: the key does not show in logs", () => {
    expect(JSON.stringify(field.read(draft()))).toBe('{"url":"http://old","key":"[secret]"}');
  });
});

describe("expiry", () => {
  const field = expiry("e", "E");
  test.each<readonly [string, bigint, bigint]>([
    ["no mode", 0n, 300n],
    ["a mode of the future", 3n, 300n],
    ["no seconds", 1n, 0n],
    ["seconds below zero", 1n, -1n],
  ])("behaviour: %s is no expiry", (_name, mode, time) => {
    const dict: ConfigDraft = new Map([
      ["e", mode],
      ["E", time],
    ]);
    expect(field.read(dict)).toBeUndefined();
  });
  test("behaviour: both keys or neither", () => {
    const dict: ConfigDraft = new Map();
    field.write(dict, { mode: "afterRead", seconds: 300 });
    expect([...dict]).toEqual([
      ["e", 2n],
      ["E", 300n],
    ]);
    field.write(dict, { mode: "afterRead", seconds: 0 });
    expect(dict.size).toBe(0);
  });
});

describe("writeFields", () => {
  const fields = { mode: notifications("@"), name: text("n") };

  test("behaviour: a value that reads the same stays as it lies, even one of the future", () => {
    const dict: ConfigDraft = new Map([["@", 7n]]);
    expect(writeFields(fields, dict, readFields(fields, dict))).toBe(false);
    expect(dict.get("@")).toBe(7n);
  });
  test("behaviour: properties that the patch does not name stay", () => {
    const dict: ConfigDraft = new Map<string, ConfigValue>([
      ["@", 1n],
      ["n", utf8Encode("a")],
    ]);
    expect(writeFields(fields, dict, { name: "b" })).toBe(true);
    expect([...dict]).toEqual([
      ["@", 1n],
      ["n", utf8Encode("b")],
    ]);
  });
});

describe("text", () => {
  test("behaviour: no cut breaks a character", () => {
    const bytes = utf8Encode("aé€🎂");
    const lengths = Array.from({ length: 12 }, (_, max) => cutUtf8(bytes, max).length);
    expect(lengths).toEqual([0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 10]);
  });
  test("behaviour: only the very end may be broken", () => {
    expect(lenientText(concatBytes(utf8Encode("a"), Uint8Array.of(0xe2, 0x82)))).toBe("a");
    expect(lenientText(concatBytes(Uint8Array.of(0xe2, 0x82), utf8Encode("abcd")))).toBeUndefined();
    expect(lenientText(new Uint8Array())).toBe("");
  });
});
