"use client";

import { Card, EmptyState } from "@session/ui";
import Link from "next/link";
import type { Loaded } from "../../trpc/load.ts";
import type { BlockList, EventFeed, NetworkSummary, SwarmList } from "../../trpc/types.ts";
import { usePart } from "../../trpc/use-part.ts";
import { NewestBlocks } from "../blocks/NewestBlocks.tsx";
import { PartView } from "../display/Part.tsx";
import { EventList } from "../events/EventList.tsx";

import { AsOf } from "../shell/AsOf.tsx";
import { ringInWords, SwarmRing } from "../swarms/SwarmRing.tsx";
import { LATEST_BLOCKS, LATEST_EVENTS } from "./latest.ts";
import styles from "./OverviewView.module.css";
import { SummaryStats } from "./SummaryStats.tsx";
import { SwarmSizes } from "./SwarmSizes.tsx";
import { Versions } from "./Versions.tsx";

export interface OverviewViewProps {
  readonly summary: Loaded<NetworkSummary>;
  readonly swarms: Loaded<SwarmList>;
  readonly events: Loaded<EventFeed>;
  readonly blocks: Loaded<BlockList>;
}

/** The state of the whole network on one screen. */
export function OverviewView(props: OverviewViewProps) {
  const summary = usePart(
    ["network", "summary"],
    (api, signal) => api.network.summary.query(undefined, { signal }),
    props.summary,
  );
  const swarms = usePart(
    ["swarms", "list"],
    (api, signal) => api.swarms.list.query(undefined, { signal }),
    props.swarms,
  );
  const events = usePart(
    ["events", "feed", LATEST_EVENTS],
    (api, signal) => api.events.feed.query(LATEST_EVENTS, { signal }),
    props.events,
  );
  const blocks = usePart(
    ["blocks", "list", LATEST_BLOCKS],
    (api, signal) => api.blocks.list.query(LATEST_BLOCKS, { signal }),
    props.blocks,
  );
  return (
    <>
      <div className={styles.hero}>
        <section className={`ui-surface ${styles.ring}`} aria-label="Swarms">
          <PartView part={swarms} name="The ring of swarms">
            {(list) => {
              const ring = list.items.map((swarm) => ({ idHex: swarm.swarmId, size: swarm.size }));
              return (
                <Link href="/swarms" prefetch={false} className={styles.ringLink}>
                  <SwarmRing swarms={ring} label={ringInWords(ring)}>
                    <span className={styles.ringNumber}>{list.items.length}</span>
                    <span className="ui-muted">{list.items.length === 1 ? "swarm" : "swarms"}</span>
                  </SwarmRing>
                  <span className={styles.ringWords}>{ringInWords(ring)}</span>
                </Link>
              );
            }}
          </PartView>
        </section>
        <section className={`ui-surface ${styles.stats}`} aria-label="The network in numbers">
          <PartView part={summary} name="The network summary">
            {(value) => <SummaryStats summary={value} />}
          </PartView>
        </section>
      </div>
      <div className={styles.lower}>
        <Card
          title="Latest events"
          actions={
            <Link href="/blocks" prefetch={false} className={styles.more}>
              All events
            </Link>
          }
        >
          <PartView part={events} name="The latest events">
            {(feed) =>
              feed.items.length === 0 ? (
                <EmptyState
                  title="Nothing has happened so far"
                  text="The first staked node will be the first event."
                />
              ) : (
                <>
                  <EventList events={feed.items} label="Latest events" />
                  <AsOf stamp={feed.stamp} />
                </>
              )
            }
          </PartView>
        </Card>
        <div className={styles.column}>
          <Card title="Newest blocks">
            <PartView part={blocks} name="The newest blocks">
              {(list) => <NewestBlocks blocks={list.items} />}
            </PartView>
          </Card>
          <Card title="Versions">
            <PartView part={summary} name="The versions">
              {(value) => <Versions summary={value} />}
            </PartView>
          </Card>
          <Card
            title="Swarm sizes"
            actions={
              <Link href="/swarms" prefetch={false} className={styles.more}>
                All swarms
              </Link>
            }
          >
            <PartView part={summary} name="The swarm sizes">
              {(value) => <SwarmSizes summary={value} />}
            </PartView>
          </Card>
        </div>
      </div>
    </>
  );
}
