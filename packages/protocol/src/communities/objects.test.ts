// The smaller objects of a server, and the IDs and tokens inside all of them.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { base64EncodeUnpadded, utf8Encode } from "../bytes/index.ts";
import { parseBlindedId } from "../identity/index.ts";
import { blindedIds, checkJsonLaws, counts, jsonRefusal, seconds } from "../testing/communities.ts";
import { bytes, errorCode } from "../testing/index.ts";
import {
  type Capabilities,
  capabilities,
  communityReactions,
  type InboxItem,
  inboxItem,
  inboxItems,
  inboxRequest,
  jsonDocument,
  moderatorAnswer,
  parseCommunityUserId,
  parseRoomToken,
  postRequest,
  reactors,
  room,
  roomChange,
  roomChanged,
  uploadedFile,
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

describe("writers", () => {
  const id = parseCommunityUserId(ID);
  const token = parseRoomToken("r");
  const signature = new Uint8Array(64);
  const plainRoom = room.fromJson({
    token,
    name: "n",
    info_updates: 1,
    message_sequence: 1,
    created: 1,
    active_users: 1,
    active_users_cutoff: 1,
    read: true,
    write: true,
    upload: true,
  });
  const item: InboxItem = {
    id: 1,
    postedSeconds: 1,
    expiresSeconds: 1,
    sender: parseBlindedId(ID),
    recipient: parseBlindedId(ID),
  };
  const reaction = { index: 0, count: 1, reactors: [], isOurs: false };
  const manyReactions = new Map(Array.from({ length: 1001 }, (_, index) => [`r${index}`, reaction]));
  const manyRooms = new Map(Array.from({ length: 10_001 }, (_, index) => [parseRoomToken(`r${index}`), 1]));
  const long = "x".repeat(10_001);
  const pin = { id: 1, pinnedAtSeconds: 1, pinnedBy: id };

  test.each<[string, () => unknown]>([
    ["half an update", () => room.toJson({ ...plainRoom, infoUpdates: 1.5 })],
    ["a long name", () => room.toJson({ ...plainRoom, name: long })],
    ["a long description", () => roomChange.toJson({ description: long })],
    [
      "a pin without time",
      () => room.toJson({ ...plainRoom, pinnedMessages: [{ ...pin, pinnedAtSeconds: Number.NaN }] }),
    ],
    ["a pin of no message", () => room.toJson({ ...plainRoom, pinnedMessages: [{ ...pin, id: -1 }] })],
    ["half a direct message", () => inboxItem.toJson({ ...item, id: 0.5 })],
    ["a large direct message", () => inboxItem.toJson({ ...item, data: new Uint8Array(1_000_001) })],
    ["a large message to send", () => inboxRequest.toJson(new Uint8Array(1_000_001))],
    ["a long capability", () => capabilities.toJson({ capabilities: ["x".repeat(101)] })],
    ["half a reaction", () => communityReactions.toJson(new Map([["a", { ...reaction, index: 0.5 }]]))],
    ["many reactions", () => communityReactions.toJson(manyReactions)],
    [
      "many files",
      () => postRequest.toJson({ data: signature, signature, files: Array.from({ length: 101 }, () => 1) }),
    ],
    ["a reactor without time", () => reactors.toJson([{ userId: id, reactedSeconds: Number.NaN }])],
    ["a reactor before 1970", () => reactors.toJson([{ userId: id, reactedSeconds: -1 }])],
    ["half a count", () => moderatorAnswer.toJson(new Map([[token, 0.5]]))],
    ["counts of many rooms", () => moderatorAnswer.toJson(manyRooms)],
    ["half a pin", () => roomChanged.toJson({ infoUpdates: 1, unpinned: 0.5 })],
    ["half a file", () => uploadedFile.toJson(0.5)],
  ])("error: %s, which readers would refuse", (_name, write) => {
    expect(write).toThrow(RangeError);
  });
  test("behaviour: a reader takes as many bytes as a writer, padded or not", () => {
    const text = (length: number) => base64EncodeUnpadded(new Uint8Array(length));
    expect(inboxRequest.fromJson({ message: text(1_000_000) })).toHaveLength(1_000_000);
    for (const length of [1_000_001, 1_000_002])
      expect(jsonRefusal(inboxRequest, { message: text(length) })).toBe("out_of_range");
  });
});
