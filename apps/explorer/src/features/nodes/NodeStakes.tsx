"use client";

import { Badge, Card } from "@session/ui";
import type { NodeDetail } from "../../trpc/types.ts";
import { Amount } from "../display/Amount.tsx";
import { WalletLink } from "../display/KeyLink.tsx";
import { percentOfBps } from "../events/sentence.ts";
import styles from "./NodeStakes.module.css";

/** Who staked how much, as bars of one whole, with what each earned. */
export function NodeStakes({ node }: { readonly node: NodeDetail["node"] }) {
  return (
    <Card title="Stake">
      <p className={styles.sum}>
        <Amount atomic={node.stakeAtomic} /> <span className="ui-muted">of </span>
        <Amount atomic={node.requiredAtomic} />
        <span className="ui-muted">
          {" "}
          required, from {node.contributors} of at most 10 contributors; operator fee{" "}
          {percentOfBps(node.feeBps)}
        </span>
      </p>
      <ul className={styles.slots}>
        {node.slots.map((slot) => (
          <li key={slot.position} className={styles.slot}>
            <div className={styles.line}>
              <WalletLink address={slot.staker} copy />
              {slot.role === "operator" ? <Badge>operator</Badge> : null}
              <span className={styles.amount}>
                <Amount atomic={slot.amountAtomic} />
                <span className={styles.share}>{percentOfBps(slot.shareBps)}</span>
              </span>
            </div>
            <svg className={styles.bar} width="100%" height="6" aria-hidden="true" focusable="false">
              <rect className={styles.track} width="100%" height="6" rx="3" />
              <rect className={styles.fill} width={`${slot.shareBps / 100}%`} height="6" rx="3" />
            </svg>
            <p className={styles.note}>
              earned <Amount atomic={slot.earnedAtomic} />, unclaimed <Amount atomic={slot.unclaimedAtomic} />
              {slot.beneficiary === slot.staker ? null : (
                <>
                  , paid to <WalletLink address={slot.beneficiary} />
                </>
              )}
              {slot.withdrawnAtomic === null ? null : (
                <>
                  , stake withdrawn: <Amount atomic={slot.withdrawnAtomic} />
                </>
              )}
            </p>
          </li>
        ))}
      </ul>
    </Card>
  );
}
