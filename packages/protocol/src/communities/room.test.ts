import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  checkJsonLaws,
  communityUserIds,
  communityUserLists,
  counts,
  jsonRefusal,
  roomTokens,
  seconds,
} from "../testing/communities.ts";
import { type Room, type RoomAccess, type RoomPollInfo, room, roomPollInfo, rooms } from "./index.ts";

const ID = `15${"ab".repeat(32)}`;
const ACCOUNT = `05${"cd".repeat(32)}`;

const access: fc.Arbitrary<RoomAccess> = fc.record(
  {
    canRead: fc.boolean(),
    canWrite: fc.boolean(),
    canUpload: fc.boolean(),
    isModerator: fc.boolean(),
    isAdmin: fc.boolean(),
    isGlobalModerator: fc.boolean(),
    isGlobalAdmin: fc.boolean(),
    defaults: fc.record({
      canRead: fc.boolean(),
      canAccess: fc.boolean(),
      canWrite: fc.boolean(),
      canUpload: fc.boolean(),
    }),
  },
  {
    requiredKeys: [
      "canRead",
      "canWrite",
      "canUpload",
      "isModerator",
      "isAdmin",
      "isGlobalModerator",
      "isGlobalAdmin",
    ],
  },
);
const roomValues: fc.Arbitrary<Room> = fc
  .tuple(
    access,
    fc.record({
      token: roomTokens,
      name: fc.string(),
      infoUpdates: counts,
      messageSequence: counts,
      createdSeconds: seconds,
      activeUsers: counts,
      activeUsersCutoffSeconds: counts,
      pinnedMessages: fc.array(
        fc.record({ id: counts, pinnedAtSeconds: seconds, pinnedBy: communityUserIds }),
        {
          maxLength: 2,
        },
      ),
      moderators: communityUserLists,
      admins: communityUserLists,
      hiddenModerators: communityUserLists,
      hiddenAdmins: communityUserLists,
    }),
    fc.record({ description: fc.string(), imageId: counts }, { requiredKeys: [] }),
  )
  .map(([rights, info, more]) => ({ ...rights, ...info, ...more }));
const pollInfos: fc.Arbitrary<RoomPollInfo> = fc
  .tuple(
    access,
    fc.record({ token: roomTokens, activeUsers: counts }),
    fc.record({ details: roomValues }, { requiredKeys: [] }),
  )
  .map(([rights, info, more]) => ({ ...rights, ...info, ...more }));

const sampleRoom = {
  token: "sudoku",
  name: "Sudoku Solvers",
  info_updates: 12,
  message_sequence: 4567,
  created: 1645556525.154345,
  active_users: 2,
  active_users_cutoff: 604800,
  moderators: [],
  admins: [ID],
  read: true,
  write: true,
  upload: false,
};

describe("room", () => {
  test("default: codec laws", () => {
    checkJsonLaws(room, roomValues);
    checkJsonLaws(rooms, fc.array(roomValues, { maxLength: 2 }));
  });
  test("default: as a server writes it for an ordinary user", () => {
    const decoded = room.fromJson({ ...sampleRoom, future: { key: [] } });
    expect(decoded).toEqual({
      token: "sudoku",
      name: "Sudoku Solvers",
      infoUpdates: 12,
      messageSequence: 4567,
      createdSeconds: 1645556525.154345,
      activeUsers: 2,
      activeUsersCutoffSeconds: 604800,
      pinnedMessages: [],
      moderators: [],
      admins: [ID],
      hiddenModerators: [],
      hiddenAdmins: [],
      canRead: true,
      canWrite: true,
      canUpload: false,
      isModerator: false,
      isAdmin: false,
      isGlobalModerator: false,
      isGlobalAdmin: false,
    });
    expect(room.toJson(decoded)).toEqual(sampleRoom);
  });
  test("default: with everything a moderator is told", () => {
    const sample = {
      ...sampleRoom,
      description: "All the best",
      image_id: 7,
      pinned_messages: [{ id: 3, pinned_at: 1.5, pinned_by: ACCOUNT }],
      hidden_moderators: [ID],
      hidden_admins: [`ff${"00".repeat(32)}`],
      moderator: true,
      admin: true,
      global_moderator: true,
      global_admin: true,
      default_read: true,
      default_accessible: true,
      default_write: false,
      default_upload: false,
    };
    const decoded = room.fromJson(sample);
    expect(decoded.pinnedMessages).toEqual([{ id: 3, pinnedAtSeconds: 1.5, pinnedBy: ACCOUNT }]);
    expect(decoded.defaults).toEqual({ canRead: true, canAccess: true, canWrite: false, canUpload: false });
    expect(room.toJson(decoded)).toEqual(sample);
  });
  test("behaviour: null is as absent", () => {
    const plain = room.fromJson(sampleRoom);
    expect(room.fromJson({ ...sampleRoom, description: null, image_id: null, moderator: null })).toEqual(
      plain,
    );
  });
  test.each<[string, unknown, string]>([
    ["token", "a b", "invalid_encoding"],
    ["token", "a".repeat(65), "invalid_encoding"],
    ["token", "", "invalid_encoding"],
    ["token", undefined, "missing_field"],
    ["name", undefined, "missing_field"],
    ["name", "x".repeat(10_001), "out_of_range"],
    ["description", 3, "invalid_encoding"],
    ["info_updates", -1, "out_of_range"],
    ["info_updates", 1.5, "invalid_encoding"],
    ["message_sequence", "1", "invalid_encoding"],
    ["created", "now", "invalid_encoding"],
    ["created", -1, "out_of_range"],
    ["created", undefined, "missing_field"],
    ["image_id", "x", "invalid_encoding"],
    ["pinned_messages", {}, "invalid_encoding"],
    ["pinned_messages", [{ id: 1, pinned_at: 1 }], "missing_field"],
    ["moderators", ["05"], "invalid_encoding"],
    ["admins", [3], "invalid_encoding"],
    ["admins", Array.from({ length: 10_001 }, () => ID), "out_of_range"],
    ["read", undefined, "missing_field"],
    ["write", 1, "invalid_encoding"],
    ["global_admin", "true", "invalid_encoding"],
    ["default_read", true, "missing_field"],
  ])("error: %s", (key, value, code) => {
    expect(jsonRefusal(room, { ...sampleRoom, [key]: value })).toBe(code);
  });
  test("error: not an object, not a list, too many", () => {
    for (const value of [null, [], 1, "x"]) expect(jsonRefusal(room, value)).toBe("invalid_encoding");
    expect(jsonRefusal(rooms, sampleRoom)).toBe("invalid_encoding");
    expect(
      jsonRefusal(
        rooms,
        Array.from({ length: 10_001 }, () => 0),
      ),
    ).toBe("out_of_range");
  });
  test("error: a number we must not write", () => {
    const decoded = room.fromJson(sampleRoom);
    for (const activeUsers of [-1, Number.NaN, Number.POSITIVE_INFINITY])
      expect(() => room.toJson({ ...decoded, activeUsers })).toThrow(RangeError);
  });
});

describe("pollInfo", () => {
  test("default: codec laws", () => checkJsonLaws(roomPollInfo, pollInfos));

  const sample = { token: "sudoku", active_users: 3, read: true, write: false, upload: false };

  test("default: without and with details", () => {
    const decoded = roomPollInfo.fromJson(sample);
    expect([decoded.activeUsers, decoded.canRead, decoded.canWrite, decoded.details]).toEqual([
      3,
      true,
      false,
      undefined,
    ]);
    expect(roomPollInfo.toJson(decoded)).toEqual(sample);
    const changed = { ...sample, details: sampleRoom };
    expect(roomPollInfo.fromJson(changed).details?.name).toBe("Sudoku Solvers");
    expect(roomPollInfo.toJson(roomPollInfo.fromJson(changed))).toEqual(changed);
  });
  test("error: the path names the field", () => {
    const decode = () => roomPollInfo.fromJson({ ...sample, details: { ...sampleRoom, name: 1 } });
    expect(decode).toThrow("pollInfo.details.name: expected text, got number");
  });
});
