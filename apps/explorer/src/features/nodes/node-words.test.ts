import { describe, expect, test } from "vitest";
import { nodeRow } from "../../../test/fixtures/rows.ts";
import { nodeVerdict, shownState } from "./node-words.ts";

const node = { ...nodeRow(), periods: [], credit: null };
const decommissioned = (seconds: number) => ({
  ...node,
  state: "decommissioned" as const,
  swarmId: null,
  periods: [
    {
      state: "decommissioned" as const,
      fromBlock: 1,
      fromSeconds: 1,
      toBlock: null,
      toSeconds: null,
      reasons: 9,
    },
  ],
  credit: { seconds, maxSeconds: 172_800, perSecond: -1 },
});

describe("shownState", () => {
  test("default: leaving and invalid nodes are not simply active", () => {
    expect(shownState(nodeRow())).toBe("active");
    expect(shownState(nodeRow({ unlockAtSeconds: 5 }))).toBe("unlocking");
    expect(shownState(nodeRow({ invalidIdentity: true, unlockAtSeconds: 5 }))).toBe("invalidIdentity");
  });
  test("behaviour: trouble outweighs leaving", () => {
    expect(shownState(nodeRow({ state: "decommissioned", unlockAtSeconds: 5 }))).toBe("decommissioned");
    expect(shownState(nodeRow({ state: "exited" }))).toBe("exited");
  });
});

describe("nodeVerdict", () => {
  test("default: a working node is well", () => {
    expect(nodeVerdict(node, "fresh")).toMatchObject({ tone: "ok", headline: "Active and in a swarm" });
  });
  test("behaviour: a missing or late proof is told before anything else can go wrong", () => {
    expect(nodeVerdict(node, "none").headline).toBe("Active, waiting for its first uptime proof");
    expect(nodeVerdict(node, "late").tone).toBe("attention");
  });
  test("behaviour: a decommission names its reasons and what is left", () => {
    expect(nodeVerdict(decommissioned(3_600), "late")).toEqual({
      tone: "attention",
      headline: "Decommissioned: no uptime proof, storage server unreachable",
      text: "It is in no swarm and earns nothing until a committee sees it work again. 1 h of credit are left; after that a committee may deregister it.",
    });
    expect(nodeVerdict(decommissioned(-5), "late").text).toContain("Its credit is used up");
  });
  test("behaviour: an invalid identity is worse than a missing proof", () => {
    expect(nodeVerdict({ ...node, invalidIdentity: true }, "none").tone).toBe("danger");
  });
  test("behaviour: nodes that are gone say how they went", () => {
    expect(nodeVerdict({ ...node, state: "exited" }, "late").headline).toBe("Left the network");
    expect(nodeVerdict({ ...node, state: "deregistered" }, "late").tone).toBe("danger");
  });
});
