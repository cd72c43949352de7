export type NetworkName = "mainnet" | "testnet" | "local";

/** major, minor, patch; each 0..65535. */
export type Version = readonly [number, number, number];

/**
 * What differs between networks, as plain values; functions receive it, nothing reads it globally.
 * Wire constants (message size, TTL limits, clock tolerances of client requests) are the same everywhere and
 * live beside the formats, in `rpc/limits.ts`.
 * Spec: docs/spec/swarms-and-testing.md section 11, docs/spec/staking-design.md section 4.
 */
export interface NetworkParams {
  readonly name: NetworkName;
  /** `[hardfork, revision]`, the `hf` of every answer. */
  readonly hardfork: readonly [number, number];
  /** `version` of `info`, and `sv` of uptime proofs. */
  readonly storageServerVersion: Version;
  /** Version of the node software (`v` of uptime proofs). */
  readonly nodeVersion: Version;
  /** Uptime proofs with a lower `v` are refused. */
  readonly nodeVersionMin: Version;
  /** Private and loopback addresses in uptime proofs are accepted. */
  readonly allowPrivateAddresses: boolean;
  /** 64 hex digits without prefix mean an `05` account. */
  readonly allowUnprefixedAccounts: boolean;
  /** Expected time between blocks. */
  readonly blockTimeMs: number;
  readonly ports: { readonly https: number; readonly peer: number };
  /** Uptime proofs. */
  readonly proofs: {
    readonly intervalMs: number;
    readonly validityMs: number;
    /** Largest difference between a pushed proof's time and ours. */
    readonly toleranceMs: number;
    readonly startDelayMs: number;
    readonly checkEveryMs: number;
    /** A proof is sent this much before the interval is over. */
    readonly resendMarginMs: number;
  };
  readonly reachability: {
    readonly tickMs: number;
    /** Regular tests: normal distribution. */
    readonly intervalMeanMs: number;
    readonly intervalDeviationMs: number;
    /** A failing node is tested again after `min(failures * retestStepMs + N(mean, deviation), retestMaxMs)`. */
    readonly retestStepMs: number;
    readonly retestMeanMs: number;
    readonly retestDeviationMs: number;
    readonly retestMaxMs: number;
    readonly retestsPerTickMax: number;
    readonly probeTimeoutMs: number;
    /** Failing for this long makes a node unreachable. */
    readonly unreachableAfterMs: number;
    /** Only a bad report younger than this counts. */
    readonly badReportFreshMs: number;
  };
  readonly storageTests: {
    /** Two tests of one swarm are at least this far apart. */
    readonly intervalMs: number;
    /** The block tested lies this many blocks back. */
    readonly depthBlocks: number;
    readonly timeoutMs: number;
    readonly retryEveryMs: number;
    readonly retryForMs: number;
    readonly hashesKept: number;
  };
  readonly timeSync: {
    readonly intervalMs: number;
    readonly toleranceMs: number;
    readonly ownOutcomesKept: number;
    readonly historyLength: number;
    readonly failuresAllowed: number;
  };
  /** Constructor arguments of the contracts that off-chain code needs too. */
  readonly staking: {
    readonly stakingRequirementAtomic: bigint;
    readonly epochBlocks: number;
    /** A node sits on committees this many epochs after its activation. */
    readonly warmupEpochs: number;
    readonly committeeSize: number;
    readonly committeeSizeMin: number;
    readonly certificateTtlMs: number;
    readonly unlockDelayMs: number;
    readonly creditInitialMs: number;
    readonly creditMaxMs: number;
    readonly creditRateDivisor: number;
    readonly graceMinMs: number;
    readonly activeMinMs: number;
    readonly ipPenaltyCreditMs: number;
    readonly ipPenaltyWindowMs: number;
    /** A committee may decommission (deregister) the larger of a number of nodes and a share of the active ones. */
    readonly decommissionFloor: number;
    readonly decommissionBps: number;
    readonly deregisterFloor: number;
    readonly deregisterBps: number;
    readonly voteTurnMs: number;
    readonly retestGapMs: number;
  };
}
