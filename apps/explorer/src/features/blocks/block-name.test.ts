import { describe, expect, test } from "vitest";
import { parseBlockName } from "./block-name.ts";

describe("parseBlockName", () => {
  test("default: a height or a hash, with or without 0x", () => {
    expect(parseBlockName("0")).toEqual({ height: 0 });
    expect(parseBlockName("123456789012345")).toEqual({ height: 123_456_789_012_345 });
    expect(parseBlockName(`0x${"AB".repeat(32)}`)).toEqual({ hash: "ab".repeat(32) });
  });
  test("error: anything else names no block", () => {
    for (const text of ["", "-1", "1e3", "1234567890123456", "latest", "ab".repeat(31)])
      expect(parseBlockName(text)).toBeUndefined();
  });
});
