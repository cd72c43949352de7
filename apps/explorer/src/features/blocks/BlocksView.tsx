"use client";

import { Card, EmptyState, formatCount } from "@session/ui";
import Link from "next/link";
import type { Loaded } from "../../trpc/load.ts";
import type { BlockList, EventFeed } from "../../trpc/types.ts";
import { usePart } from "../../trpc/use-part.ts";
import { PartView } from "../display/Part.tsx";
import { EventList } from "../events/EventList.tsx";
import { EVENT_KINDS, EVENT_TYPES } from "../events/event-kinds.ts";
import { Pager } from "../nodes/Pager.tsx";
import { AsOf } from "../shell/AsOf.tsx";
import styles from "./BlocksView.module.css";
import { type BlockQuery, blockQueryHref, feedInput, NEWEST_BLOCKS } from "./block-query.ts";
import { NewestBlocks } from "./NewestBlocks.tsx";

export interface BlocksViewProps {
  readonly query: BlockQuery;
  readonly blocks: Loaded<BlockList>;
  readonly events: Loaded<EventFeed>;
}

/** The newest blocks, and everything the contracts said in words. */
export function BlocksView({ query, blocks, events }: BlocksViewProps) {
  const list = usePart(
    ["blocks", "list", NEWEST_BLOCKS],
    (api, signal) => api.blocks.list.query(NEWEST_BLOCKS, { signal }),
    blocks,
  );
  const feed = usePart(
    ["events", "feed", feedInput(query)],
    (api, signal) => api.events.feed.query(feedInput(query), { signal }),
    events,
  );
  return (
    <div className={styles.layout}>
      <Card title="Newest blocks" className={styles.blocks ?? ""}>
        <PartView part={list} name="The newest blocks">
          {(value) => (
            <>
              <NewestBlocks blocks={value.items} />
              <AsOf stamp={value.stamp} />
            </>
          )}
        </PartView>
      </Card>
      <Card title="Events">
        <nav className={styles.kinds} aria-label="Events by kind">
          <Kind query={query} type={null} word="All" />
          {EVENT_TYPES.map((type) => (
            <Kind key={type} query={query} type={type} word={EVENT_KINDS[type].word} />
          ))}
        </nav>
        <PartView part={feed} name="The events">
          {(value) =>
            value.items.length === 0 ? (
              <EmptyState
                title="No such event so far"
                text="It appears here in the block in which it happens."
              />
            ) : (
              <>
                <EventList
                  events={value.items}
                  label={`${formatCount(value.items.length)} events, newest first`}
                />
                <footer className={styles.foot}>
                  <AsOf stamp={value.stamp} />
                  <Pager
                    shown={value.items.length}
                    total={value.total}
                    firstHref={query.cursor === null ? null : blockQueryHref({ ...query, cursor: null })}
                    nextHref={
                      value.nextCursor === null
                        ? null
                        : blockQueryHref({ ...query, cursor: value.nextCursor })
                    }
                  />
                </footer>
              </>
            )
          }
        </PartView>
      </Card>
    </div>
  );
}

function Kind({
  query,
  type,
  word,
}: {
  readonly query: BlockQuery;
  readonly type: BlockQuery["type"];
  readonly word: string;
}) {
  return (
    <Link
      href={blockQueryHref({ type, cursor: null })}
      prefetch={false}
      scroll={false}
      className={styles.kind}
      aria-current={query.type === type ? "page" : undefined}
    >
      {word}
    </Link>
  );
}
