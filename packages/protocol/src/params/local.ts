import { mainnet } from "./mainnet.ts";
import type { NetworkParams } from "./types.ts";

const SECOND = 1000;

/**
 * One machine, one-second blocks, 20-second epochs: a stopped node is decommissioned within two epochs.
 * The relations of the mainnet values are kept (spec: swarms-and-testing.md section 11).
 */
export const local: NetworkParams = {
  ...mainnet,
  name: "local",
  allowPrivateAddresses: true,
  allowUnprefixedAccounts: true,
  blockTimeMs: SECOND,
  proofs: {
    intervalMs: 10 * SECOND,
    validityMs: 30 * SECOND,
    toleranceMs: mainnet.proofs.toleranceMs,
    startDelayMs: 0,
    checkEveryMs: SECOND,
    resendMarginMs: SECOND,
  },
  reachability: {
    ...mainnet.reachability,
    intervalMeanMs: SECOND,
    intervalDeviationMs: 300,
    retestStepMs: SECOND,
    retestMeanMs: SECOND,
    retestDeviationMs: 300,
    retestMaxMs: 5 * SECOND,
    unreachableAfterMs: 10 * SECOND,
    badReportFreshMs: 10 * SECOND,
  },
  storageTests: { ...mainnet.storageTests, intervalMs: 10 * SECOND },
  timeSync: { ...mainnet.timeSync, intervalMs: 2 * SECOND },
  staking: {
    ...mainnet.staking,
    epochBlocks: 20,
    warmupEpochs: 1,
    committeeSizeMin: 4,
    certificateTtlMs: 20 * SECOND,
    unlockDelayMs: 60 * SECOND,
    creditInitialMs: 30 * SECOND,
    creditMaxMs: 300 * SECOND,
    creditRateDivisor: 5,
    graceMinMs: 20 * SECOND,
    activeMinMs: 10 * SECOND,
    ipPenaltyCreditMs: 10 * SECOND,
    ipPenaltyWindowMs: 60 * SECOND,
    voteTurnMs: 10 * SECOND,
    retestGapMs: 2 * SECOND,
  },
};
