import { local, mainnet, type NetworkParams } from "@session/protocol/params";
import type { NodeProof } from "./types.ts";

export type ProofStanding = "none" | "fresh" | "late";

/** Chain ID of networks on one machine, which renew proofs every few seconds. */
const LOCAL_CHAIN = 31_337;

/** The timings of the network this chain belongs to. */
export function paramsOfChain(chainId: number): NetworkParams {
  return chainId === LOCAL_CHAIN ? local : mainnet;
}

export function isTestChain(chainId: number): boolean {
  return chainId === LOCAL_CHAIN;
}

/**
 * Whether the last sign of life still counts.
 *
 * @param seenAtMs when the answer was received: later, the page knows nothing newer and must not call it late
 */
export function proofStanding(
  proof: Pick<NodeProof, "receivedSeconds"> | null,
  seenAtMs: number,
  validityMs: number,
): ProofStanding {
  if (proof === null) return "none";
  return seenAtMs - proof.receivedSeconds * 1_000 > validityMs ? "late" : "fresh";
}
