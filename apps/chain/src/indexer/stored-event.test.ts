import type { NetworkEvent } from "@session/protocol/network";
import { createScriptedChain } from "@session/testkit/fakes";
import { fixtureNode, registerNode } from "@session/testkit/fixtures";
import { describe, expect, test } from "vitest";
import { EVENT_TYPES } from "../api/outputs/events.ts";
import { decodeStoredEvent, encodeStoredEvent, eventAddresses } from "./stored-event.ts";

const A = `0x${"a1".repeat(20)}` as const;
const B = `0x${"b2".repeat(20)}` as const;
const big = 2n ** 90n + 1n;

const events: readonly NetworkEvent[] = createScriptedChain().append([
  ...registerNode(fixtureNode(1)),
  { type: "NodeDecommissioned", nodeId: 1, epoch: 3, reasons: 9, creditSeconds: 30 },
  { type: "NodeRecommissioned", nodeId: 1, epoch: 4, creditSeconds: 5 },
  {
    type: "NodeDeregistered",
    nodeId: 1,
    epoch: 5,
    reasons: 1,
    penaltyAtomic: big,
    operatorLockSeconds: 9,
    contributorLockSeconds: 8,
  },
  { type: "NodeExited", nodeId: 1 },
  { type: "UnlockRequested", nodeId: 1, by: A, unlockAtSeconds: 7 },
  { type: "StakeWithdrawn", nodeId: 1, staker: A, amountAtomic: big },
  { type: "RewardsClaimed", nodeId: 1, staker: A, beneficiary: B, amountAtomic: big },
  { type: "BeneficiaryChanged", nodeId: 1, staker: A, from: A, to: B },
  { type: "Accrued", amountAtomic: 1n, accumulator: 2n ** 200n, remainder: 0n, active: 14 },
]).events;

describe("stored events", () => {
  test("default: every event type comes back through JSON as it was", () => {
    expect(new Set(events.map((event) => event.type))).toEqual(new Set(EVENT_TYPES));
    for (const event of events)
      expect(decodeStoredEvent(JSON.parse(JSON.stringify(encodeStoredEvent(event))))).toEqual(event);
  });

  test("behaviour: events are found by everybody they name", () => {
    const found = Object.fromEntries(events.map((event) => [event.type, eventAddresses(event)]));
    expect(found).toMatchObject({
      NodeActivated: [fixtureNode(1).operator],
      UnlockRequested: [A],
      RewardsClaimed: [A, B],
      BeneficiaryChanged: [A, B],
      Accrued: [],
    });
  });
});
