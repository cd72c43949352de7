import { and, desc, eq, inArray, ne } from "drizzle-orm";
import { evmAddress, transactionHash } from "../../api/outputs/common.ts";
import type { WalletStakes } from "../../api/outputs/wallet.ts";
import { blocks, claims, nodes, proofs, slots, withdrawals } from "../schema.ts";
import { countAll, inSnapshot, type QueryContext } from "./context.ts";
import { moneyOutput, rewardRates, slotMoney, sumMoney } from "./money.ts";
import { nodeOutput, slotOutput, toSeconds } from "./node-output.ts";
import { slotsOf } from "./nodes.ts";

const PAYMENTS_SHOWN = 200;
/** Stakes of one wallet shown at most. */
const STAKES_MAX = 1_000;

export function queryWallet(context: QueryContext, address: string): Promise<WalletStakes> {
  return inSnapshot(context, async (snapshot) => {
    const { tx, cursor, stamp } = snapshot;
    const rows = await tx
      .select({ node: nodes, slot: slots, proof: proofs })
      .from(slots)
      .innerJoin(nodes, eq(nodes.nodeId, slots.nodeId))
      .leftJoin(
        proofs,
        and(eq(proofs.ed25519, nodes.ed25519), inArray(nodes.state, ["active", "decommissioned"])),
      )
      .where(eq(slots.staker, address))
      .orderBy(desc(nodes.nodeId))
      .limit(STAKES_MAX);
    const [count] = await tx.select({ active: countAll }).from(nodes).where(eq(nodes.state, "active"));
    const rates = rewardRates(snapshot, count?.active ?? 0);
    const all = await slotsOf(
      tx,
      rows.map(({ node }) => node.nodeId),
    );
    const paying = await tx
      .select({ nodeId: slots.nodeId, staker: slots.staker })
      .from(slots)
      .where(and(eq(slots.beneficiary, address), ne(slots.staker, address)))
      .orderBy(desc(slots.nodeId))
      .limit(STAKES_MAX);
    const claimed = await tx
      .select({ claim: claims, timeMs: blocks.timeMs })
      .from(claims)
      .innerJoin(blocks, eq(blocks.height, claims.blockHeight))
      .where(eq(claims.staker, address))
      .orderBy(desc(claims.blockHeight), desc(claims.logIndex))
      .limit(PAYMENTS_SHOWN);
    const withdrawn = await tx
      .select({ withdrawal: withdrawals, timeMs: blocks.timeMs })
      .from(withdrawals)
      .innerJoin(blocks, eq(blocks.height, withdrawals.blockHeight))
      .where(eq(withdrawals.staker, address))
      .orderBy(desc(withdrawals.blockHeight), desc(withdrawals.logIndex))
      .limit(PAYMENTS_SHOWN);
    const staked = rows
      .filter(({ slot }) => slot.withdrawnAtomic === null)
      .reduce((sum, { node, slot }) => sum + principal(node, slot), 0n);
    return {
      stamp,
      address: evmAddress.parse(address),
      totals: {
        stakedAtomic: staked.toString(),
        ...moneyOutput(sumMoney(rows.map(({ node, slot }) => slotMoney(node, slot, rates)))),
      },
      stakes: rows.map(({ node, slot, proof }) => ({
        node: nodeOutput(node, all.get(node.nodeId) ?? [], proof, { cursor, rates }),
        slot: slotOutput(node, slot, rates),
      })),
      beneficiaryOf: paying.map(({ nodeId, staker }) => ({ nodeId, staker: evmAddress.parse(staker) })),
      claims: claimed.map(({ claim, timeMs }) => ({
        ...payment(claim, timeMs),
        beneficiary: evmAddress.parse(claim.beneficiary),
      })),
      withdrawals: withdrawn.map(({ withdrawal, timeMs }) => payment(withdrawal, timeMs)),
    };
  });
}

/** What is left of a stake: the penalty of a deregistration is the operator's alone. */
function principal(
  node: { readonly penaltyAtomic: bigint },
  slot: { readonly position: number; readonly amountAtomic: bigint },
): bigint {
  return slot.amountAtomic - (slot.position === 0 ? node.penaltyAtomic : 0n);
}

function payment(
  row: {
    readonly nodeId: number;
    readonly amountAtomic: bigint;
    readonly blockHeight: number;
    readonly transactionHash: string;
  },
  timeMs: number,
) {
  return {
    nodeId: row.nodeId,
    amountAtomic: row.amountAtomic.toString(),
    blockHeight: row.blockHeight,
    timeSeconds: toSeconds(timeMs),
    transactionHash: transactionHash.parse(row.transactionHash),
  };
}
