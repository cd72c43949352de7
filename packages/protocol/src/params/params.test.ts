import { describe, expect, test } from "vitest";
import { isNetworkName, local, mainnet, type NetworkParams, PRESETS, testnet } from "./index.ts";

describe.each(Object.values(PRESETS))("preset $name", (params) => {
  const { proofs, reachability, staking } = params;

  test("behaviour: its name finds it", () => {
    expect(isNetworkName(params.name) && PRESETS[params.name]).toBe(params);
  });

  test("behaviour: a proof outlives two intervals, and is resent before the interval is over", () => {
    expect(proofs.validityMs).toBeGreaterThan(2 * proofs.intervalMs);
    expect(proofs.resendMarginMs).toBeLessThan(proofs.intervalMs / 2);
  });

  test("behaviour: a node is given up for unreachable later than two tests of it", () => {
    expect(reachability.unreachableAfterMs).toBeGreaterThan(2 * reachability.retestMeanMs);
    expect(reachability.badReportFreshMs).toBeGreaterThan(reachability.retestMaxMs);
  });

  test("behaviour: a vote's turn has time for two tests, and a certificate for two turns", () => {
    expect(2 * staking.retestGapMs).toBeLessThan(staking.voteTurnMs);
    expect(staking.voteTurnMs).toBeLessThanOrEqual(staking.certificateTtlMs / 2);
  });

  test("behaviour: committees are 4 to 64 nodes", () => {
    expect(staking.committeeSizeMin).toBeGreaterThanOrEqual(4);
    expect(staking.committeeSize).toBeLessThanOrEqual(64);
    expect(staking.committeeSizeMin).toBeLessThanOrEqual(staking.committeeSize);
  });

  test("behaviour: wire values are the same everywhere", () => {
    expect([params.hardfork, params.storageServerVersion, proofs.toleranceMs]).toEqual([
      [19, 4],
      [2, 8, 0],
      300_000,
    ]);
  });
});

test("published times of the three networks", () => {
  const times = [mainnet, testnet, local].map(({ proofs, reachability }) => [
    proofs.intervalMs,
    proofs.validityMs,
    reachability.unreachableAfterMs,
  ]);
  expect(times).toEqual([
    [3_600_000, 7_500_000, 3_900_000],
    [600_000, 1_260_000, 660_000],
    [10_000, 30_000, 10_000],
  ]);
});

test("the two columns of the staking design, section 4", () => {
  const inSeconds = ({ staking }: NetworkParams) =>
    Object.fromEntries(
      Object.entries(staking).map(([name, value]) =>
        typeof value === "number" && name.endsWith("Ms") ? [name.slice(0, -2), value / 1000] : [name, value],
      ),
    );
  const common = {
    stakingRequirementAtomic: 25_000n * 10n ** 9n,
    committeeSize: 64,
    decommissionFloor: 4,
    decommissionBps: 500,
    deregisterFloor: 2,
    deregisterBps: 200,
  };
  expect(inSeconds(mainnet)).toEqual({
    ...common,
    epochBlocks: 300,
    warmupEpochs: 2,
    committeeSizeMin: 16,
    unlockDelay: 1_296_000,
    creditInitial: 7_200,
    creditMax: 172_800,
    creditRateDivisor: 30,
    graceMin: 7_200,
    activeMin: 7_200,
    ipPenaltyCredit: 7_200,
    ipPenaltyWindow: 86_400,
    certificateTtl: 600,
    voteTurn: 60,
    retestGap: 20,
  });
  expect(inSeconds(local)).toEqual({
    ...common,
    epochBlocks: 20,
    warmupEpochs: 1,
    committeeSizeMin: 4,
    unlockDelay: 60,
    creditInitial: 30,
    creditMax: 300,
    creditRateDivisor: 5,
    graceMin: 20,
    activeMin: 10,
    ipPenaltyCredit: 10,
    ipPenaltyWindow: 60,
    certificateTtl: 20,
    voteTurn: 10,
    retestGap: 2,
  });
});

test("only test networks allow private addresses or unprefixed accounts", () => {
  expect([mainnet.allowPrivateAddresses, mainnet.allowUnprefixedAccounts]).toEqual([false, false]);
  expect([testnet.allowPrivateAddresses, local.allowPrivateAddresses]).toEqual([false, true]);
});

test("error: names of the object prototype are no networks", () => {
  expect(["toString", "", "Mainnet"].map(isNetworkName)).toEqual([false, false, false]);
});
