import { z } from "zod";
import {
  atomicAmount,
  evmAddress,
  height,
  hex32,
  nodeId,
  page,
  stamp,
  transactionHash,
  unixSeconds,
} from "./common.ts";

const log = z.object({
  /** `<block>-<log index>`: order and identity of the event. */
  id: z.string(),
  blockHeight: height,
  blockHash: hex32,
  timeSeconds: unixSeconds,
  transactionHash,
  logIndex: z.int().min(0),
});

/** An event about one node; its key is added for display. */
const nodeLog = log.extend({ nodeId, ed25519: hex32 });

/** Contract events as the tables hold them (docs/spec/staking-design.md sections 6.4.1 and 6.8). */
export const networkEvent = z.discriminatedUnion("type", [
  nodeLog.extend({ type: z.literal("KeysRegistered"), operator: evmAddress, blsHex: z.string() }),
  nodeLog.extend({
    type: z.literal("NodeActivated"),
    operator: evmAddress,
    feeBps: z.int(),
    requiredAtomic: atomicAmount,
    contributors: z.int(),
  }),
  nodeLog.extend({
    type: z.literal("NodeDecommissioned"),
    epoch: z.int(),
    reasons: z.int(),
    creditSeconds: z.int(),
  }),
  nodeLog.extend({ type: z.literal("NodeRecommissioned"), epoch: z.int(), creditSeconds: z.int() }),
  nodeLog.extend({
    type: z.literal("NodeDeregistered"),
    epoch: z.int(),
    reasons: z.int(),
    penaltyAtomic: atomicAmount,
    operatorLockSeconds: unixSeconds,
    contributorLockSeconds: unixSeconds,
  }),
  nodeLog.extend({ type: z.literal("NodeExited") }),
  nodeLog.extend({ type: z.literal("UnlockRequested"), by: evmAddress, unlockAtSeconds: unixSeconds }),
  nodeLog.extend({ type: z.literal("StakeWithdrawn"), staker: evmAddress, amountAtomic: atomicAmount }),
  nodeLog.extend({
    type: z.literal("RewardsClaimed"),
    staker: evmAddress,
    beneficiary: evmAddress,
    amountAtomic: atomicAmount,
  }),
  nodeLog.extend({
    type: z.literal("BeneficiaryChanged"),
    staker: evmAddress,
    from: evmAddress,
    to: evmAddress,
  }),
  log.extend({ type: z.literal("Accrued"), amountAtomic: atomicAmount, active: z.int() }),
]);
export type NetworkEventRow = z.infer<typeof networkEvent>;
export type NetworkEventType = NetworkEventRow["type"];

export const EVENT_TYPES = [
  "KeysRegistered",
  "NodeActivated",
  "NodeDecommissioned",
  "NodeRecommissioned",
  "NodeDeregistered",
  "NodeExited",
  "UnlockRequested",
  "StakeWithdrawn",
  "RewardsClaimed",
  "BeneficiaryChanged",
  "Accrued",
] as const satisfies readonly NetworkEventType[];

/** Newest first. */
export const eventFeed = page(networkEvent);

/** What `events.live` yields. After any of them the affected queries are worth asking again. */
export const liveUpdate = z.discriminatedUnion("kind", [
  /** Sent at once on subscribing, then whenever the indexed block moves. */
  z.object({ kind: z.literal("head"), stamp }),
  z.object({ kind: z.literal("event"), event: networkEvent }),
  /** The blocks above are gone; lists that show them are wrong. */
  z.object({ kind: z.literal("reorg"), toBlock: height }),
  /** The set of known addresses and ages changed. */
  z.object({ kind: z.literal("proof"), ed25519: hex32, receivedSeconds: unixSeconds }),
]);
export type LiveUpdate = z.infer<typeof liveUpdate>;
