import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  dailyRestakeApy,
  enterActive,
  leaveActive,
  projectedYear,
  REWARD_PRECISION,
  releasePerDay,
  simpleApr,
  slotEntitlement,
  slotPart,
  slotWeight,
  totalEarned,
} from "./rewards.ts";

const TOKEN = 1_000_000_000n;
const idle = { settled: 0n, debt: 0n, isActive: false };

describe("reward account", () => {
  test("default: a node earns what the accumulator gains while it is active", () => {
    const account = enterActive(idle, 100n);
    expect(totalEarned(account, 100n)).toBe(0n);
    expect(totalEarned(account, 350n)).toBe(250n);
  });

  test("behaviour: nothing is earned while not active, and what was earned stays", () => {
    const left = leaveActive(enterActive(idle, 100n), 350n);
    expect(totalEarned(left, 9_999n)).toBe(250n);
    const again = enterActive(left, 1_000n);
    expect(totalEarned(again, 1_001n)).toBe(251n);
  });

  test("error: a state is entered once", () => {
    expect(() => enterActive(enterActive(idle, 1n), 2n)).toThrow("assertion failed");
    expect(() => leaveActive(idle, 2n)).toThrow("assertion failed");
  });
});

describe("slotEntitlement", () => {
  const required = 25_000n * TOKEN;
  const operator = {
    amountAtomic: 6_250n * TOKEN,
    isOperator: true,
    feeBps: 1_000,
    requiredAtomic: required,
  };
  const contributor = { ...operator, amountAtomic: 18_750n * TOKEN, isOperator: false };

  test("default: the fee goes to the operator, the rest by share", () => {
    const nodeTotal = 1_000n * TOKEN * REWARD_PRECISION;
    // 10 % fee = 100; of the other 900 a quarter and three quarters.
    expect(slotEntitlement(operator, nodeTotal)).toBe(325n * TOKEN);
    expect(slotEntitlement(contributor, nodeTotal)).toBe(675n * TOKEN);
  });

  test("behaviour: the weights of a full node add up to exactly 10000 times the requirement", () => {
    fc.assert(
      fc.property(
        fc.array(fc.bigInt(1n, 10n ** 15n), { minLength: 1, maxLength: 10 }),
        fc.integer({ min: 0, max: 10_000 }),
        (amounts, feeBps) => {
          const requiredAtomic = amounts.reduce((sum, amount) => sum + amount, 0n);
          const weights = amounts.map((amountAtomic, i) =>
            slotWeight({ amountAtomic, isOperator: i === 0, feeBps, requiredAtomic }),
          );
          return weights.reduce((sum, weight) => sum + weight, 0n) === 10_000n * requiredAtomic;
        },
      ),
    );
  });

  test("behaviour: rounding leaves less than one unit per slot behind and never pays too much", () => {
    fc.assert(
      fc.property(
        fc.array(fc.bigInt(1n, 10n ** 15n), { minLength: 1, maxLength: 10 }),
        fc.integer({ min: 0, max: 10_000 }),
        fc.bigInt(0n, 10n ** 35n),
        (amounts, feeBps, nodeTotal) => {
          const requiredAtomic = amounts.reduce((sum, amount) => sum + amount, 0n);
          const paid = amounts
            .map((amountAtomic, i) =>
              slotEntitlement({ amountAtomic, isOperator: i === 0, feeBps, requiredAtomic }, nodeTotal),
            )
            .reduce((sum, part) => sum + part, 0n);
          const whole = nodeTotal / REWARD_PRECISION;
          return paid <= whole && whole - paid <= BigInt(amounts.length);
        },
      ),
    );
  });

  test("behaviour: parts of a node-wide amount follow the same weights", () => {
    expect(slotPart(operator, 1_000n)).toBe(325n);
    expect(slotPart(contributor, 1_000n)).toBe(675n);
  });
});

describe("pool figures", () => {
  const unreleased = 40_000_000n * TOKEN;

  test("default: 15.1 % of the unreleased funds a year, by day", () => {
    expect(releasePerDay(unreleased)).toBe(16_547_945_205_479n);
    expect(projectedYear(unreleased)).toBe(5_600_000n * TOKEN);
  });

  test("behaviour: APR is without restaking, APY with", () => {
    const apr = simpleApr(10n * TOKEN, 25_000n * TOKEN);
    expect(apr).toBe(0.146);
    expect(dailyRestakeApy(0.146)).toBeCloseTo(0.15716, 5);
    expect(simpleApr(1n, 0n)).toBeUndefined();
  });
});
