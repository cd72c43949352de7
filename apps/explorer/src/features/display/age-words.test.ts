import { describe, expect, test } from "vitest";
import { ageInWords, elapsedInWords } from "./age-words.ts";

const NOW = Date.UTC(2026, 2, 12, 14, 5);

describe("ageInWords", () => {
  test("default: seconds, then the larger units", () => {
    const age = (ms: number) => ageInWords(NOW - ms, NOW, { timeZone: "UTC" });
    expect(age(4_900)).toBe("4 s ago");
    expect(age(59_000)).toBe("59 s ago");
    expect(age(3_600_000)).toBe("1 h ago");
    expect(age(2 * 86_400_000)).toBe("10 Mar 2026, 14:05");
  });
  test("behaviour: clocks that differ a little never show the future", () => {
    expect(ageInWords(NOW + 3_000, NOW, {})).toBe("now");
    expect(ageInWords(NOW, NOW, {})).toBe("now");
  });
});

describe("elapsedInWords", () => {
  test("default: seconds only in the first minute", () => {
    expect(elapsedInWords(NOW - 42_500, NOW)).toBe("42 s");
    expect(elapsedInWords(NOW - 125_000, NOW)).toBe("2 min");
    expect(elapsedInWords(NOW - 7_500_000, NOW)).toBe("2 h 5 min");
  });
  test("behaviour: a start to come has lasted no time", () => {
    expect(elapsedInWords(NOW + 5_000, NOW)).toBe("0 s");
  });
});
