"use client";

import { Icon } from "@session/ui";
import { Age } from "../display/Age.tsx";
import { PROOF_WORDS } from "./node-words.ts";
import styles from "./ProofAge.module.css";
import { paramsOfChain, proofStanding } from "./proof-standing.ts";
import type { NodeProof } from "./types.ts";

export interface ProofAgeProps {
  readonly proof: NodeProof | null;
  readonly chainId: number;
  /** When the answer was received. */
  readonly seenAtMs: number;
}

/** Age of the last uptime proof; one that is late or missing says so in words. */
export function ProofAge({ proof, chainId, seenAtMs }: ProofAgeProps) {
  const standing = proofStanding(proof, seenAtMs, paramsOfChain(chainId).proofs.validityMs);
  return (
    <span className={styles.proof} data-standing={standing}>
      {standing === "fresh" ? null : <Icon name={standing === "late" ? "warning" : "clock"} size={14} />}
      {proof ? <Age unixSeconds={proof.receivedSeconds} /> : null}
      {standing === "fresh" ? null : (
        <span>{proof ? `, ${PROOF_WORDS[standing]}` : PROOF_WORDS[standing]}</span>
      )}
    </span>
  );
}
