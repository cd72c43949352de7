import { describe, expect, test } from "vitest";
import { hexDecode } from "../bytes/index.ts";
import { errorCode } from "../testing/index.ts";
import {
  blindedIdFromKey,
  blindedIdKey,
  blindedIdKind,
  groupIdFromKey,
  groupIdKey,
  idKind,
  type MailboxId,
  parseBlindedId,
  parseGroupId,
  parsePseudonymId,
  parseUnblindedId,
  pseudonymIdFromKey,
  unblindedIdFromKey,
} from "./index.ts";

const HEX = "ab".repeat(32);
const KEY = hexDecode(HEX);

describe("prefixed IDs", () => {
  test.each([
    ["03", parseGroupId, groupIdFromKey],
    ["15", parseBlindedId, (key: Uint8Array) => blindedIdFromKey("15", key)],
    ["25", parseBlindedId, (key: Uint8Array) => blindedIdFromKey("25", key)],
    ["00", parseUnblindedId, unblindedIdFromKey],
    ["07", parsePseudonymId, pseudonymIdFromKey],
  ] as const)("behaviour: %s is read in any case, and made from a key", (prefix, parse, from) => {
    const id: string = parse(`${prefix}${HEX.toUpperCase()}`);
    expect(id).toBe(prefix + HEX);
    expect(from(KEY)).toBe(id);
    expect(() => from(KEY.subarray(1))).toThrow(RangeError);
  });
  test("behaviour: group and blinded IDs give their key back", () => {
    expect(groupIdKey(parseGroupId(`03${HEX}`))).toEqual(KEY);
    for (const prefix of ["15", "25"]) expect(blindedIdKey(parseBlindedId(prefix + HEX))).toEqual(KEY);
  });

  test.each([
    ["group", parseGroupId, "05"],
    ["blinded", parseBlindedId, "00"],
    ["unblinded", parseUnblindedId, "15"],
    ["pseudonym", parsePseudonymId, "03"],
  ] as const)("error: not a %s ID", (_, parse, otherPrefix) => {
    for (const text of [`${otherPrefix}${HEX}`, HEX, "", ` 03${HEX}`, `03${HEX}0`, `03${"zz".repeat(32)}`])
      expect(
        errorCode(() => parse(text)),
        text,
      ).toBe("invalid_encoding");
  });

  test("behaviour: a group ID names a mailbox", () => {
    const mailbox: MailboxId = parseGroupId(`03${HEX}`);
    expect(mailbox).toBe(`03${HEX}`);
  });
  test("behaviour: the two blinding formulas are told apart", () => {
    expect(blindedIdKind(parseBlindedId(`15${HEX}`))).toBe("15");
    expect(blindedIdKind(parseBlindedId(`25${HEX}`))).toBe("25");
  });
});

describe("idKind", () => {
  test.each([
    ["00", "unblinded"],
    ["03", "group"],
    ["05", "account"],
    ["07", "pseudonym"],
    ["15", "blinded15"],
    ["25", "blinded25"],
  ])("behaviour: prefix %s names a kind", (prefix, kind) => {
    expect(idKind(prefix + HEX)).toBe(kind);
    expect(idKind(prefix + HEX.toUpperCase())).toBe(kind);
  });
  test("behaviour: anything else has none", () => {
    for (const text of [`01${HEX}`, HEX, "", ` 05${HEX}`, `05${HEX}\n`, "05", "constructor"])
      expect(idKind(text), text).toBeUndefined();
  });
});
