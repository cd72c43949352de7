import { describe, expect, test } from "vitest";
import { formatBytes, formatCount, formatPercent, formatPlural } from "./number.ts";

describe("numbers", () => {
  test("default: counts are grouped", () => {
    expect(formatCount(1234567)).toBe("1,234,567");
    expect(formatCount(18_446_744_073_709_551_615n)).toBe("18,446,744,073,709,551,615");
  });
  test("default: parts of one become per cent", () => {
    expect(formatPercent(0.1234)).toBe("12.3\u00a0%");
    expect(formatPercent(1)).toBe("100\u00a0%");
  });
  test("default: sizes in decimal units", () => {
    expect(formatBytes(999)).toBe("999\u00a0B");
    expect(formatBytes(1536)).toBe("1.5\u00a0kB");
    expect(formatBytes(10_000_000)).toBe("10\u00a0MB");
  });
  test("default: one or many", () => {
    expect(formatPlural(1, "node")).toBe("1\u00a0node");
    expect(formatPlural(1400, "node")).toBe("1,400\u00a0nodes");
  });
});
