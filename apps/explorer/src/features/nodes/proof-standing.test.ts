import { describe, expect, test } from "vitest";
import { isTestChain, paramsOfChain, proofStanding } from "./proof-standing.ts";

describe("proofStanding", () => {
  test("default: in time until it is older than its validity", () => {
    expect(proofStanding({ receivedSeconds: 100 }, 130_000, 30_000)).toBe("fresh");
    expect(proofStanding({ receivedSeconds: 100 }, 130_001, 30_000)).toBe("late");
    expect(proofStanding(null, 0, 30_000)).toBe("none");
  });
});

describe("networks", () => {
  test("default: the local chain is a test network with short timings", () => {
    expect(isTestChain(31_337)).toBe(true);
    expect(paramsOfChain(31_337).proofs.validityMs).toBe(30_000);
  });
  test("behaviour: any other chain has the public network's timings", () => {
    expect(isTestChain(42_161)).toBe(false);
    expect(paramsOfChain(42_161).proofs.validityMs).toBe(7_500_000);
  });
});
