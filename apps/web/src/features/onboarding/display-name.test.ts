import { describe, expect, test } from "vitest";
import { checkDisplayName } from "./display-name.ts";

describe("checkDisplayName", () => {
  test("default: a name without the white space around it", () => {
    expect(checkDisplayName("  Alice  ")).toEqual({ kind: "valid", name: "Alice" });
  });
  test("behaviour: emoji and right-to-left names are accepted whole", () => {
    expect(checkDisplayName("👩🏽‍🚀 أميرة")).toEqual({ kind: "valid", name: "👩🏽‍🚀 أميرة" });
  });
  test("error: nothing but white space", () => {
    expect(checkDisplayName(" \t ")).toEqual({ kind: "empty" });
  });
  test("behaviour: the limit is 100 bytes of UTF-8", () => {
    expect(checkDisplayName("a".repeat(100)).kind).toBe("valid");
    expect(checkDisplayName("a".repeat(101)).kind).toBe("tooLong");
    expect(checkDisplayName("é".repeat(50)).kind).toBe("valid");
    expect(checkDisplayName("é".repeat(51)).kind).toBe("tooLong");
  });
});
