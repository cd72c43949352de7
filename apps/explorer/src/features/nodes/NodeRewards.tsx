"use client";

import { Card, type Fact, Facts, formatDuration } from "@session/ui";
import type { NodeDetail } from "../../trpc/types.ts";
import { Moment } from "../display/Age.tsx";
import { Amount } from "../display/Amount.tsx";
import { WalletLink } from "../display/KeyLink.tsx";
import styles from "./NodeView.module.css";

/** What the node earned, what it may still afford, and when it may leave. */
export function NodeRewards({ node }: { readonly node: NodeDetail["node"] }) {
  const { rewards } = node;
  return (
    <Card title="Rewards, credit, leaving">
      <Facts
        facts={[
          { name: "Earned", value: <Amount atomic={rewards.earnedAtomic} digits={9} /> },
          { name: "Unclaimed", value: <Amount atomic={rewards.unclaimedAtomic} digits={9} /> },
          {
            name: "Per day now",
            value:
              rewards.perDayAtomic === "0" ? (
                "nothing while it is not active"
              ) : (
                <Amount atomic={rewards.perDayAtomic} />
              ),
          },
          ...(node.credit === null ? [] : [creditFact(node.credit)]),
          { name: "Leaving", value: <Leaving node={node} /> },
        ]}
      />
    </Card>
  );
}

function creditFact(credit: NonNullable<NodeDetail["node"]["credit"]>): Fact {
  const left = formatDuration(Math.max(0, credit.seconds) * 1_000);
  const full = credit.seconds >= credit.maxSeconds;
  return {
    name: "Downtime credit",
    value: (
      <>
        {credit.seconds < 0 ? "used up" : left}{" "}
        <span className={styles.note}>
          of at most {formatDuration(credit.maxSeconds * 1_000)}
          {credit.perSecond < 0
            ? "; shrinking while decommissioned"
            : full
              ? ""
              : `; growing by ${formatDuration(credit.perSecond * 86_400_000)} a day`}
        </span>
      </>
    ),
  };
}

function Leaving({ node }: { readonly node: NodeDetail["node"] }) {
  if (node.state === "exited") return "It has left.";
  if (node.state === "deregistered") return "It was deregistered.";
  if (node.unlockAtSeconds === null) return "no contributor has asked to unlock";
  return (
    <>
      may exit from <Moment unixSeconds={node.unlockAtSeconds} />
      {node.unlockRequestedBy === null ? null : (
        <>
          , asked by <WalletLink address={node.unlockRequestedBy} />
        </>
      )}
    </>
  );
}
