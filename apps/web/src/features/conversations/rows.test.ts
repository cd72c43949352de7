import { describe, expect, test } from "vitest";
import { BOB_ID, CAROL_ID, conversationOf, entryAt, OWN_ID } from "../../testing/entries.ts";
import { formatRowTime } from "./row-time.ts";
import { cappedCount, conversationRows, totalUnread } from "./rows.ts";

const row = (more: Parameters<typeof conversationOf>[1] = {}) =>
  conversationRows([{ ...conversationOf(BOB_ID, more), timeline: undefined }], OWN_ID)[0];

describe("conversationRows", () => {
  test("default: latest activity first", () => {
    const rows = conversationRows(
      [
        { ...conversationOf(BOB_ID, { lastEntry: entryAt(1) }), timeline: undefined },
        { ...conversationOf(CAROL_ID, { lastEntry: entryAt(2) }), timeline: undefined },
      ],
      OWN_ID,
    );
    expect(rows.map(({ accountId }) => accountId)).toEqual([CAROL_ID, BOB_ID]);
  });
  test("behaviour: a conversation with neither contact nor message has no row", () => {
    expect(row()).toBeUndefined();
  });
  test("behaviour: a draft is shown instead of the last message", () => {
    expect(row({ lastEntry: entryAt(1), draft: "half\na  sentence" })?.preview).toEqual({
      kind: "draft",
      text: "half a sentence",
    });
  });
  test("behaviour: a failed or waiting message says so", () => {
    const own = (status: string) => row({ lastEntry: entryAt(1, { sender: OWN_ID, status }) })?.preview;
    expect(own("failed")).toMatchObject({ state: "failed", isOwn: true });
    expect(own("queued")).toMatchObject({ state: "sending" });
    expect(own("sent")).toMatchObject({ state: undefined });
  });
  test("behaviour: an unsupported message has words of its own", () => {
    const message = { id: "x", conversation: BOB_ID, sender: BOB_ID, timestampMs: 1 };
    expect(row({ lastEntry: { kind: "unsupported", message } })?.preview).toEqual({ kind: "unsupported" });
  });
  test("behaviour: the own account is the note to self", () => {
    const state = { ...conversationOf(OWN_ID, { lastEntry: entryAt(1) }), timeline: undefined };
    expect(conversationRows([state], OWN_ID)[0]?.isNoteToSelf).toBe(true);
  });
  test("default: unread messages add up, and counts stay short", () => {
    const rows = conversationRows(
      [BOB_ID, CAROL_ID].map((id) => ({
        ...conversationOf(id, { lastEntry: entryAt(1), unread: 60 }),
        timeline: undefined,
      })),
      OWN_ID,
    );
    expect(cappedCount(totalUnread(rows), 99)).toBe("99+");
    expect(cappedCount(99, 99)).toBe("99");
  });
});

describe("formatRowTime", () => {
  const NOW = Date.UTC(2026, 2, 12, 14, 5);
  const DAY = 86_400_000;
  test("default: the clock today, the weekday within a week, the date before", () => {
    expect(formatRowTime(NOW - 60_000, NOW, "UTC")).toBe("14:04");
    expect(formatRowTime(NOW - DAY, NOW, "UTC")).toBe("Wed");
    expect(formatRowTime(NOW - 20 * DAY, NOW, "UTC")).toBe("20 Feb");
    expect(formatRowTime(NOW - 100 * DAY, NOW, "UTC")).toBe("2 Dec 2025");
  });
});
