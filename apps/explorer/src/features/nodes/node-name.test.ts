import { describe, expect, test } from "vitest";
import { parseNodeName } from "./node-name.ts";

describe("parseNodeName", () => {
  test("default: an ID or a whole key in any case", () => {
    expect(parseNodeName("12")).toEqual({ nodeId: 12 });
    expect(parseNodeName("A".repeat(64))).toEqual({ ed25519: "a".repeat(64) });
  });
  test("behaviour: 64 digits are a key, not an ID", () => {
    expect(parseNodeName("1".repeat(64))).toEqual({ ed25519: "1".repeat(64) });
  });
  test("error: anything else names no node", () => {
    for (const text of ["0", "4294967296", "-1", "1.5", "a1b2c3", "", "a".repeat(63)])
      expect(parseNodeName(text)).toBeUndefined();
  });
});
