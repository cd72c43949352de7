import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BOB_ID, CAROL_ID, conversationOf, entryAt, OWN_ID, sessionOf } from "../testing/entries.ts";
import { compareEntries, type MessengerState, mergeEntries, type ReadyState, reduce } from "./state.ts";

const open = (conversations = [conversationOf(BOB_ID)]): ReadyState => {
  const state = reduce({ kind: "starting" }, { type: "started", result: sessionOf(conversations) });
  if (state.kind !== "ready") throw new Error("expected an open account");
  return state;
};
const bob = (state: MessengerState) => (state.kind === "ready" ? state.conversations.get(BOB_ID) : undefined);

describe("reduce", () => {
  test("default: a started session is the state", () => {
    const state = open();
    expect(state.account.accountId).toBe(OWN_ID);
    expect(bob(state)).toEqual({ ...conversationOf(BOB_ID), timeline: undefined });
  });
  test("behaviour: results other than a session are screens of their own", () => {
    expect(reduce({ kind: "starting" }, { type: "started", result: { kind: "none" } })).toEqual({
      kind: "none",
    });
    expect(reduce(open(), { type: "moved" })).toEqual({ kind: "elsewhere" });
    expect(reduce(open(), { type: "signedOut" })).toEqual({ kind: "none" });
  });
  test("behaviour: changes of an account that is not open are void", () => {
    const none: MessengerState = { kind: "none" };
    expect(reduce(none, { type: "entry", entry: entryAt(1) })).toBe(none);
  });
  test("behaviour: a new incoming message is unread and becomes the last entry", () => {
    const state = reduce(open(), { type: "entry", entry: entryAt(5) });
    expect(bob(state)).toMatchObject({ unread: 1, lastEntry: entryAt(5) });
  });
  test("behaviour: the same message again, or its new status, is not counted twice", () => {
    const once = reduce(open(), { type: "entry", entry: entryAt(5) });
    expect(bob(reduce(once, { type: "entry", entry: entryAt(5) }))?.unread).toBe(1);
  });
  test("behaviour: own messages and messages from before the reading mark are not unread", () => {
    const read = reduce(open(), { type: "read", accountId: BOB_ID, readAtMs: 10 });
    expect(bob(reduce(read, { type: "entry", entry: entryAt(9) }))?.unread).toBe(0);
    expect(bob(reduce(read, { type: "entry", entry: entryAt(11, { sender: OWN_ID }) }))?.unread).toBe(0);
    expect(bob(reduce(read, { type: "entry", entry: entryAt(12) }))?.unread).toBe(1);
  });
  test("behaviour: a late old message does not become the last entry", () => {
    const state = reduce(reduce(open(), { type: "entry", entry: entryAt(9) }), {
      type: "entry",
      entry: entryAt(3),
    });
    expect(bob(state)?.lastEntry).toEqual(entryAt(9));
  });
  test("behaviour: a status change replaces the message in its place", () => {
    const page = {
      entries: [entryAt(1), entryAt(2, { sender: OWN_ID, status: "sending" })],
      hasOlder: false,
    };
    const loaded = reduce(open(), { type: "page", accountId: BOB_ID, page });
    const sent = entryAt(2, { sender: OWN_ID, status: "sent" });
    expect(bob(reduce(loaded, { type: "entry", entry: sent }))?.timeline?.entries).toEqual([
      entryAt(1),
      sent,
    ]);
  });
  test("behaviour: what arrived while a page was read stays, and older pages go in front", () => {
    const first = reduce(open(), {
      type: "page",
      accountId: BOB_ID,
      page: { entries: [entryAt(5)], hasOlder: true },
    });
    const arrived = reduce(first, { type: "entry", entry: entryAt(6) });
    const older = reduce(arrived, {
      type: "page",
      accountId: BOB_ID,
      page: { entries: [entryAt(1)], hasOlder: false },
    });
    expect(bob(older)?.timeline).toEqual({ entries: [entryAt(1), entryAt(5), entryAt(6)], hasOlder: false });
  });
  test("behaviour: a message of an unknown conversation opens it", () => {
    const state = reduce(open([]), {
      type: "entry",
      entry: entryAt(5, { conversation: CAROL_ID, sender: CAROL_ID }),
    });
    expect(state.kind === "ready" && state.conversations.get(CAROL_ID)?.unread).toBe(1);
  });
});

describe("mergeEntries", () => {
  test("behaviour: any two lists give one in order, each message once", () => {
    const list = fc.array(fc.integer({ min: 0, max: 30 }).map((at) => entryAt(at)));
    fc.assert(
      fc.property(list, list, (one, other) => {
        const merged = mergeEntries(one, other);
        const ids = merged.map((entry) => entry.message.id);
        expect(new Set(ids).size).toBe(ids.length);
        expect(new Set(ids)).toEqual(new Set([...one, ...other].map((entry) => entry.message.id)));
        expect([...merged].sort(compareEntries)).toEqual(merged);
      }),
    );
  });
});
