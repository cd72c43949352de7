import { z } from "zod";
import { atomicAmount, evmAddress, height, nodeId, stamp, transactionHash, unixSeconds } from "./common.ts";
import { nodeRow, nodeSlot } from "./nodes.ts";

const payment = z.object({
  nodeId,
  amountAtomic: atomicAmount,
  blockHeight: height,
  timeSeconds: unixSeconds,
  transactionHash,
});

export const walletStakes = z.object({
  stamp,
  address: evmAddress,
  totals: z.object({
    /** Principal still in the contract. */
    stakedAtomic: atomicAmount,
    earnedAtomic: atomicAmount,
    claimedAtomic: atomicAmount,
    unclaimedAtomic: atomicAmount,
    perDayAtomic: atomicAmount,
    perSecondNanoAtomic: atomicAmount,
  }),
  /** Slots this address staked, newest node first. */
  stakes: z.array(z.object({ node: nodeRow, slot: nodeSlot })),
  /** Slots staked by others that pay their rewards to this address. */
  beneficiaryOf: z.array(z.object({ nodeId, staker: evmAddress })),
  /** Newest first, the last 200. */
  claims: z.array(payment.extend({ beneficiary: evmAddress })),
  withdrawals: z.array(payment),
});
export type WalletStakes = z.infer<typeof walletStakes>;
