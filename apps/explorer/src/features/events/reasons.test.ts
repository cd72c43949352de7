import { describe, expect, test } from "vitest";
import { reasonsInWords } from "./reasons.ts";

describe("reasonsInWords", () => {
  test("default: every bit has its words, in ascending order", () => {
    expect(reasonsInWords(511)).toEqual([
      "no uptime proof",
      "missed committee duties",
      "clock out of sync",
      "storage server unreachable",
      "onion relay unreachable",
      "chain view behind",
      "version too old",
      "registration signature invalid",
      "several IP addresses",
    ]);
    expect(reasonsInWords(0)).toEqual([]);
  });
  test("behaviour: a bit we do not know is named, not hidden", () => {
    expect(reasonsInWords(1 + 512)).toEqual(["no uptime proof", "unknown reason 512"]);
  });
});
