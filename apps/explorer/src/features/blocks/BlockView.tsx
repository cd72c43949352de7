"use client";

import { Card, Facts, formatCount, HashText, Icon, Notice } from "@session/ui";
import Link from "next/link";
import type { Loaded } from "../../trpc/load.ts";
import type { BlockDetail } from "../../trpc/types.ts";
import { usePart } from "../../trpc/use-part.ts";
import { Age, Moment } from "../display/Age.tsx";
import { PartView } from "../display/Part.tsx";
import { AsOf } from "../shell/AsOf.tsx";
import { PageHead } from "../shell/PageHead.tsx";
import styles from "./BlockView.module.css";
import type { BlockName } from "./block-name.ts";
import { TransactionList } from "./TransactionList.tsx";

/** One block: what the contracts said in it, transaction by transaction. */
export function BlockView({
  name,
  block,
}: {
  readonly name: BlockName;
  readonly block: Loaded<BlockDetail>;
}) {
  const part = usePart(
    ["blocks", "get", name],
    (api, signal) => api.blocks.get.query(name, { signal }),
    block,
  );
  return (
    <PartView part={part} name="The block">
      {({ block: value, stamp }) => (
        <>
          <PageHead
            title={`Block ${formatCount(value.height)}`}
            text={
              <>
                <Age unixSeconds={value.timeSeconds} />, {formatCount(stamp.headBlock - value.height)} blocks
                before the head
              </>
            }
            actions={<Neighbours height={value.height} headBlock={stamp.headBlock} />}
          />
          <div className={styles.layout}>
            <Card title="What happened">
              {value.indexed ? null : (
                <Notice tone="attention" icon="clock">
                  The indexer has not read this block yet; its events follow.
                </Notice>
              )}
              {value.events.length > 0 ? (
                <TransactionList events={value.events} />
              ) : value.indexed ? (
                <p className="ui-muted">No event of the staking contracts is in this block.</p>
              ) : null}
            </Card>
            <Card title="Block">
              <Facts
                facts={[
                  { name: "Time", value: <Moment unixSeconds={value.timeSeconds} /> },
                  { name: "Hash", value: <HashText value={value.hash} copyLabel="Copy the block hash" /> },
                  {
                    name: "Parent",
                    value: <HashText value={value.parentHash} copyLabel="Copy the parent's hash" />,
                  },
                  {
                    name: "Transactions",
                    value: <span className="ui-num">{formatCount(value.transactions)}</span>,
                  },
                  {
                    name: "Gas",
                    value: (
                      <span className="ui-num">
                        {formatCount(BigInt(value.gasUsed))} of {formatCount(BigInt(value.gasLimit))}
                      </span>
                    ),
                  },
                ]}
              />
              <div className={styles.stamp}>
                <AsOf stamp={stamp} />
              </div>
            </Card>
          </div>
        </>
      )}
    </PartView>
  );
}

function Neighbours({ height, headBlock }: { readonly height: number; readonly headBlock: number }) {
  return (
    <nav className={styles.neighbours} aria-label="Neighbouring blocks">
      {height > 0 ? (
        <Link
          className="ui-button"
          data-variant="secondary"
          data-size="small"
          href={`/blocks/${height - 1}`}
          prefetch={false}
        >
          <Icon name="back" size={16} /> Previous
        </Link>
      ) : null}
      {height < headBlock ? (
        <Link
          className="ui-button"
          data-variant="secondary"
          data-size="small"
          href={`/blocks/${height + 1}`}
          prefetch={false}
        >
          Next <Icon name="forward" size={16} />
        </Link>
      ) : null}
    </nav>
  );
}
