import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { identityArcs, identityHueStep } from "./identity.ts";

const ALICE = `05${"a1".repeat(32)}`;

describe("identity colours", () => {
  test("default: the same account looks the same each time", () => {
    // 0xa1 = 161, and 161 mod 24 = 17.
    expect(identityHueStep(ALICE)).toBe(17);
    expect(identityArcs(ALICE)).toEqual([
      { radius: 16.4, start: 226, length: 70 },
      { radius: 11.4, start: 226, length: 70 },
      { radius: 6.6, start: 226, length: 70 },
    ]);
  });
  test("behaviour: any text gives a hue step the style sheet knows, and rings with a gap", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(identityHueStep(text)).toBeGreaterThanOrEqual(0);
        expect(identityHueStep(text)).toBeLessThan(24);
        for (const arc of identityArcs(text)) expect(arc.length).toBeLessThan(100);
      }),
      { examples: [["05-1"]] },
    );
  });
});
