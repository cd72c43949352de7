import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatHash, groupHash } from "./hash.ts";

describe("formatHash", () => {
  test("default: groups of four, shortened in the middle", () => {
    expect(formatHash(`05a1b2c3${"7".repeat(54)}9f0e`)).toBe("05a1 b2c3 … 9f0e");
  });
  test("behaviour: 0x belongs to the first group", () => {
    expect(formatHash(`0xabcd1234${"0".repeat(28)}beef`)).toBe("0xabcd 1234 … beef");
  });
  test("behaviour: a short value is shown whole", () => {
    expect(formatHash("abcdef0123")).toBe("abcd ef01 23");
    expect(formatHash("")).toBe("");
  });
  test("behaviour: grouping keeps every character", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 80 }), (text) => {
        expect(groupHash(text).join("")).toBe(text);
      }),
    );
  });
});
