"use client";

import { StateBadge } from "@session/ui";
import type { NodeRow, Stamp } from "../../trpc/types.ts";
import { Amount } from "../display/Amount.tsx";
import { NodeLink, SwarmLink } from "../display/KeyLink.tsx";
import styles from "./NodeCards.module.css";
import { shownState } from "./node-words.ts";
import { ProofAge } from "./ProofAge.tsx";

export interface NodeCardsProps {
  readonly nodes: readonly NodeRow[];
  readonly stamp: Stamp;
  readonly seenAtMs: number;
}

/** The four main facts of each node, for narrow screens. */
export function NodeCards({ nodes, stamp, seenAtMs }: NodeCardsProps) {
  return (
    <ul className={styles.cards} aria-label="Service nodes">
      {nodes.map((node) => (
        <li key={node.nodeId} className={styles.card} data-node-id={node.nodeId} data-ed25519={node.ed25519}>
          <div className={styles.head}>
            <NodeLink nodeId={node.nodeId} ed25519={node.ed25519} />
            <StateBadge state={shownState(node)} />
          </div>
          <dl className={styles.facts}>
            <dt>Last proof</dt>
            <dd>
              <ProofAge proof={node.proof} chainId={stamp.chainId} seenAtMs={seenAtMs} />
            </dd>
            <dt>Swarm</dt>
            <dd>{node.swarmId ? <SwarmLink swarmId={node.swarmId} /> : "none"}</dd>
            <dt>Stake</dt>
            <dd>
              <Amount atomic={node.stakeAtomic} />
            </dd>
            <dt>Rewards earned</dt>
            <dd>
              <Amount atomic={node.rewards.earnedAtomic} />
            </dd>
          </dl>
        </li>
      ))}
    </ul>
  );
}
