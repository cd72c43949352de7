import { assert } from "@session/protocol/errors";

/** Scale of the reward accumulator (docs/spec/staking-design.md section 7.2). */
export const REWARD_PRECISION = 10n ** 18n;
const BPS = 10_000n;
/** The pool releases 151/1000 of its unreleased funds per year, simple. */
const RELEASE_NUMERATOR = 151n;
const RELEASE_DENOMINATOR = 1_000n;
const DAYS_PER_YEAR = 365n;

/** The part of a node's reward history that its events fix. All in atomic units times 10^18. */
export interface RewardAccount {
  readonly settled: bigint;
  /** Accumulator when the node last became active; 0 while it is not. */
  readonly debt: bigint;
  readonly isActive: boolean;
}

/** Everything the node earned so far, in atomic units times 10^18. */
export function totalEarned(account: RewardAccount, accumulator: bigint): bigint {
  return account.settled + (account.isActive ? accumulator - account.debt : 0n);
}

export function enterActive(account: RewardAccount, accumulator: bigint): RewardAccount {
  assert(!account.isActive, "only a node that is not active becomes active");
  return { ...account, debt: accumulator, isActive: true };
}

export function leaveActive(account: RewardAccount, accumulator: bigint): RewardAccount {
  assert(account.isActive, "only an active node stops being active");
  return { settled: totalEarned(account, accumulator), debt: 0n, isActive: false };
}

export interface SlotTerms {
  readonly amountAtomic: bigint;
  readonly isOperator: boolean;
  readonly feeBps: number;
  readonly requiredAtomic: bigint;
}

/** A slot's weight out of `10000 * required`; the weights of a full node add up to exactly that. */
export function slotWeight({ amountAtomic, isOperator, feeBps, requiredAtomic }: SlotTerms): bigint {
  const fee = BigInt(feeBps);
  return amountAtomic * (BPS - fee) + (isOperator ? fee * requiredAtomic : 0n);
}

/** What a slot has earned in all, atomic units, rounded down like the contract (section 7.3). */
export function slotEntitlement(terms: SlotTerms, nodeTotal: bigint): bigint {
  return (nodeTotal * slotWeight(terms)) / (BPS * terms.requiredAtomic * REWARD_PRECISION);
}

/** A slot's part of any node-wide amount, rounded down. */
export function slotPart(terms: SlotTerms, nodeAmount: bigint): bigint {
  return (nodeAmount * slotWeight(terms)) / (BPS * terms.requiredAtomic);
}

/** Atomic units the pool releases per day while something is unreleased. */
export function releasePerDay(unreleasedAtomic: bigint): bigint {
  return (unreleasedAtomic * RELEASE_NUMERATOR) / (RELEASE_DENOMINATOR * DAYS_PER_YEAR);
}

/** `unreleased * 0.14`: what a year of continuous release comes to (docs/spec/explorer-data.md section 1). */
export function projectedYear(unreleasedAtomic: bigint): bigint {
  return (unreleasedAtomic * 14n) / 100n;
}

/** 0.14 = 14 % a year without restaking; undefined where nothing is active. */
export function simpleApr(perNodePerDayAtomic: bigint, requirementAtomic: bigint): number | undefined {
  if (requirementAtomic === 0n) return undefined;
  // Nine digits are more than any page shows, and stay exact in a number.
  return Number((perNodePerDayAtomic * DAYS_PER_YEAR * 1_000_000_000n) / requirementAtomic) / 1e9;
}

/** The APR with the day's reward added to the stake each day: an illustration. */
export function dailyRestakeApy(apr: number): number {
  return (1 + apr / 365) ** 365 - 1;
}
