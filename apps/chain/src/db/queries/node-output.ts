import { evmAddress } from "../../api/outputs/common.ts";
import { type NodeProof, type NodeRow, type NodeSlot, nodeState } from "../../api/outputs/nodes.ts";
import type { nodes, proofs, slots } from "../schema.ts";
import type { CursorRow } from "./context.ts";
import { moneyOutput, type RewardRates, slotMoney, sumMoney } from "./money.ts";

export type NodeTable = typeof nodes.$inferSelect;
export type SlotTable = typeof slots.$inferSelect;
export type ProofTable = typeof proofs.$inferSelect;

/** @param own the node's slots by position */
export function nodeOutput(
  node: NodeTable,
  own: readonly SlotTable[],
  proof: ProofTable | null,
  context: { readonly cursor: CursorRow; readonly rates: RewardRates },
): NodeRow {
  return {
    nodeId: node.nodeId,
    ed25519: node.ed25519,
    operator: evmAddress.parse(node.operator),
    state: nodeState.parse(node.state),
    stateSinceBlock: node.stateHeight,
    stateSinceSeconds: toSeconds(node.stateMs),
    invalidIdentity: node.invalidIdentity,
    feeBps: node.feeBps,
    stakeAtomic: own.reduce((sum, slot) => sum + slot.amountAtomic, 0n).toString(),
    contributors: node.contributors,
    registeredBlock: node.registrationHeight,
    registeredSeconds: toSeconds(node.registrationMs),
    unlockAtSeconds: node.unlockAtSeconds,
    swarmId: node.swarmId,
    rewards: moneyOutput(sumMoney(own.map((slot) => slotMoney(node, slot, context.rates)))),
    proof: proof === null ? null : proofOutput(proof, context.cursor),
  };
}

export function slotOutput(node: NodeTable, slot: SlotTable, rates: RewardRates): NodeSlot {
  return {
    position: slot.position,
    role: slot.position === 0 ? "operator" : "contributor",
    staker: evmAddress.parse(slot.staker),
    beneficiary: evmAddress.parse(slot.beneficiary),
    amountAtomic: slot.amountAtomic.toString(),
    shareBps: Number((slot.amountAtomic * 10_000n) / node.requiredAtomic),
    ...moneyOutput(slotMoney(node, slot, rates)),
    withdrawnAtomic: slot.withdrawnAtomic?.toString() ?? null,
  };
}

function proofOutput(proof: ProofTable, cursor: CursorRow): NodeProof {
  return {
    receivedSeconds: toSeconds(proof.receivedMs),
    timestampSeconds: proof.timestampSeconds,
    publicIp: proof.publicIp,
    storagePort: proof.storagePort,
    peerPort: proof.peerPort,
    httpPort: proof.httpPort,
    storageServerVersion: proof.storageServerVersion,
    chainHeight: proof.chainHeight,
    digestMatches:
      proof.tableHeight === cursor.membershipHeight ? proof.tableDigest === cursor.tableDigest : null,
  };
}

export function toSeconds(ms: number): number {
  return Math.floor(ms / 1000);
}
