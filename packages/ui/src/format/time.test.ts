import { describe, expect, test } from "vitest";
import { formatDuration, formatExactTime, formatRelativeTime } from "./time.ts";

const NOW = Date.UTC(2026, 2, 12, 14, 5, 0);
const UTC = { timeZone: "UTC" };

describe("formatRelativeTime", () => {
  test("default: relative under a day", () => {
    expect(formatRelativeTime(NOW - 2_000, NOW, UTC)).toBe("just now");
    expect(formatRelativeTime(NOW - 42_000, NOW, UTC)).toBe("42 s ago");
    expect(formatRelativeTime(NOW - 5 * 60_000, NOW, UTC)).toBe("5 min ago");
    expect(formatRelativeTime(NOW - 23 * 3_600_000, NOW, UTC)).toBe("23 h ago");
  });
  test("behaviour: exact from a day on", () => {
    expect(formatRelativeTime(NOW - 24 * 3_600_000, NOW, UTC)).toBe("11 Mar 2026, 14:05");
  });
  test("behaviour: the future is named as such", () => {
    expect(formatRelativeTime(NOW + 3 * 3_600_000, NOW, UTC)).toBe("in 3 h");
  });
});

describe("formatExactTime", () => {
  test("default: date and minute in the given zone", () => {
    expect(formatExactTime(NOW, UTC)).toBe("12 Mar 2026, 14:05");
    expect(formatExactTime(NOW, { timeZone: "Asia/Tokyo" })).toBe("12 Mar 2026, 23:05");
  });
});

describe("formatDuration", () => {
  test("default: the two largest units", () => {
    expect(formatDuration(340)).toBe("340 ms");
    expect(formatDuration(12_440)).toBe("12.4 s");
    expect(formatDuration(200_000)).toBe("3 min 20 s");
    expect(formatDuration(7_200_000)).toBe("2 h");
    expect(formatDuration(99 * 3_600_000)).toBe("4 d 3 h");
  });
  test("behaviour: never rounds up into the next unit", () => {
    expect(formatDuration(59_999)).toBe("59.9 s");
    expect(formatDuration(3_599_999)).toBe("59 min 59 s");
  });
  test("behaviour: a negative span is zero", () => {
    expect(formatDuration(-5)).toBe("0 ms");
  });
});
