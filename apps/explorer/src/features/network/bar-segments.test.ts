import { describe, expect, test } from "vitest";
import { barSegments } from "./bar-segments.ts";

describe("barSegments", () => {
  test("default: parts follow each other with a hairline between them", () => {
    expect(
      barSegments([
        { name: "a", count: 3 },
        { name: "b", count: 1 },
      ]),
    ).toEqual([
      { name: "a", x: "0%", width: "74.6%" },
      { name: "b", x: "75%", width: "25%" },
    ]);
  });
  test("behaviour: empty parts are left out and an empty bar has none", () => {
    expect(
      barSegments([
        { name: "a", count: 0 },
        { name: "b", count: 2 },
      ]),
    ).toEqual([{ name: "b", x: "0%", width: "100%" }]);
    expect(barSegments([{ name: "a", count: 0 }])).toEqual([]);
  });
});
