/** The registry's constructor arguments, in the order and with the names of `struct Params`. */
export interface ContractParams {
  /** Atomic units (1 token = 10^9). */
  readonly stakingRequirement: bigint;
  readonly maxContributors: number;
  readonly operatorMinDivisor: number;
  readonly epochBlocks: number;
  readonly warmupEpochs: number;
  readonly committeeSize: number;
  readonly minCommittee: number;
  /** This and the following durations in seconds. */
  readonly unlockDelay: number;
  readonly deregLockOperator: number;
  readonly deregLockContributor: number;
  readonly smallLeaveDelay: number;
  readonly contribWithdrawDelay: number;
  readonly openTtl: number;
  readonly creditInitial: number;
  readonly creditMax: number;
  /** Seconds of uptime that earn one second of credit. */
  readonly creditDivisor: number;
  readonly minGrace: number;
  readonly minActive: number;
  readonly ipPenaltyCredit: number;
  readonly ipPenaltyWindow: number;
  readonly certTtl: number;
  /** Basis points. */
  readonly deregPenaltyBps: number;
  readonly bountyShareBps: number;
  /** A committee may decommission (deregister) the larger of a number of nodes and a share of the active ones. */
  readonly decommissionFloor: number;
  readonly decommissionBps: number;
  readonly deregisterFloor: number;
  readonly deregisterBps: number;
  readonly requirementNotice: number;
  /** 0: block numbers and hashes of the EVM, 1: of Arbitrum. */
  readonly clock: 0 | 1;
}

export interface ContractPreset {
  readonly params: ContractParams;
  /** Atomic units minted to the deployer. */
  readonly supplyAtomic: bigint;
  /** Of these, what the reward pool starts with. */
  readonly poolFundingAtomic: bigint;
  /** Deploy the token anybody can draw from. */
  readonly faucet: boolean;
}

const TOKEN = 10n ** 9n;
const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const common = {
  stakingRequirement: 25_000n * TOKEN,
  maxContributors: 10,
  operatorMinDivisor: 4,
  committeeSize: 64,
  deregPenaltyBps: 20,
  bountyShareBps: 1500,
  decommissionFloor: 4,
  decommissionBps: 500,
  deregisterFloor: 2,
  deregisterBps: 200,
  clock: 0,
} as const;

const money = { supplyAtomic: 240_000_000n * TOKEN, poolFundingAtomic: 40_000_000n * TOKEN };

/** The two columns of docs/spec/staking-design.md section 4. */
export const presets = {
  /** Fast local testnet; blocks of one second. */
  local: {
    ...money,
    faucet: true,
    params: {
      ...common,
      epochBlocks: 20,
      warmupEpochs: 1,
      minCommittee: 4,
      unlockDelay: 60,
      deregLockOperator: 90,
      deregLockContributor: 60,
      smallLeaveDelay: 60,
      contribWithdrawDelay: 10,
      openTtl: 30 * MINUTE,
      creditInitial: 30,
      creditMax: 300,
      creditDivisor: 5,
      minGrace: 20,
      minActive: 10,
      ipPenaltyCredit: 10,
      ipPenaltyWindow: 60,
      certTtl: 20,
      requirementNotice: 0,
    },
  },
  /** Mainnet-like; blocks of 12 seconds. */
  mainnet: {
    ...money,
    faucet: false,
    params: {
      ...common,
      epochBlocks: 300,
      warmupEpochs: 2,
      minCommittee: 16,
      unlockDelay: 15 * DAY,
      deregLockOperator: 30 * DAY,
      deregLockContributor: 15 * DAY,
      smallLeaveDelay: 30 * DAY,
      contribWithdrawDelay: DAY,
      openTtl: 30 * DAY,
      creditInitial: 2 * HOUR,
      creditMax: 48 * HOUR,
      creditDivisor: 30,
      minGrace: 2 * HOUR,
      minActive: 2 * HOUR,
      ipPenaltyCredit: 2 * HOUR,
      ipPenaltyWindow: DAY,
      certTtl: 10 * MINUTE,
      requirementNotice: 7 * DAY,
    },
  },
} as const satisfies Record<string, ContractPreset>;

export type PresetName = keyof typeof presets;
