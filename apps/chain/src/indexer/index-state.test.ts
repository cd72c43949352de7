// The fold on scripted blocks: what is known about nodes beyond the network's own table.
import type { NetworkBlock } from "@session/protocol/network";
import { createScriptedChain, type ScriptedEvent } from "@session/testkit/fakes";
import { fixtureDomain, fixtureNode, fixtureNodes, registerNode } from "@session/testkit/fixtures";
import { describe, expect, test } from "vitest";
import { indexChanges } from "./changes.ts";
import { applyIndexBlock, emptyIndexState, type IndexState } from "./index-state.ts";

const OPTIONS = { ...fixtureDomain, creditInitialSeconds: 30 };
const START_MS = 1_718_000_000_000;

function fold(...blocks: readonly (readonly ScriptedEvent[])[]): {
  state: IndexState;
  blocks: NetworkBlock[];
} {
  const chain = createScriptedChain({ startMs: START_MS, blockTimeMs: 10_000 });
  const made = blocks.map((events) => chain.append(events));
  return {
    state: made.reduce((state, block) => applyIndexBlock(state, block, OPTIONS), emptyIndexState()),
    blocks: made,
  };
}

const accrued = (accumulator: bigint): ScriptedEvent => ({
  type: "Accrued",
  amountAtomic: 1n,
  accumulator,
  remainder: 3n,
  active: 1,
});
const one = fixtureNode(1);
const nodeOne = (state: IndexState) => {
  const node = state.nodes.get(1);
  if (node === undefined) throw new Error("node 1 is missing");
  return node;
};

describe("applyIndexBlock", () => {
  test("default: an activated node with its stake, first period and swarm", () => {
    const { state } = fold([], registerNode(one));
    expect(nodeOne(state)).toMatchObject({
      ed25519: one.ed25519,
      x25519: one.x25519,
      state: "active",
      swarmId: 0n,
      registrationHeight: 2,
      registrationMs: START_MS + 20_000,
      creditBaseSeconds: 30,
      creditSinceSeconds: START_MS / 1000 + 20,
      slots: [{ staker: one.operator, claimedAtomic: 0n, withdrawnAtomic: null }],
      periods: [{ state: "active", fromHeight: 2, toHeight: null, reasons: 0 }],
    });
    expect([...state.swarms.values()]).toEqual([{ swarmId: 0n, memberIds: [1] }]);
  });

  test("behaviour: periods follow each other without a gap, and rewards stop while decommissioned", () => {
    const { state } = fold(
      [accrued(100n), ...registerNode(one)],
      [accrued(150n), { type: "NodeDecommissioned", nodeId: 1, epoch: 1, reasons: 9, creditSeconds: 12 }],
      [accrued(900n), { type: "NodeRecommissioned", nodeId: 1, epoch: 2, creditSeconds: 4 }],
      [accrued(950n)],
    );
    const node = nodeOne(state);
    expect(node.periods).toMatchObject([
      { state: "active", fromHeight: 1, toHeight: 2, toMs: START_MS + 20_000 },
      { state: "decommissioned", fromHeight: 2, toHeight: 3, reasons: 9 },
      { state: "active", fromHeight: 3, toHeight: null },
    ]);
    expect(node.rewards).toEqual({ settled: 50n, debt: 900n, isActive: true });
    expect(state.accumulator).toBe(950n);
    expect(state.accruedHeight).toBe(4);
    expect(node.creditBaseSeconds).toBe(4);
  });

  test("behaviour: a node that left is kept, with what was claimed, withdrawn and taken", () => {
    const staker = one.operator;
    const other = `0x${"0b".repeat(20)}` as const;
    const { state } = fold(
      registerNode(one),
      [{ type: "UnlockRequested", nodeId: 1, by: staker, unlockAtSeconds: 99 }],
      [
        { type: "RewardsClaimed", nodeId: 1, staker, beneficiary: staker, amountAtomic: 5n },
        { type: "BeneficiaryChanged", nodeId: 1, staker, from: staker, to: other },
        { type: "RewardsClaimed", nodeId: 1, staker, beneficiary: other, amountAtomic: 6n },
      ],
      [{ type: "NodeExited", nodeId: 1 }],
      [{ type: "StakeWithdrawn", nodeId: 1, staker, amountAtomic: 25n }],
    );
    expect(state.network.nodes.size).toBe(0);
    expect(state.swarms.size).toBe(0);
    expect(nodeOne(state)).toMatchObject({
      state: "exited",
      swarmId: null,
      unlockAtSeconds: 99,
      unlockRequestedBy: staker,
      slots: [{ claimedAtomic: 11n, beneficiary: other, withdrawnAtomic: 25n }],
    });
  });

  test("behaviour: a deregistration keeps penalty, locks and reasons", () => {
    const { state } = fold(
      registerNode(one),
      [{ type: "NodeDecommissioned", nodeId: 1, epoch: 1, reasons: 1, creditSeconds: 0 }],
      [
        {
          type: "NodeDeregistered",
          nodeId: 1,
          epoch: 2,
          reasons: 1,
          penaltyAtomic: 50n,
          operatorLockSeconds: 90,
          contributorLockSeconds: 60,
        },
      ],
    );
    expect(nodeOne(state)).toMatchObject({
      state: "deregistered",
      penaltyAtomic: 50n,
      operatorLockSeconds: 90,
      contributorLockSeconds: 60,
    });
    expect(nodeOne(state).periods.at(-1)).toMatchObject({ state: "deregistered", reasons: 1, fromHeight: 3 });
  });

  test("behaviour: fourteen nodes form two swarms, and every member knows its own", () => {
    const { state } = fold(fixtureNodes(14).flatMap(registerNode));
    expect([...state.swarms.values()].map((swarm) => swarm.memberIds.length)).toEqual([7, 7]);
    for (const swarm of state.swarms.values())
      for (const nodeId of swarm.memberIds) expect(state.nodes.get(nodeId)?.swarmId).toBe(swarm.swarmId);
  });

  test("error: an event of an unknown node is refused, and the old state stays as it was", () => {
    const { state } = fold(registerNode(one));
    const stray = createScriptedChain({ firstHeight: 2 }).append([{ type: "NodeExited", nodeId: 7 }]);
    expect(() => applyIndexBlock(state, stray, OPTIONS)).toThrow(
      expect.objectContaining({ code: "event_out_of_order" }),
    );
    expect(nodeOne(state).state).toBe("active");
  });
});

describe("indexChanges", () => {
  test("default: only what differs, in both directions", () => {
    const chain = createScriptedChain();
    const first = applyIndexBlock(
      emptyIndexState(),
      chain.append(fixtureNodes(5).flatMap(registerNode)),
      OPTIONS,
    );
    const second = applyIndexBlock(
      first,
      chain.append([
        ...registerNode(fixtureNode(6)),
        { type: "UnlockRequested", nodeId: 2, by: fixtureNode(2).operator, unlockAtSeconds: 5 },
      ]),
      OPTIONS,
    );
    const forward = indexChanges(first, second);
    expect(forward.nodes.map((node) => node.nodeId)).toEqual([2, 6]);
    expect(forward.removedNodeIds).toEqual([]);
    expect(forward.swarms).toHaveLength(1);
    const back = indexChanges(second, first);
    expect(back.nodes.map((node) => node.nodeId)).toEqual([2]);
    expect(back.removedNodeIds).toEqual([6]);
    expect(indexChanges(second, second)).toEqual({
      nodes: [],
      removedNodeIds: [],
      swarms: [],
      endedSwarmIds: [],
    });
  });
});
