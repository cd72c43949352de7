import { describe, expect, test } from "vitest";
import { applyBlock } from "../network/fold.ts";
import { emptyNetworkState, type NetworkState, type ServiceNodeRecord } from "../network/index.ts";
import { blockAt, DOMAIN, registered, testNode } from "../network/testing/chain.ts";
import { deriveSwarmEvents } from "./events.ts";
import { swarmId } from "./id.ts";

// States are made by hand from a real record, so that each case shows exactly one difference.

const template = [...applyBlock(emptyNetworkState(), blockAt(1, registered(1)), DOMAIN).nodes.values()][0];

function state(swarms: Record<string, readonly number[]>): NetworkState {
  if (template === undefined) throw new Error("the template registers one node");
  const nodes = new Map<number, ServiceNodeRecord>();
  for (const [id, members] of Object.entries(swarms))
    for (const nodeId of members)
      nodes.set(nodeId, {
        ...template,
        nodeId,
        ed25519: testNode(nodeId).ed25519,
        swarmId: id === "none" ? null : swarmId(BigInt(id)),
      });
  return { ...emptyNetworkState(), nodes };
}

const self = testNode(1).ed25519;
const key = (nodeId: number) => testNode(nodeId).ed25519;

describe("deriveSwarmEvents", () => {
  test("behaviour: new members of our swarm get everything we have", () => {
    expect(deriveSwarmEvents(state({ 0: [1, 2] }), state({ 0: [1, 2, 3] }), self)).toEqual({
      swarmId: 0n,
      previousSwarmId: 0n,
      newMembers: [key(3)],
      newSwarms: [],
      dissolved: false,
    });
  });

  test("behaviour: a swarm that appeared is named", () => {
    const events = deriveSwarmEvents(state({ 0: [1, 2, 3] }), state({ 0: [1, 2], 7: [3] }), self);
    expect(events).toMatchObject({ newMembers: [], newSwarms: [7n], dissolved: false });
  });

  test("behaviour: moved because our swarm dissolved", () => {
    const events = deriveSwarmEvents(state({ 0: [2], 7: [1] }), state({ 0: [1, 2] }), self);
    expect(events).toEqual({
      swarmId: 0n,
      previousSwarmId: 7n,
      newMembers: [],
      newSwarms: [],
      dissolved: true,
    });
  });

  test("behaviour: moved while the old swarm lives on: nothing to do", () => {
    const events = deriveSwarmEvents(state({ 0: [2], 7: [1, 3] }), state({ 0: [1, 2], 7: [3] }), self);
    expect(events).toMatchObject({ swarmId: 0n, newMembers: [], newSwarms: [], dissolved: false });
  });

  test("behaviour: just placed, decommissioned or unknown: nothing to do", () => {
    const nothing = { newMembers: [], newSwarms: [], dissolved: false };
    expect(deriveSwarmEvents(state({ none: [1] }), state({ 0: [1, 2] }), self)).toMatchObject({
      ...nothing,
      swarmId: 0n,
      previousSwarmId: null,
    });
    expect(deriveSwarmEvents(state({ 0: [1] }), state({ none: [1], 0: [2] }), self)).toMatchObject({
      ...nothing,
      swarmId: null,
    });
    expect(deriveSwarmEvents(state({ 0: [2] }), state({ 0: [2, 3] }), self)).toMatchObject(nothing);
  });
});
