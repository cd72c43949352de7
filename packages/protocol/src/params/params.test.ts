import { describe, expect, test } from "vitest";
import { isNetworkName, local, mainnet, PRESETS, testnet } from "./index.ts";

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

test("only test networks allow private addresses or unprefixed accounts", () => {
  expect([mainnet.allowPrivateAddresses, mainnet.allowUnprefixedAccounts]).toEqual([false, false]);
  expect([testnet.allowPrivateAddresses, local.allowPrivateAddresses]).toEqual([false, true]);
});

test("error: names of the object prototype are no networks", () => {
  expect(["toString", "", "Mainnet"].map(isNetworkName)).toEqual([false, false, false]);
});
