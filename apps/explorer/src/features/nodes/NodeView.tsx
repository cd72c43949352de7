"use client";

import type { Loaded } from "../../trpc/load.ts";
import type { NodeDetail, SwarmList } from "../../trpc/types.ts";
import { usePart } from "../../trpc/use-part.ts";
import { PartView } from "../display/Part.tsx";
import { LifeLine } from "./LifeLine.tsx";
import { NodeEvents } from "./NodeEvents.tsx";
import { NodeHead } from "./NodeHead.tsx";
import { NodeIdentity } from "./NodeIdentity.tsx";
import { NodeProofCard } from "./NodeProofCard.tsx";
import { NodeRewards } from "./NodeRewards.tsx";
import { NodeStakes } from "./NodeStakes.tsx";
import { NodeSwarm } from "./NodeSwarm.tsx";
import styles from "./NodeView.module.css";
import type { NodeName } from "./node-name.ts";
import { paramsOfChain, proofStanding } from "./proof-standing.ts";

export interface NodeViewProps {
  readonly name: NodeName;
  readonly node: Loaded<NodeDetail>;
  readonly swarms: Loaded<SwarmList>;
}

/** Everything about one node, its life on top. */
export function NodeView({ name, node, swarms }: NodeViewProps) {
  const part = usePart(["nodes", "get", name], (api, signal) => api.nodes.get.query(name, { signal }), node);
  const ring = usePart(
    ["swarms", "list"],
    (api, signal) => api.swarms.list.query(undefined, { signal }),
    swarms,
  );
  return (
    <PartView part={part} name="The node">
      {({ node: value, stamp }) => {
        const standing = proofStanding(
          value.proof,
          part.atMs,
          paramsOfChain(stamp.chainId).proofs.validityMs,
        );
        return (
          <div className={styles.page}>
            <NodeHead node={value} stamp={stamp} standing={standing} />
            <LifeLine periods={value.periods} unlockAtSeconds={value.unlockAtSeconds} stamp={stamp} />
            <div className={styles.columns}>
              <div className={styles.column}>
                <NodeStakes node={value} />
                <NodeRewards node={value} />
                <NodeIdentity node={value} />
              </div>
              <div className={styles.column}>
                <NodeProofCard node={value} stamp={stamp} seenAtMs={part.atMs} />
                <NodeSwarm node={value} ring={ring} />
              </div>
            </div>
            <NodeEvents events={value.events} />
          </div>
        );
      }}
    </PartView>
  );
}
