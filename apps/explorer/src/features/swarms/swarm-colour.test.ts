import { describe, expect, test } from "vitest";
import { swarmColour } from "./swarm-colour.ts";

describe("swarmColour", () => {
  test("default: up to eight swarms have a colour of their own", () => {
    expect(new Set(Array.from({ length: 8 }, (_, index) => swarmColour(index, 8))).size).toBe(8);
  });
  test("behaviour: more only alternate", () => {
    expect([0, 1, 2].map((index) => swarmColour(index, 9))).toEqual(["even", "odd", "even"]);
  });
});
