import { z } from "zod";
import {
  atomicAmount,
  evmAddress,
  height,
  hex32,
  nodeId,
  page,
  stamp,
  swarmIdHex16,
  unixSeconds,
} from "./common.ts";
import { networkEvent } from "./events.ts";

/** States of docs/spec/staking-design.md section 5 that a node can be seen in. */
export const nodeState = z.enum(["active", "decommissioned", "exited", "deregistered"]);
export type NodeState = z.infer<typeof nodeState>;

/** What the newest uptime proof of a node says; addresses and versions are the node's own claim. */
export const nodeProof = z.object({
  /** When this process received it. */
  receivedSeconds: unixSeconds,
  /** The time inside the proof. */
  timestampSeconds: unixSeconds,
  publicIp: z.string(),
  storagePort: z.int(),
  /** Node channel. */
  peerPort: z.int(),
  /** Plain HTTP with CORS, where open. */
  httpPort: z.int().nullable(),
  storageServerVersion: z.string(),
  /** Newest block the node had folded. */
  chainHeight: height,
  /** Whether the node's table digest equals ours at the same membership block; null when they name different blocks. */
  digestMatches: z.boolean().nullable(),
});
export type NodeProof = z.infer<typeof nodeProof>;

/** Rewards of a whole node, at the stamp's block, including what the pool would release at that block. */
export const nodeRewards = z.object({
  earnedAtomic: atomicAmount,
  claimedAtomic: atomicAmount,
  unclaimedAtomic: atomicAmount,
  /** Expected per day at the present rate; 0 while not active. */
  perDayAtomic: atomicAmount,
  /** Expected per second, in 10^-9 atomic units: for live counters. */
  perSecondNanoAtomic: atomicAmount,
});

export const nodeRow = z.object({
  nodeId,
  ed25519: hex32,
  operator: evmAddress,
  state: nodeState,
  stateSinceBlock: height,
  stateSinceSeconds: unixSeconds,
  /** True when the Ed25519 registration signature did not verify: such a node never gets a swarm. */
  invalidIdentity: z.boolean(),
  feeBps: z.int(),
  stakeAtomic: atomicAmount,
  contributors: z.int(),
  registeredBlock: height,
  registeredSeconds: unixSeconds,
  /** When the node may exit; null while nobody asked to unlock. */
  unlockAtSeconds: unixSeconds.nullable(),
  /** null: in no swarm. */
  swarmId: swarmIdHex16.nullable(),
  rewards: nodeRewards,
  /** null until a first uptime proof arrived. */
  proof: nodeProof.nullable(),
});
export type NodeRow = z.infer<typeof nodeRow>;

export const nodeList = page(nodeRow);

export const nodeSlot = z.object({
  /** 0 is the operator. */
  position: z.int().min(0),
  role: z.enum(["operator", "contributor"]),
  staker: evmAddress,
  beneficiary: evmAddress,
  amountAtomic: atomicAmount,
  /** Part of the node's requirement, in basis points, rounded down. */
  shareBps: z.int(),
  earnedAtomic: atomicAmount,
  claimedAtomic: atomicAmount,
  unclaimedAtomic: atomicAmount,
  perDayAtomic: atomicAmount,
  perSecondNanoAtomic: atomicAmount,
  /** Principal already paid back; null while the stake is still in the contract. */
  withdrawnAtomic: atomicAmount.nullable(),
});
export type NodeSlot = z.infer<typeof nodeSlot>;

/** One unbroken time in one state. */
export const nodePeriod = z.object({
  state: nodeState,
  fromBlock: height,
  fromSeconds: unixSeconds,
  /** null: still running. */
  toBlock: height.nullable(),
  toSeconds: unixSeconds.nullable(),
  /** Bits of docs/spec/explorer-data.md section 7; 0 when the state has no reasons. */
  reasons: z.int(),
});

export const swarmMember = z.object({
  nodeId,
  ed25519: hex32,
  operator: evmAddress,
  lastProofSeconds: unixSeconds.nullable(),
});

export const swarmRow = z.object({
  swarmId: swarmIdHex16,
  size: z.int(),
  members: z.array(swarmMember),
  /** Block at which this set of members came to be. */
  sinceBlock: height,
  sinceSeconds: unixSeconds,
});
export type SwarmRow = z.infer<typeof swarmRow>;
/** Ascending swarm ID. Complete: a network has one swarm per about seven nodes. */
export const swarmList = z.object({ stamp, items: z.array(swarmRow) });
export const swarmDetail = z.object({ stamp, swarm: swarmRow });

/** Seconds of earned tolerance (docs/spec/staking-design.md section 7.5). */
export const nodeCredit = z.object({
  /** At the stamp's `indexedTime`; negative means deregistration is due. */
  seconds: z.int(),
  maxSeconds: z.int(),
  /** Gained (active) or lost (decommissioned, -1) per second. */
  perSecond: z.number(),
});

export const nodeDetail = z.object({
  stamp,
  node: nodeRow.extend({
    x25519: hex32,
    /** `<base32z>.snode`. */
    onionHost: z.string(),
    /** 192 hex digits. */
    blsHex: z.string(),
    requiredAtomic: atomicAmount,
    slots: z.array(nodeSlot),
    periods: z.array(nodePeriod),
    /** null once the node has left. */
    credit: nodeCredit.nullable(),
    unlockRequestedBy: evmAddress.nullable(),
    /** null once the node has left, or in no swarm. */
    swarm: swarmRow.nullable(),
    /** Newest first, the last 100; more through `events.feed`. */
    events: z.array(networkEvent),
  }),
});
export type NodeDetail = z.infer<typeof nodeDetail>;
