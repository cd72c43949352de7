import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { btDecode, btEncode } from "../bt/index.ts";
import { concatBytes, latin1Encode, utf8Encode } from "../bytes/index.ts";
import { DecodeError } from "../errors.ts";
import { bytes, checkCodecLaws, errorCode } from "../testing/index.ts";
import {
  type FullKeysMessage,
  type KeysMessage,
  keysMessage,
  type SupplementalKeysMessage,
  signedKeysBytes,
} from "./index.ts";

describe("keys message codec", () => {
  const head = {
    nonce: bytes({ min: 24, max: 24 }),
    generation: fc.nat(Number.MAX_SAFE_INTEGER),
    signature: bytes({ min: 64, max: 64 }),
  };
  const entry = bytes({ min: 48, max: 48 });
  const full = fc.record({
    kind: fc.constant("full" as const),
    ...head,
    adminEntry: entry,
    memberEntries: fc
      .tuple(entry, fc.constantFrom(0, 45, 75, 90))
      .map(([one, count]) => Array.from({ length: count }, (_, index) => one.map((byte) => byte ^ index))),
  });
  const supplement = fc.record({
    kind: fc.constant("supplement" as const),
    ...head,
    entries: fc.array(bytes({ min: 68, max: 90 }), { maxLength: 3 }),
  });

  test("codec laws", () => {
    // Not canonical: keys of later versions are skipped.
    const values: fc.Arbitrary<KeysMessage> = fc.oneof(full, supplement);
    checkCodecLaws(keysMessage, values, { canonical: false, numRuns: 60 });
  });

  const nonce = new Uint8Array(24).fill(1);
  const signature = new Uint8Array(64).fill(2);
  const fullValue: FullKeysMessage = {
    kind: "full",
    nonce,
    generation: 7,
    adminEntry: new Uint8Array(48).fill(3),
    memberEntries: Array.from({ length: 45 }, () => new Uint8Array(48).fill(4)),
    signature,
  };
  const supplementValue: SupplementalKeysMessage = {
    kind: "supplement",
    nonce,
    generation: 7,
    entries: [new Uint8Array(68).fill(5)],
    signature,
  };

  function changed(
    message: KeysMessage,
    changes: Record<string, Parameters<typeof btEncode>[0] | undefined>,
  ) {
    const dict = btDecode(keysMessage.encode(message));
    if (!(dict instanceof Map)) return expect.unreachable("a dict");
    const entries = new Map(dict);
    for (const [name, value] of Object.entries(changes))
      if (value === undefined) entries.delete(name);
      else entries.set(name, value);
    return btEncode(entries);
  }

  test("behaviour: the signature covers everything before its own key", () => {
    const encoded = keysMessage.encode(supplementValue);
    expect(concatBytes(signedKeysBytes(encoded), utf8Encode("1:~64:"), signature, utf8Encode("e"))).toEqual(
      encoded,
    );
  });

  test("behaviour: keys of later versions before the signature are skipped", () => {
    const message = changed(supplementValue, { "!": 1n, Q: [1n], k: latin1Encode("x") });
    expect(keysMessage.decode(message)).toEqual(supplementValue);
  });

  const entries = (count: number, length = 48) => Array.from({ length: count }, () => new Uint8Array(length));
  test.each([0, 45, 75, 90, 150])("behaviour: a list of %i is read", (count) => {
    const message = keysMessage.decode(changed(fullValue, { k: entries(count) }));
    expect(message).toMatchObject({ memberEntries: entries(count) });
  });

  test.each([
    ["no nonce", fullValue, { "#": undefined }, "missing_field", "#"],
    ["a short nonce", fullValue, { "#": new Uint8Array(23) }, "invalid_length", "#"],
    ["no generation", fullValue, { G: undefined }, "missing_field", "G"],
    ["a negative generation", fullValue, { G: -1n }, "out_of_range", "G"],
    ["a generation beyond 2^53", fullValue, { G: 2n ** 53n }, "out_of_range", "G"],
    ["no generation in a supplement", supplementValue, { G: undefined }, "missing_field", "G"],
    ["no admin entry", fullValue, { K: undefined }, "missing_field", "K"],
    ["a long admin entry", fullValue, { K: new Uint8Array(49) }, "invalid_length", "K"],
    ["no member entries", fullValue, { k: undefined }, "missing_field", "k"],
    ["1 member entry", fullValue, { k: entries(1) }, "invalid_length", "k"],
    ["44 member entries", fullValue, { k: entries(44) }, "invalid_length", "k"],
    ["46 member entries", fullValue, { k: entries(46) }, "invalid_length", "k"],
    [
      "a short member entry",
      fullValue,
      { k: [...entries(44), new Uint8Array(47)] },
      "invalid_length",
      "k[44]",
    ],
    ["a number among member entries", fullValue, { k: [1n] }, "invalid_encoding", "k[0]"],
    ["a short supplement entry", supplementValue, { "+": entries(1, 67) }, "invalid_length", "+[0]"],
    ["no list in a supplement", supplementValue, { "+": 1n }, "invalid_encoding", "+"],
    ["no signature", fullValue, { "~": undefined }, "missing_field", "~"],
    ["a short signature", fullValue, { "~": new Uint8Array(63) }, "invalid_length", "~"],
    ["a key after the signature", fullValue, { "~~": 1n }, "unexpected_field", "~~"],
  ])("error: %s", (_name, message, changes, code, path) => {
    const run = () => keysMessage.decode(changed(message, changes));
    expect(errorCode(run)).toBe(code);
    expect(run).toThrow(expect.objectContaining({ path }));
  });

  test.each([
    ["nothing", new Uint8Array()],
    ["a list", utf8Encode("le")],
    ["an empty dict", utf8Encode("de")],
    ["something after the dict", concatBytes(keysMessage.encode(supplementValue), utf8Encode("e"))],
    ["more than nodes store", new Uint8Array(76_801)],
  ])("error: %s", (_name, message) => {
    expect(() => keysMessage.decode(message)).toThrow(DecodeError);
  });

  test.each<[string, KeysMessage]>([
    ["a nonce of another length", { ...fullValue, nonce: new Uint8Array(12) }],
    ["a signature of another length", { ...fullValue, signature: new Uint8Array(0) }],
    ["a negative generation", { ...fullValue, generation: -1 }],
    ["half a generation", { ...fullValue, generation: 0.5 }],
    ["an admin entry of another length", { ...fullValue, adminEntry: new Uint8Array(32) }],
    ["a member entry of another length", { ...fullValue, memberEntries: entries(45, 47) }],
    ["44 member entries", { ...fullValue, memberEntries: entries(44) }],
    ["a short supplement entry", { ...supplementValue, entries: entries(1, 67) }],
    ["more than nodes store", { ...fullValue, memberEntries: entries(1530) }],
  ])("error: encoding %s", (_name, message) => {
    expect(() => keysMessage.encode(message)).toThrow(RangeError);
  });
});
