// The smaller objects of a server, and the IDs and tokens inside all of them.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { utf8Encode } from "../bytes/index.ts";
import { parseBlindedId } from "../identity/index.ts";
import { blindedIds, checkJsonLaws, counts, jsonRefusal, seconds } from "../testing/communities.ts";
import { bytes, errorCode } from "../testing/index.ts";
import {
  type Capabilities,
  capabilities,
  type InboxItem,
  inboxItem,
  inboxItems,
  inboxRequest,
  jsonDocument,
  parseCommunityUserId,
  parseRoomToken,
  room,
} from "./index.ts";

const ID = `15${"ab".repeat(32)}`;
const ACCOUNT = `05${"cd".repeat(32)}`;

const inboxValues: fc.Arbitrary<InboxItem> = fc.record(
  {
    id: counts,
    postedSeconds: seconds,
    expiresSeconds: seconds,
    sender: blindedIds,
    recipient: blindedIds,
    data: bytes(),
  },
  { requiredKeys: ["id", "postedSeconds", "expiresSeconds", "sender", "recipient"] },
);
const names = fc.uniqueArray(fc.string(), { maxLength: 4 });
const capabilityValues: fc.Arbitrary<Capabilities> = fc
  .tuple(
    names.map((list) => ({ capabilities: [...list].sort() })),
    fc.record({ missing: names }, { requiredKeys: [] }),
  )
  .map(([own, more]) => ({ ...own, ...more }));

describe("inbox", () => {
  test("default: codec laws", () => {
    checkJsonLaws(inboxItem, inboxValues);
    checkJsonLaws(inboxItems, fc.array(inboxValues, { maxLength: 3 }));
    checkJsonLaws(inboxRequest, bytes());
  });
  const sample = {
    id: 3,
    posted_at: 1.5,
    expires_at: 1296001.5,
    sender: ID,
    recipient: `25${"ab".repeat(32)}`,
    message: "AQID",
  };

  test("default: a listed message, and the answer to the request that sent it", () => {
    const decoded = inboxItem.fromJson({ ...sample, unknown: true });
    expect(decoded).toEqual({
      id: 3,
      postedSeconds: 1.5,
      expiresSeconds: 1296001.5,
      sender: parseBlindedId(ID),
      recipient: `25${"ab".repeat(32)}`,
      data: Uint8Array.of(1, 2, 3),
    });
    expect(inboxItem.toJson(decoded)).toEqual(sample);
    const { message: _, ...answer } = sample;
    expect(inboxItem.toJson(inboxItem.fromJson(answer))).toEqual(answer);
  });
  test("behaviour: further keys of a request are ignored", () => {
    expect(inboxRequest.fromJson({ message: "AQID", timestamp: 5, signature: "x" })).toEqual(
      Uint8Array.of(1, 2, 3),
    );
    expect(inboxRequest.toJson(Uint8Array.of(1, 2, 3))).toEqual({ message: "AQID" });
  });
  test.each<[string, unknown, string]>([
    ["id", undefined, "missing_field"],
    ["posted_at", "x", "invalid_encoding"],
    ["expires_at", undefined, "missing_field"],
    ["sender", ACCOUNT, "invalid_encoding"],
    ["recipient", undefined, "missing_field"],
    ["message", "*", "invalid_encoding"],
    ["message", "A".repeat(1_333_340), "out_of_range"],
  ])("error: %s", (key, value, code) => {
    expect(jsonRefusal(inboxItem, { ...sample, [key]: value })).toBe(code);
  });
  test("error: a request without a message", () => {
    expect(jsonRefusal(inboxRequest, {})).toBe("missing_field");
    expect(
      jsonRefusal(
        inboxItems,
        Array.from({ length: 257 }, () => sample),
      ),
    ).toBe("out_of_range");
  });
});

describe("capabilities", () => {
  test("default: codec laws", () => checkJsonLaws(capabilities, capabilityValues));
  test("default: sorted, with those that are missing", () => {
    const value = { capabilities: ["sogs", "blind", "reactions"], missing: ["x"] };
    expect(capabilities.toJson(value)).toEqual({
      capabilities: ["blind", "reactions", "sogs"],
      missing: ["x"],
    });
    expect(capabilities.fromJson({ capabilities: ["sogs", "blind"], else: 1 })).toEqual({
      capabilities: ["blind", "sogs"],
    });
  });
  test.each<[unknown, string]>([
    [{}, "invalid_encoding"],
    [{ capabilities: [1] }, "invalid_encoding"],
    [{ capabilities: ["x".repeat(101)] }, "invalid_encoding"],
    [{ capabilities: Array.from({ length: 101 }, () => "x") }, "out_of_range"],
    [{ capabilities: [], missing: "x" }, "invalid_encoding"],
  ])("error: %j", (value, code) => {
    expect(jsonRefusal(capabilities, value)).toBe(code);
  });
});

describe("user IDs and room tokens", () => {
  test("behaviour: any 66 hex digits are a user, in lower case", () => {
    for (const text of [ID, ACCOUNT, `ff${"00".repeat(32)}`, `25${"0A".repeat(32)}`])
      expect(parseCommunityUserId(text)).toBe(text.toLowerCase());
    for (const text of ["", "05", `${ID}0`, `zz${"00".repeat(32)}`])
      expect(errorCode(() => parseCommunityUserId(text))).toBe("invalid_encoding");
  });
  test("behaviour: a token keeps its case", () => {
    expect(parseRoomToken("Room_1-x")).toBe("Room_1-x");
    for (const text of ["", "a/b", "ä", "a\n", "a".repeat(65)])
      expect(
        errorCode(() => parseRoomToken(text)),
        text,
      ).toBe("invalid_encoding");
  });
  test("error: a document that is not JSON", () => {
    expect(errorCode(() => jsonDocument(room).decode(utf8Encode("{")))).toBe("invalid_encoding");
    expect(errorCode(() => jsonDocument(room).decode(Uint8Array.of(0xff)))).toBe("invalid_encoding");
  });
});
