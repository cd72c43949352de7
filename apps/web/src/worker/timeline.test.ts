import { describe, expect, test } from "vitest";
import { BOB_ID, entryAt } from "../testing/entries.ts";
import { isShownKind, lastEntryOf, timelinePage } from "./timeline.ts";

const messageAt = (timestampMs: number) => {
  const entry = entryAt(timestampMs);
  if (entry.kind !== "message") throw new Error("expected a message");
  return entry.message;
};
const unsupportedAt = (timestampMs: number) => ({
  id: `u${timestampMs}`,
  conversation: BOB_ID,
  sender: BOB_ID,
  timestampMs,
});
const times = (page: ReturnType<typeof timelinePage>) =>
  page.entries.map(({ message }) => message.timestampMs);

describe("timelinePage", () => {
  test("default: both kinds in order of time", () => {
    const page = timelinePage([messageAt(1), messageAt(5)], [unsupportedAt(7), unsupportedAt(3)], {
      beforeMs: undefined,
      limit: 10,
    });
    expect(times(page)).toEqual([1, 3, 5, 7]);
    expect(page.hasOlder).toBe(false);
  });
  test("behaviour: each unsupported message is on exactly one page", () => {
    const unsupported = [1, 3, 5, 7].map(unsupportedAt);
    const newest = timelinePage([messageAt(4), messageAt(6)], unsupported, { beforeMs: undefined, limit: 2 });
    const older = timelinePage([messageAt(2)], unsupported, { beforeMs: 4, limit: 2 });
    expect(times(newest)).toEqual([4, 5, 6, 7]);
    expect(times(older)).toEqual([1, 2, 3]);
    expect([newest.hasOlder, older.hasOlder]).toEqual([true, false]);
  });
});

describe("lastEntryOf", () => {
  test("default: the newest of both kinds, or nothing", () => {
    expect(lastEntryOf(messageAt(5), [unsupportedAt(7), unsupportedAt(6)])?.message.timestampMs).toBe(7);
    expect(lastEntryOf(messageAt(5), [])?.message.timestampMs).toBe(5);
    expect(lastEntryOf(undefined, [])).toBeUndefined();
  });
});

describe("isShownKind", () => {
  test("behaviour: signals between clients are silent, anything unknown is shown", () => {
    expect(isShownKind("receiptMessage")).toBe(false);
    expect(isShownKind("typingMessage")).toBe(false);
    expect(isShownKind("dataMessage")).toBe(true);
    expect(isShownKind("empty")).toBe(true);
    expect(isShownKind("somethingOfTheFuture")).toBe(true);
  });
});
