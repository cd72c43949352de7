import { describe, expect, test } from "vitest";
import { blindedIdFromKey, groupIdFromKey, x25519PublicKey } from "../../identity/index.ts";
import { alice, bob } from "../../testing/index.ts";
import { parseCommunityBaseUrl, parseRoomToken } from "../community-url.ts";
import { settleConfigData } from "../data.ts";
import type { ConfigDraft } from "../tree.ts";
import {
  eraseConversation,
  isConversationAged,
  listConversations,
  readConversation,
  removeAgedConversations,
  setConversation,
} from "./convo-info-volatile.ts";

const NOW_MS = 1_700_000_000_000;
const DAY_MS = 86_400_000;
const LIMIT_MS = NOW_MS - 30 * DAY_MS;
const ALICE = { kind: "account", accountId: alice.accountId } as const;
const ROOM = {
  kind: "community",
  baseUrl: parseCommunityBaseUrl("https://example.com"),
  room: parseRoomToken("Room"),
} as const;
const SERVER = x25519PublicKey("ab".repeat(32));
const KEY = new Uint8Array(32).fill(3);

function everyKind(): ConfigDraft {
  const draft: ConfigDraft = new Map();
  const state = { lastReadMs: NOW_MS, isMarkedUnread: false };
  setConversation(draft, { ...ALICE, ...state }, NOW_MS);
  setConversation(draft, { kind: "group", groupId: groupIdFromKey(KEY), ...state }, NOW_MS);
  setConversation(draft, { kind: "legacyGroup", legacyGroupId: bob.accountId, ...state }, NOW_MS);
  setConversation(draft, { kind: "blinded", blindedId: blindedIdFromKey("15", KEY), ...state }, NOW_MS);
  setConversation(draft, { ...ROOM, serverPublicKey: SERVER, ...state }, NOW_MS);
  return draft;
}

describe("conversations", () => {
  test("behaviour: each kind is listed, found and erased by its key, with nothing left behind", () => {
    const draft = everyKind();
    const all = listConversations(draft);
    expect(all.map(({ kind }) => kind)).toEqual(["account", "group", "legacyGroup", "blinded", "community"]);
    for (const conversation of all) {
      expect(readConversation(draft, conversation)).toEqual(conversation);
      eraseConversation(draft, conversation);
      eraseConversation(draft, conversation);
      expect(readConversation(draft, conversation)).toBeUndefined();
    }
    expect(settleConfigData(draft, new Map()).size).toBe(0);
  });
  test("behaviour: a room is found in any case and stored in lower case", () => {
    const draft = everyKind();
    const room = parseRoomToken("ROOM");
    expect(readConversation(draft, { ...ROOM, room })).toMatchObject({
      room: "room",
      serverPublicKey: SERVER,
    });
  });
  test("behaviour: the older blinding is marked beside its ID", () => {
    const entry = new Map([
      ["r", BigInt(NOW_MS)],
      ["y", 1n],
    ]);
    expect(everyKind().get("b")).toEqual(new Map([[`\x15${"\x03".repeat(32)}`, entry]]));
  });
  test("behaviour: a mark of the paid tier needs its time and 32 bytes", () => {
    const draft = everyKind();
    const pro = { expiryMs: NOW_MS, tag: KEY };
    setConversation(draft, { ...ALICE, pro }, NOW_MS);
    expect(readConversation(draft, ALICE)).toMatchObject({ pro, lastReadMs: NOW_MS });
    const short = { ...pro, tag: new Uint8Array(31) };
    setConversation(draft, { ...ALICE, pro: short }, NOW_MS);
    expect(readConversation(draft, ALICE)).toMatchObject({ pro: undefined, lastReadMs: NOW_MS });
  });
  test("behaviour: the time of reading is kept even when it is 0", () => {
    const draft = everyKind();
    setConversation(draft, { ...ALICE, lastReadMs: 0, isMarkedUnread: false }, NOW_MS);
    expect(draft.get("1")).toEqual(new Map([[`\x05${keyText()}`, new Map([["r", 0n]])]]));
  });
});

function keyText(): string {
  return String.fromCharCode(...alice.x25519PublicKey);
}

describe("ageing", () => {
  test("behaviour: 30 days old is kept, a millisecond more is not, unless marked unread", () => {
    const aged = (lastReadMs: number, isMarkedUnread: boolean): boolean =>
      isConversationAged({ lastReadMs, isMarkedUnread }, NOW_MS);
    expect([aged(LIMIT_MS, false), aged(LIMIT_MS - 1, false), aged(LIMIT_MS - 1, true)]).toEqual([
      false,
      true,
      false,
    ]);
  });
  test("behaviour: an aged conversation is not added, but one at hand may be set back", () => {
    const draft: ConfigDraft = new Map();
    setConversation(draft, { ...ALICE, lastReadMs: LIMIT_MS - 1 }, NOW_MS);
    expect(draft.size).toBe(0);
    setConversation(draft, { ...ALICE, lastReadMs: NOW_MS }, NOW_MS);
    setConversation(draft, { ...ALICE, lastReadMs: LIMIT_MS - 1 }, NOW_MS);
    expect(readConversation(draft, ALICE)?.lastReadMs).toBe(LIMIT_MS - 1);
  });
  test("behaviour: the aged ones are taken out and handed over", () => {
    const draft = everyKind();
    expect(removeAgedConversations(draft, NOW_MS)).toEqual([]);
    setConversation(draft, { ...ROOM, serverPublicKey: SERVER, isMarkedUnread: true }, NOW_MS);
    const removed = removeAgedConversations(draft, NOW_MS + 30 * DAY_MS + 1);
    expect(removed.map(({ kind }) => kind)).toEqual(["account", "group", "legacyGroup", "blinded"]);
    expect(listConversations(draft).map(({ kind }) => kind)).toEqual(["community"]);
  });
});
