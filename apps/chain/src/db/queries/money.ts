import {
  REWARD_PRECISION,
  type SlotTerms,
  slotEntitlement,
  slotPart,
  totalEarned,
} from "../../indexer/rewards.ts";
import type { nodes, slots } from "../schema.ts";
import type { Snapshot } from "./context.ts";

type NodeTable = typeof nodes.$inferSelect;
type SlotTable = typeof slots.$inferSelect;

const SECONDS_PER_DAY = 86_400n;
const NANO = 1_000_000_000n;

/** Reward figures at the snapshot's block, for all nodes. */
export interface RewardRates {
  /** Accumulator with what the pool would release now already in it. */
  readonly accumulator: bigint;
  /** Of one active node, in 10^-9 atomic units. */
  readonly perSecondNano: bigint;
}

export function rewardRates(snapshot: Snapshot, activeNodes: number): RewardRates {
  const { cursor, pool } = snapshot;
  if (pool === undefined || activeNodes === 0) return { accumulator: cursor.accumulator, perSecondNano: 0n };
  // What was pending before the newest accrual is in the accumulator already.
  const isNewer = pool.asOfHeight > cursor.accruedHeight;
  const pending = isNewer
    ? (pool.pendingAtomic * REWARD_PRECISION + cursor.remainder) / BigInt(activeNodes)
    : 0n;
  return {
    accumulator: cursor.accumulator + pending,
    perSecondNano: (pool.ratePerSecondAtomic * NANO) / BigInt(activeNodes),
  };
}

interface SlotMoney {
  readonly earned: bigint;
  readonly claimed: bigint;
  readonly unclaimed: bigint;
  readonly perDay: bigint;
  readonly perSecondNano: bigint;
}

export function slotMoney(node: NodeTable, slot: SlotTable, rates: RewardRates): SlotMoney {
  const isActive = node.state === "active";
  const terms: SlotTerms = {
    amountAtomic: slot.amountAtomic,
    isOperator: slot.position === 0,
    feeBps: node.feeBps,
    requiredAtomic: node.requiredAtomic,
  };
  const total = totalEarned({ settled: node.settled, debt: node.debt, isActive }, rates.accumulator);
  const earned = slotEntitlement(terms, total);
  const perSecondNano = isActive ? slotPart(terms, rates.perSecondNano) : 0n;
  return {
    earned,
    claimed: slot.claimedAtomic,
    unclaimed: earned - slot.claimedAtomic,
    perDay: (perSecondNano * SECONDS_PER_DAY) / NANO,
    perSecondNano,
  };
}

export function sumMoney(parts: readonly SlotMoney[]): SlotMoney {
  return parts.reduce(
    (sum, part) => ({
      earned: sum.earned + part.earned,
      claimed: sum.claimed + part.claimed,
      unclaimed: sum.unclaimed + part.unclaimed,
      perDay: sum.perDay + part.perDay,
      perSecondNano: sum.perSecondNano + part.perSecondNano,
    }),
    { earned: 0n, claimed: 0n, unclaimed: 0n, perDay: 0n, perSecondNano: 0n },
  );
}

export function moneyOutput(money: SlotMoney) {
  return {
    earnedAtomic: money.earned.toString(),
    claimedAtomic: money.claimed.toString(),
    // A claim right after a release may be known before the release is: never below zero.
    unclaimedAtomic: (money.unclaimed < 0n ? 0n : money.unclaimed).toString(),
    perDayAtomic: money.perDay.toString(),
    perSecondNanoAtomic: money.perSecondNano.toString(),
  };
}
