// What moderators ask for, and what the endpoints that change something answer.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  checkJsonLaws,
  communityUserIds,
  counts,
  jsonRefusal,
  roomTokens,
  seconds,
} from "../testing/communities.ts";
import {
  type BanRequest,
  banRequest,
  clearedInbox,
  type DeletedEverywhere,
  deletedEverywhere,
  type ModerationScope,
  type ModeratorRequest,
  moderatorAnswer,
  moderatorRequest,
  parseRoomToken,
  type RoomChange,
  type RoomChanged,
  reactionAdded,
  reactionRemoved,
  reactionsRemoved,
  reactors,
  roomChange,
  roomChanged,
  uploadedFile,
} from "./index.ts";

const ID = `15${"ab".repeat(32)}`;
const room = parseRoomToken("sudoku");

const scopes: fc.Arbitrary<ModerationScope> = fc.oneof(
  fc.record({
    kind: fc.constant("rooms" as const),
    rooms: fc.array(roomTokens, { minLength: 1, maxLength: 3 }),
  }),
  fc.constantFrom({ kind: "everyRoom" } as const, { kind: "server" } as const),
);
const flags = fc.record(
  { canRead: fc.boolean(), canAccess: fc.boolean(), canWrite: fc.boolean(), canUpload: fc.boolean() },
  { requiredKeys: [] },
);
const roomCounts = fc
  .array(fc.tuple(roomTokens, counts), { maxLength: 3 })
  .map((entries) => new Map(entries));

describe("ban request", () => {
  test("default: codec laws", () => {
    const values: fc.Arbitrary<BanRequest> = fc.record(
      { scope: scopes, timeoutSeconds: seconds },
      { requiredKeys: ["scope"] },
    );
    checkJsonLaws(banRequest, values);
  });
  test("default: some rooms, all of them, the server", () => {
    const some = { scope: { kind: "rooms", rooms: [room] }, timeoutSeconds: 3600 } as const;
    expect(banRequest.toJson(some)).toEqual({ rooms: ["sudoku"], timeout: 3600 });
    expect(banRequest.toJson({ scope: { kind: "everyRoom" } })).toEqual({ rooms: ["*"] });
    expect(banRequest.toJson({ scope: { kind: "server" } })).toEqual({ global: true });
  });
  test("behaviour: null, false and an empty list are as absent", () => {
    const server = { scope: { kind: "server" } };
    expect(banRequest.fromJson({ global: true, rooms: null, timeout: null })).toEqual(server);
    expect(banRequest.fromJson({ global: true, rooms: [] })).toEqual(server);
    expect(banRequest.fromJson({ global: false, rooms: ["*"] })).toEqual({ scope: { kind: "everyRoom" } });
  });
  test.each<[unknown, string]>([
    [{}, "missing_field"],
    [{ rooms: [] }, "missing_field"],
    [{ global: false }, "missing_field"],
    [{ global: true, rooms: ["a"] }, "unexpected_field"],
    [{ global: 1 }, "invalid_encoding"],
    [{ rooms: "a" }, "invalid_encoding"],
    [{ rooms: ["a", "*"] }, "invalid_encoding"],
    [{ rooms: [1] }, "invalid_encoding"],
    [{ rooms: Array.from({ length: 10_001 }, () => "a") }, "out_of_range"],
    [{ rooms: ["a"], timeout: "long" }, "invalid_encoding"],
    [{ rooms: ["a"], timeout: -1 }, "out_of_range"],
  ])("error: %j", (value, code) => {
    expect(jsonRefusal(banRequest, value)).toBe(code);
  });
  test("error: no room we must not write", () => {
    expect(() => banRequest.toJson({ scope: { kind: "rooms", rooms: [] } })).toThrow(RangeError);
  });
});

describe("moderator request", () => {
  test("default: codec laws", () => {
    const values: fc.Arbitrary<ModeratorRequest> = fc
      .record(
        { scope: scopes, isModerator: fc.boolean(), isAdmin: fc.boolean(), isVisible: fc.boolean() },
        { requiredKeys: ["scope", "isModerator"] },
      )
      .filter(({ isModerator, isAdmin }) => isModerator || isAdmin !== true);
    checkJsonLaws(moderatorRequest, values);
  });
  test("default: the wire's names", () => {
    const scope = { kind: "server" } as const;
    expect(moderatorRequest.toJson({ scope, isAdmin: true, isVisible: false })).toEqual({
      global: true,
      admin: true,
      visible: false,
    });
    expect(moderatorRequest.fromJson({ rooms: ["sudoku"], moderator: false, admin: null })).toEqual({
      scope: { kind: "rooms", rooms: ["sudoku"] },
      isModerator: false,
    });
  });
  test("error: an admin who is no moderator, and a request that changes nothing", () => {
    expect(jsonRefusal(moderatorRequest, { global: true, admin: true, moderator: false })).toBe(
      "invalid_encoding",
    );
    expect(jsonRefusal(moderatorRequest, { global: true, visible: true })).toBe("invalid_encoding");
    expect(jsonRefusal(moderatorRequest, { global: true, admin: "yes" })).toBe("invalid_encoding");
    const scope = { kind: "server" } as const;
    expect(() => moderatorRequest.toJson({ scope, isAdmin: true, isModerator: false })).toThrow(RangeError);
    expect(() => moderatorRequest.toJson({ scope })).toThrow(RangeError);
  });
});

describe("room change", () => {
  test("default: codec laws", () => {
    const values: fc.Arbitrary<RoomChange> = fc.record(
      {
        name: fc.string(),
        description: fc.option(fc.string()),
        imageId: counts,
        defaults: flags.filter((some) => Object.keys(some).length > 0),
      },
      { requiredKeys: [] },
    );
    checkJsonLaws(roomChange, values);
  });
  test("default: the wire's names; a description is taken away by null", () => {
    const change: RoomChange = {
      name: "n",
      description: null,
      imageId: 7,
      defaults: { canRead: true, canAccess: false, canWrite: true, canUpload: false },
    };
    const json = {
      name: "n",
      description: null,
      image: 7,
      default_read: true,
      default_accessible: false,
      default_write: true,
      default_upload: false,
    };
    expect(roomChange.toJson(change)).toEqual(json);
    expect(roomChange.fromJson(json)).toEqual(change);
    expect(roomChange.fromJson({ default_write: false })).toEqual({ defaults: { canWrite: false } });
    expect(roomChange.fromJson({})).toEqual({});
  });
  test.each<[string, unknown, string]>([
    ["name", 1, "invalid_encoding"],
    ["name", "x".repeat(10_001), "out_of_range"],
    ["description", [], "invalid_encoding"],
    ["image", -1, "out_of_range"],
    ["default_read", "yes", "invalid_encoding"],
  ])("error: %s", (key, value, code) => {
    expect(jsonRefusal(roomChange, { [key]: value })).toBe(code);
  });
});

describe("answers", () => {
  test("default: codec laws", () => {
    const changed: fc.Arbitrary<RoomChanged> = fc.record(
      { infoUpdates: counts, unpinned: fc.oneof(fc.boolean(), counts) },
      { requiredKeys: ["infoUpdates"] },
    );
    checkJsonLaws(roomChanged, changed);
    checkJsonLaws(moderatorAnswer, roomCounts);
    const everywhere: fc.Arbitrary<DeletedEverywhere> = fc.record({ total: counts, rooms: roomCounts });
    checkJsonLaws(deletedEverywhere, everywhere);
    checkJsonLaws(reactionAdded, fc.record({ isChanged: fc.boolean(), seqno: counts }));
    checkJsonLaws(reactionsRemoved, fc.record({ count: counts, seqno: counts }));
    const reactor = fc.record({ userId: communityUserIds, reactedSeconds: seconds });
    checkJsonLaws(reactors, fc.array(reactor, { maxLength: 3 }));
    checkJsonLaws(uploadedFile, counts);
  });
  test("default: the wire's names", () => {
    expect(roomChanged.fromJson({ info_updates: 3, unpinned: true })).toEqual({
      infoUpdates: 3,
      unpinned: true,
    });
    expect(roomChanged.toJson({ infoUpdates: 3, unpinned: 2 })).toEqual({ info_updates: 3, unpinned: 2 });
    expect(moderatorAnswer.toJson(new Map([[room, 4]]))).toEqual({ info_updates: { sudoku: 4 } });
    expect(deletedEverywhere.fromJson({ total: 5, rooms: { sudoku: 5 } })).toEqual({
      total: 5,
      rooms: new Map([[room, 5]]),
    });
    expect(reactionAdded.toJson({ isChanged: true, seqno: 9 })).toEqual({ added: true, seqno: 9 });
    expect(reactionRemoved.fromJson({ removed: false, seqno: 9 })).toEqual({ isChanged: false, seqno: 9 });
    expect(reactionsRemoved.fromJson({ removed: 12, seqno: 9 })).toEqual({ count: 12, seqno: 9 });
    expect(reactors.fromJson([[ID, 1.5]])).toEqual([{ userId: ID, reactedSeconds: 1.5 }]);
    expect(uploadedFile.toJson(77)).toEqual({ id: 77 });
    expect(clearedInbox.fromJson({ deleted: 0 })).toBe(0);
  });
  test("behaviour: a room may be named like a property of every object", () => {
    const counted = new Map([[parseRoomToken("__proto__"), 1]]);
    expect(moderatorAnswer.fromJson(moderatorAnswer.toJson(counted))).toEqual(counted);
  });
  test("error: other shapes", () => {
    expect(jsonRefusal(roomChanged, { info_updates: 1, unpinned: "x" })).toBe("invalid_encoding");
    expect(jsonRefusal(moderatorAnswer, { info_updates: { "a b": 1 } })).toBe("invalid_encoding");
    expect(jsonRefusal(deletedEverywhere, { total: 1 })).toBe("invalid_encoding");
    const many = Object.fromEntries(Array.from({ length: 10_001 }, (_, index) => [`r${index}`, 1]));
    expect(jsonRefusal(deletedEverywhere, { total: 1, rooms: many })).toBe("out_of_range");
    expect(jsonRefusal(reactionAdded, { removed: true, seqno: 1 })).toBe("missing_field");
    expect(jsonRefusal(reactionsRemoved, { removed: true, seqno: 1 })).toBe("invalid_encoding");
    for (const pair of [[], [ID], [5, 1], [ID, "x"], ID])
      expect(jsonRefusal(reactors, [pair]), JSON.stringify(pair)).toBe("invalid_encoding");
    expect(jsonRefusal(uploadedFile, { id: -1 })).toBe("out_of_range");
    expect(jsonRefusal(clearedInbox, {})).toBe("missing_field");
  });
});
