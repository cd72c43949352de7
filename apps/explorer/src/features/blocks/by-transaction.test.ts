import { describe, expect, test } from "vitest";
import type { EventRow } from "../../trpc/types.ts";
import { byTransaction } from "./by-transaction.ts";

const event = (logIndex: number, transaction: string): EventRow => ({
  id: `1-${logIndex}`,
  blockHeight: 1,
  blockHash: "00".repeat(32),
  timeSeconds: 1,
  transactionHash: `0x${transaction.repeat(64)}`,
  logIndex,
  type: "Accrued",
  amountAtomic: "1",
  active: 1,
});

describe("byTransaction", () => {
  test("default: events of one transaction stay together, in the order of the log", () => {
    const groups = byTransaction([event(2, "b"), event(0, "a"), event(1, "a")]);
    expect(groups.map((group) => group.events.map((entry) => entry.logIndex))).toEqual([[0, 1], [2]]);
    expect(groups[0]?.hash).toBe(`0x${"a".repeat(64)}`);
  });
});
