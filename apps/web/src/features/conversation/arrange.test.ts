import { describe, expect, test } from "vitest";
import { BOB_ID, entryAt, OWN_ID } from "../../testing/entries.ts";
import { arrangeTimeline } from "./arrange.ts";

const MINUTE = 60_000;
/** Days of one hour, so that a test can cross one easily. */
const dayOf = (atMs: number) => String(Math.floor(atMs / (60 * MINUTE)));
const runs = (entries: Parameters<typeof arrangeTimeline>[0]) =>
  arrangeTimeline(entries, dayOf).map((item) =>
    item.kind === "day" ? "day" : `${item.isFirst ? "[" : ""}${item.isLast ? "]" : ""}`,
  );

describe("arrangeTimeline", () => {
  test("default: nothing for nothing", () => {
    expect(runs([])).toEqual([]);
  });
  test("behaviour: one day line in front of each day", () => {
    expect(runs([entryAt(0), entryAt(61 * MINUTE)])).toEqual(["day", "[]", "day", "[]"]);
  });
  test("behaviour: messages of one sender within five minutes are one run", () => {
    expect(runs([entryAt(0), entryAt(MINUTE), entryAt(2 * MINUTE)])).toEqual(["day", "[", "", "]"]);
  });
  test("behaviour: another sender, a pause of five minutes or a new day ends a run", () => {
    expect(runs([entryAt(0), entryAt(1, { sender: OWN_ID })])).toEqual(["day", "[]", "[]"]);
    expect(runs([entryAt(0), entryAt(5 * MINUTE)])).toEqual(["day", "[]", "[]"]);
    expect(runs([entryAt(59 * MINUTE), entryAt(60 * MINUTE)])).toEqual(["day", "[]", "day", "[]"]);
  });
  test("behaviour: keys are the message IDs", () => {
    const keys = arrangeTimeline([entryAt(7)], dayOf).map((item) => item.key);
    expect(keys).toEqual(["day-0", `${BOB_ID}:7`]);
  });
});
