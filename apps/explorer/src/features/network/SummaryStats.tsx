"use client";

import { formatCount, formatDuration, formatPercent, formatPlural, RingProgress } from "@session/ui";
import Link from "next/link";
import type { ReactNode } from "react";
import type { NetworkSummary } from "../../trpc/types.ts";
import { Age } from "../display/Age.tsx";
import { Amount } from "../display/Amount.tsx";
import { BlockLink } from "../display/KeyLink.tsx";
import { AsOf } from "../shell/AsOf.tsx";
import { NodeStateBar } from "./NodeStateBar.tsx";
import styles from "./SummaryStats.module.css";

/** Every headline number with its unit and what it means. */
export function SummaryStats({ summary }: { readonly summary: NetworkSummary }) {
  const { nodes, stake, pool, rewards, epoch, proofs, stamp } = summary;
  const present = nodes.active + nodes.decommissioned;
  const epochDone = epoch.lengthBlocks === 0 ? 0 : 1 - epoch.blocksLeft / epoch.lengthBlocks;
  return (
    <div className={styles.summary}>
      <div className={styles.nodes}>
        <p className={styles.headline}>
          <span className={styles.big}>{formatCount(nodes.active)}</span>{" "}
          <span className="ui-muted">
            of {formatPlural(present, "node")} {present === 1 ? "is" : "are"} active
          </span>
        </p>
        <NodeStateBar nodes={nodes} />
      </div>
      <dl className={styles.grid}>
        <Figure
          name="Total staked"
          value={<Amount atomic={stake.totalAtomic} digits={0} />}
          note={`${formatPercent(stake.shareOfSupply, 2)} of the supply`}
        />
        <Figure
          name="Reward pool"
          value={<Amount atomic={pool.unreleasedAtomic} digits={0} />}
          note={
            <>
              releases <Amount atomic={pool.releasePerDayAtomic} digits={0} /> a day
            </>
          }
        />
        <Figure
          name="Reward of one node"
          value={<Amount atomic={rewards.perNodePerDayAtomic} digits={2} />}
          note={
            rewards.simpleApr === null
              ? "a day, once a node is active"
              : `a day, ${formatPercent(rewards.simpleApr)} a year on its stake`
          }
        />
        <Figure
          name="Stake of one node"
          value={<Amount atomic={stake.requirementAtomic} digits={0} />}
          note="required to run a node"
        />
        <Figure
          name="Uptime proofs"
          value={
            <>
              {formatCount(proofs.fresh)}
              <span className={styles.of}> of {formatCount(nodes.active)}</span>
            </>
          }
          note={
            proofs.medianAgeSeconds === null
              ? "in time; none received so far"
              : `in time; half are younger than ${formatDuration(proofs.medianAgeSeconds * 1_000).replace(/\.\d+/, "")}`
          }
        />
        <Figure
          name="Swarms"
          value={
            <Link href="/swarms" prefetch={false} className={styles.plain}>
              {formatCount(summary.swarms.count)}
            </Link>
          }
          note={sizeRange(summary)}
        />
        <Figure
          name="Epoch"
          value={
            <span className={styles.epoch}>
              {formatCount(epoch.number)}
              <RingProgress value={epochDone} label="Part of the epoch that has passed" size={22} />
            </span>
          }
          note={`next in ${formatPlural(epoch.blocksLeft, "block")}`}
        />
        <Figure
          name="Last block"
          value={<BlockLink height={stamp.indexedBlock} />}
          note={<Age unixSeconds={stamp.indexedTime} />}
        />
      </dl>
      <footer className={styles.foot}>
        <AsOf stamp={stamp} />
      </footer>
    </div>
  );
}

function Figure({
  name,
  value,
  note,
}: {
  readonly name: string;
  readonly value: ReactNode;
  readonly note: ReactNode;
}) {
  return (
    <div className={styles.number}>
      <dt>{name}</dt>
      <dd className={styles.value}>{value}</dd>
      <dd className={styles.note}>{note}</dd>
    </div>
  );
}

function sizeRange({ swarms }: NetworkSummary): string {
  const first = swarms.sizes.at(0);
  const last = swarms.sizes.at(-1);
  if (!first || !last) return "none so far";
  const range = first.members === last.members ? `${first.members}` : `${first.members} to ${last.members}`;
  return `${range} members each`;
}
