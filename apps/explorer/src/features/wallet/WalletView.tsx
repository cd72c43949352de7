"use client";

import { Card, Cell, ColumnHead, EmptyState, HashText, StateBadge, Table } from "@session/ui";
import type { Loaded } from "../../trpc/load.ts";
import type { WalletStakes } from "../../trpc/types.ts";
import { usePart } from "../../trpc/use-part.ts";
import { Age } from "../display/Age.tsx";
import { Amount } from "../display/Amount.tsx";
import { BlockLink, NodeLink, WalletLink } from "../display/KeyLink.tsx";
import { PartView } from "../display/Part.tsx";
import { percentOfBps } from "../events/sentence.ts";
import { shownState } from "../nodes/node-words.ts";
import { AsOf } from "../shell/AsOf.tsx";
import { PageHead } from "../shell/PageHead.tsx";
import styles from "./WalletView.module.css";

/** What an address staked, earned, claimed and withdrew. */
export function WalletView({
  address,
  wallet,
}: {
  readonly address: string;
  readonly wallet: Loaded<WalletStakes>;
}) {
  const part = usePart(
    ["wallet", "stakes", address],
    (api, signal) => api.wallet.stakes.query({ address }, { signal }),
    wallet,
  );
  return (
    <>
      <PageHead title="Wallet" text={<HashText value={address} full copyLabel="Copy the address" />} />
      <PartView part={part} name="The wallet">
        {(value) => <Wallet wallet={value} />}
      </PartView>
    </>
  );
}

function Wallet({ wallet }: { readonly wallet: WalletStakes }) {
  const { totals, stakes, beneficiaryOf, claims, withdrawals, stamp } = wallet;
  const isEmpty = stakes.length + beneficiaryOf.length + claims.length + withdrawals.length === 0;
  if (isEmpty)
    return (
      <Card>
        <EmptyState
          title="This wallet has no stake"
          text="It has neither staked nor been paid rewards so far. An address is valid without ever being used, so this may also be a typing error."
        />
        <AsOf stamp={stamp} />
      </Card>
    );
  return (
    <div className={styles.page}>
      <dl className={`ui-surface ${styles.totals}`}>
        <Total name="Staked now" atomic={totals.stakedAtomic} />
        <Total name="Earned" atomic={totals.earnedAtomic} />
        <Total name="Claimed" atomic={totals.claimedAtomic} />
        <Total name="Unclaimed" atomic={totals.unclaimedAtomic} />
        <Total name="Per day now" atomic={totals.perDayAtomic} />
      </dl>
      {stakes.length > 0 ? (
        <section aria-labelledby="stakes">
          <h2 id="stakes" className={styles.title}>
            Stakes
          </h2>
          <Table label="Stakes of this wallet">
            <thead>
              <tr>
                <ColumnHead>Node</ColumnHead>
                <ColumnHead>State</ColumnHead>
                <ColumnHead>Role</ColumnHead>
                <ColumnHead numeric>Stake</ColumnHead>
                <ColumnHead numeric>Share</ColumnHead>
                <ColumnHead numeric>Earned</ColumnHead>
                <ColumnHead numeric>Unclaimed</ColumnHead>
              </tr>
            </thead>
            <tbody>
              {stakes.map(({ node, slot }) => (
                <tr key={`${node.nodeId}-${slot.position}`}>
                  <Cell>
                    <NodeLink nodeId={node.nodeId} ed25519={node.ed25519} copy />
                  </Cell>
                  <Cell>
                    <StateBadge state={shownState(node)} />
                  </Cell>
                  <Cell>{slot.role}</Cell>
                  <Cell numeric>
                    <Amount atomic={slot.amountAtomic} />
                  </Cell>
                  <Cell numeric>{percentOfBps(slot.shareBps)}</Cell>
                  <Cell numeric>
                    <Amount atomic={slot.earnedAtomic} />
                  </Cell>
                  <Cell numeric>
                    <Amount atomic={slot.unclaimedAtomic} />
                  </Cell>
                </tr>
              ))}
            </tbody>
          </Table>
        </section>
      ) : null}
      <div className={styles.lists}>
        <Payments title="Claims" items={claims} none="No reward has been claimed." />
        <Payments title="Withdrawals" items={withdrawals} none="No stake has been withdrawn." />
        {beneficiaryOf.length > 0 ? (
          <Card title="Paid from other stakes">
            <ul className={styles.payments}>
              {beneficiaryOf.map((entry) => (
                <li key={`${entry.nodeId}-${entry.staker}`}>
                  Rewards of <WalletLink address={entry.staker} /> from{" "}
                  <a href={`/nodes/${entry.nodeId}`}>node {entry.nodeId}</a>
                </li>
              ))}
            </ul>
          </Card>
        ) : null}
      </div>
      <AsOf stamp={stamp} />
    </div>
  );
}

function Total({ name, atomic }: { readonly name: string; readonly atomic: string }) {
  return (
    <div className="ui-stat">
      <dt>{name}</dt>
      <dd>
        <Amount atomic={atomic} />
      </dd>
    </div>
  );
}

function Payments({
  title,
  items,
  none,
}: {
  readonly title: string;
  readonly items: WalletStakes["withdrawals"];
  readonly none: string;
}) {
  return (
    <Card title={title}>
      {items.length === 0 ? (
        <p className="ui-muted">{none}</p>
      ) : (
        <ul className={styles.payments}>
          {items.map((item) => (
            <li key={`${item.transactionHash}-${item.nodeId}`}>
              <span>
                <Amount atomic={item.amountAtomic} /> from{" "}
                <a href={`/nodes/${item.nodeId}`}>node {item.nodeId}</a>
              </span>
              <span className="ui-muted">
                <Age unixSeconds={item.timeSeconds} />, block <BlockLink height={item.blockHeight} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
