import { z } from "zod";
import { atomicAmount, evmAddress, height, hex32, page, stamp, unixSeconds } from "./common.ts";
import { networkEvent } from "./events.ts";

export const networkSummary = z.object({
  stamp,
  nodes: z.object({
    active: z.int(),
    decommissioned: z.int(),
    /** Part of active and decommissioned. */
    unlocking: z.int(),
    /** Active or decommissioned, without an uptime proof so far. */
    awaitingProof: z.int(),
    exited: z.int(),
    deregistered: z.int(),
    deregisteredLast30Days: z.int(),
  }),
  stake: z.object({
    totalAtomic: atomicAmount,
    requirementAtomic: atomicAmount,
    supplyAtomic: atomicAmount,
    /** 0..1 */
    shareOfSupply: z.number(),
  }),
  pool: z.object({
    unreleasedAtomic: atomicAmount,
    owedAtomic: atomicAmount,
    paidAtomic: atomicAmount,
    /** What the next accrual would release, at `asOfBlock`. */
    pendingAtomic: atomicAmount,
    releasePerDayAtomic: atomicAmount,
    /** `unreleased * 0.14` */
    projectedYearAtomic: atomicAmount,
    asOfBlock: height,
  }),
  rewards: z.object({
    /** Of one node; 0 without active nodes. */
    perNodePerDayAtomic: atomicAmount,
    /** 0.14 = 14 % a year, without restaking; null without active nodes. */
    simpleApr: z.number().nullable(),
    /** With daily restaking: an illustration. */
    dailyRestakeApy: z.number().nullable(),
  }),
  epoch: z.object({
    number: z.int(),
    startBlock: height,
    lengthBlocks: z.int(),
    blocksLeft: z.int(),
  }),
  proofs: z.object({
    receivedLastHour: z.int(),
    /** Active nodes whose proof is younger than the network's validity. */
    fresh: z.int(),
    medianAgeSeconds: z.int().nullable(),
    versions: z.array(z.object({ storageServerVersion: z.string(), nodes: z.int() })),
  }),
  swarms: z.object({
    count: z.int(),
    /** How many swarms have how many members, ascending. */
    sizes: z.array(z.object({ members: z.int(), swarms: z.int() })),
    belowFive: z.int(),
  }),
  /** blake2b-256 of the swarm table and the block that last changed it: equals the honest nodes' own. */
  table: z.object({ digest: hex32, membershipBlock: height }),
});
export type NetworkSummary = z.infer<typeof networkSummary>;

export const networkDeployment = z.object({
  stamp,
  deployment: z.object({
    chainId: z.int(),
    registry: evmAddress,
    pool: evmAddress,
    token: evmAddress,
    verifier: evmAddress,
    lens: evmAddress.nullable(),
    deploymentBlock: height,
  }),
  token: z.object({ name: z.string(), symbol: z.string(), decimals: z.int() }),
  /** Constructor arguments of the contracts, in the units their names end in. */
  params: z.record(z.string(), z.union([z.int(), atomicAmount])),
});

export const blockRow = z.object({
  height,
  hash: hex32,
  timeSeconds: unixSeconds,
  /** Events of the registry in it. */
  events: z.int(),
});
export type BlockRow = z.infer<typeof blockRow>;
/** Blocks with registry events, and the newest ones; newest first. */
export const blockList = page(blockRow);

export const blockDetail = z.object({
  stamp,
  block: z.object({
    height,
    hash: hex32,
    parentHash: hex32,
    timeSeconds: unixSeconds,
    gasUsed: z.string(),
    gasLimit: z.string(),
    transactions: z.int(),
    /** In log order. Empty while the block is not indexed. */
    events: z.array(networkEvent),
    indexed: z.boolean(),
  }),
});
export type BlockDetail = z.infer<typeof blockDetail>;

export const health = z.object({
  stamp,
  status: z.enum(["ok", "starting", "behind", "failing"]),
  /** In words, for people. */
  detail: z.string(),
  lagBlocks: z.int(),
  /** Seconds since the last block was folded. */
  idleSeconds: z.int().nullable(),
  reorgs: z.int(),
  proofs: z.int(),
  startedSeconds: unixSeconds,
});
export type Health = z.infer<typeof health>;
