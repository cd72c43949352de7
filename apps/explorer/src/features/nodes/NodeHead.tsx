"use client";

import { Avatar, CopyButton, groupHash, Icon, type IconName, StateBadge } from "@session/ui";
import type { NodeDetail, Stamp } from "../../trpc/types.ts";
import { Elapsed } from "../display/Age.tsx";
import { AsOf } from "../shell/AsOf.tsx";
import styles from "./NodeHead.module.css";
import { nodeVerdict, shownState, type VerdictTone } from "./node-words.ts";
import type { ProofStanding } from "./proof-standing.ts";

const ICONS: Readonly<Record<VerdictTone, IconName>> = {
  ok: "check",
  attention: "warning",
  danger: "warning",
  inactive: "info",
};

export interface NodeHeadProps {
  readonly node: NodeDetail["node"];
  readonly stamp: Stamp;
  readonly standing: ProofStanding;
}

/** Which node this is, and the answer to "is it well?". */
export function NodeHead({ node, stamp, standing }: NodeHeadProps) {
  const verdict = nodeVerdict(node, standing);
  return (
    <header className={styles.head}>
      <div className={styles.who}>
        <Avatar accountId={node.ed25519} size={52} />
        <div className={styles.name}>
          <h1 className={styles.title}>
            Node {node.nodeId} <StateBadge state={shownState(node)} />
          </h1>
          <p className={styles.key}>
            <span className={styles.text} title={node.ed25519}>
              {groupHash(node.ed25519).join(" ")}
            </span>
            <CopyButton value={node.ed25519} label="Copy the Ed25519 key" />
          </p>
        </div>
        <div className={styles.side}>
          <AsOf stamp={stamp} />
          <a href={`/nodes/${node.nodeId}/json`} className={styles.raw}>
            Raw JSON
          </a>
        </div>
      </div>
      <div className={styles.verdict} data-tone={verdict.tone}>
        <Icon name={ICONS[verdict.tone]} size={20} />
        <p>
          <strong>{verdict.headline}</strong>{" "}
          <span className={styles.since}>
            for <Elapsed fromSeconds={node.stateSinceSeconds} />
          </span>
          <span className={styles.meaning}>{verdict.text}</span>
        </p>
      </div>
    </header>
  );
}
