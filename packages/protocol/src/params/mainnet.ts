import type { NetworkParams } from "./types.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Mainnet-like values: 12-second blocks, one-hour epochs. */
export const mainnet: NetworkParams = {
  name: "mainnet",
  hardfork: [19, 4],
  storageServerVersion: [2, 8, 0],
  nodeVersion: [0, 1, 0],
  nodeVersionMin: [0, 1, 0],
  allowPrivateAddresses: false,
  allowUnprefixedAccounts: false,
  blockTimeMs: 12 * SECOND,
  ports: { https: 22021, peer: 22020 },
  proofs: {
    intervalMs: HOUR,
    validityMs: 2 * HOUR + 5 * MINUTE,
    toleranceMs: 5 * MINUTE,
    startDelayMs: 30 * SECOND,
    checkEveryMs: 30 * SECOND,
    resendMarginMs: 15 * SECOND,
  },
  reachability: {
    tickMs: 200,
    intervalMeanMs: 10 * SECOND,
    intervalDeviationMs: 3 * SECOND,
    retestStepMs: 10 * SECOND,
    retestMeanMs: 10 * SECOND,
    retestDeviationMs: 3 * SECOND,
    retestMaxMs: 120 * SECOND,
    retestsPerTickMax: 4,
    probeTimeoutMs: 5 * SECOND,
    unreachableAfterMs: HOUR + 5 * MINUTE,
    badReportFreshMs: 5 * MINUTE,
  },
  storageTests: {
    intervalMs: 30 * SECOND,
    depthBlocks: 4,
    timeoutMs: 15 * SECOND,
    retryEveryMs: 50,
    retryForMs: 55 * SECOND,
    hashesKept: 30,
  },
  timeSync: {
    intervalMs: 5 * SECOND,
    toleranceMs: 30 * SECOND,
    ownOutcomesKept: 30,
    historyLength: 8,
    failuresAllowed: 4,
  },
  staking: {
    stakingRequirementAtomic: 25_000_000_000_000n,
    epochBlocks: 300,
    warmupEpochs: 2,
    committeeSize: 64,
    committeeSizeMin: 16,
    certificateTtlMs: 10 * MINUTE,
    unlockDelayMs: 15 * DAY,
    creditInitialMs: 2 * HOUR,
    creditMaxMs: 48 * HOUR,
    creditRateDivisor: 30,
    graceMinMs: 2 * HOUR,
    activeMinMs: 2 * HOUR,
    ipPenaltyCreditMs: 2 * HOUR,
    ipPenaltyWindowMs: 24 * HOUR,
    decommissionFloor: 4,
    decommissionBps: 500,
    deregisterFloor: 2,
    deregisterBps: 200,
    voteTurnMs: MINUTE,
    retestGapMs: 20 * SECOND,
  },
};
