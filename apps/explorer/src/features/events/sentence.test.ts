import { describe, expect, test } from "vitest";
import type { EventRow } from "../../trpc/types.ts";
import { EVENT_KINDS, EVENT_TYPES } from "./event-kinds.ts";
import { eventSentence, percentOfBps, type SentencePart } from "./sentence.ts";

const LOG = {
  id: "12-3",
  blockHeight: 12,
  blockHash: "00".repeat(32),
  timeSeconds: 1_000,
  transactionHash: `0x${"ab".repeat(32)}`,
  logIndex: 3,
} as const;
const NODE = { ...LOG, nodeId: 7, ed25519: "a1".repeat(32) } as const;
const ALICE = `0x${"aa".repeat(20)}` as const;
const BOB = `0x${"bb".repeat(20)}` as const;

/** The sentence as plain text, its pieces in brackets. */
function text(event: EventRow): string {
  const names: Record<string, string> = { [ALICE]: "alice", [BOB]: "bob" };
  const say = (part: SentencePart) => {
    if (typeof part === "string") return part;
    switch (part.kind) {
      case "node":
        return `[node ${part.nodeId}]`;
      case "wallet":
        return `[${names[part.address]}]`;
      case "amount":
        return `[${part.atomic}]`;
      case "duration":
        return `[${part.seconds} s]`;
      case "moment":
        return `[at ${part.unixSeconds}]`;
    }
  };
  return eventSentence(event).map(say).join("");
}

describe("eventSentence", () => {
  test("default: registration and activation", () => {
    expect(text({ ...NODE, type: "KeysRegistered", operator: ALICE, blsHex: "00" })).toBe(
      "[alice] registered the keys of node [node 7].",
    );
    const activated = { ...NODE, type: "NodeActivated", operator: ALICE, requiredAtomic: "25" } as const;
    expect(text({ ...activated, feeBps: 0, contributors: 1 })).toBe(
      "Node [node 7] became active: [25] staked by [alice], no operator fee.",
    );
    expect(text({ ...activated, feeBps: 250, contributors: 2 })).toBe(
      "Node [node 7] became active: [25] staked by [alice] and one contributor, operator fee 2.5 %.",
    );
    expect(text({ ...activated, feeBps: 1_000, contributors: 4 })).toContain("and 3 contributors");
  });
  test("default: what committees decide, with reasons in words", () => {
    expect(text({ ...NODE, type: "NodeDecommissioned", epoch: 5, reasons: 17, creditSeconds: 60 })).toBe(
      "The committee of epoch 5 decommissioned node [node 7]: no uptime proof, onion relay unreachable. It has [60 s] of credit to come back.",
    );
    expect(text({ ...NODE, type: "NodeRecommissioned", epoch: 6, creditSeconds: 10 })).toBe(
      "The committee of epoch 6 recommissioned node [node 7]: it works again, with [10 s] of credit left.",
    );
    const deregistered = {
      ...NODE,
      type: "NodeDeregistered",
      epoch: 7,
      operatorLockSeconds: 20,
      contributorLockSeconds: 10,
    } as const;
    expect(text({ ...deregistered, reasons: 1, penaltyAtomic: "50" })).toBe(
      "The committee of epoch 7 deregistered node [node 7]: no uptime proof. Penalty [50]; the operator's stake is free from [at 20], contributors' stakes from [at 10].",
    );
    expect(text({ ...deregistered, reasons: 0, penaltyAtomic: "0" })).toContain("node [node 7]. No penalty;");
  });
  test("default: leaving", () => {
    expect(text({ ...NODE, type: "UnlockRequested", by: BOB, unlockAtSeconds: 99 })).toBe(
      "[bob] asked to unlock node [node 7]. It may exit from [at 99].",
    );
    expect(text({ ...NODE, type: "NodeExited" })).toBe(
      "Node [node 7] left the network. Its stakes can be withdrawn.",
    );
    expect(text({ ...NODE, type: "StakeWithdrawn", staker: BOB, amountAtomic: "5" })).toBe(
      "[bob] withdrew a stake of [5] from node [node 7].",
    );
  });
  test("default: rewards", () => {
    const claimed = { ...NODE, type: "RewardsClaimed", staker: ALICE, amountAtomic: "9" } as const;
    expect(text({ ...claimed, beneficiary: ALICE })).toBe(
      "[alice] claimed [9] of rewards from node [node 7].",
    );
    expect(text({ ...claimed, beneficiary: BOB })).toBe(
      "[alice] claimed [9] of rewards from node [node 7], paid to [bob].",
    );
    expect(text({ ...NODE, type: "BeneficiaryChanged", staker: ALICE, from: ALICE, to: BOB })).toBe(
      "Rewards of [alice] from node [node 7] now go to [bob] instead of [alice].",
    );
    expect(text({ ...LOG, type: "Accrued", amountAtomic: "3", active: 1 })).toBe(
      "[3] of rewards were released to one active node.",
    );
    expect(text({ ...LOG, type: "Accrued", amountAtomic: "3", active: 14 })).toBe(
      "[3] of rewards were released to 14 active nodes.",
    );
  });
});

describe("EVENT_KINDS", () => {
  test("default: every kind has its own word", () => {
    const words = EVENT_TYPES.map((type) => EVENT_KINDS[type].word);
    expect(new Set(words).size).toBe(words.length);
  });
});

describe("percentOfBps", () => {
  test("default: no more digits than needed", () => {
    expect([0, 5, 50, 250, 1_000, 3_333, 10_000].map(percentOfBps)).toEqual([
      "0 %",
      "0.05 %",
      "0.5 %",
      "2.5 %",
      "10 %",
      "33.33 %",
      "100 %",
    ]);
  });
});
