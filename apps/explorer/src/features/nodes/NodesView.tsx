"use client";

import { EmptyState, formatCount, Notice } from "@session/ui";
import { browserClock } from "../../platform/browser-clock.ts";
import type { Loaded } from "../../trpc/load.ts";
import type { NetworkSummary } from "../../trpc/types.ts";
import { usePart } from "../../trpc/use-part.ts";
import { PartView } from "../display/Part.tsx";
import { AsOf } from "../shell/AsOf.tsx";
import { loadNodePage, type NodePage } from "./load-nodes.ts";
import { NodeFilters } from "./NodeFilters.tsx";
import styles from "./NodesView.module.css";
import { NodeTable } from "./NodeTable.tsx";
import { filterCount, type NodeQuery, nodeQueryHref } from "./node-query.ts";
import { Pager } from "./Pager.tsx";

export interface NodesViewProps {
  readonly query: NodeQuery;
  readonly page: Loaded<NodePage>;
  /** For the counts on the filters; the list does not wait for it. */
  readonly summary: Loaded<NetworkSummary>;
}

/** The node list with its filters; every renewal keeps the filters, the order and the rows under the pointer. */
export function NodesView({ query, page, summary }: NodesViewProps) {
  const list = usePart(
    ["nodes", "list", query],
    (api, signal) => loadNodePage(query, { api, nowMs: browserClock.now }, signal),
    page,
  );
  const facets = usePart(
    ["network", "summary"],
    (api, signal) => api.network.summary.query(undefined, { signal }),
    summary,
  );
  return (
    <>
      <NodeFilters query={query} summary={facets.value} />
      <PartView part={list} name="The node list">
        {(nodes) =>
          nodes.items.length === 0 ? (
            <EmptyNodes query={query} />
          ) : (
            <>
              {nodes.isCut ? (
                <Notice icon="info">
                  This order covers the first {formatCount(5_000)} nodes only. Narrow the filter to see all.
                </Notice>
              ) : null}
              <NodeTable query={query} nodes={nodes.items} stamp={nodes.stamp} seenAtMs={list.atMs} />
              <footer className={styles.foot}>
                <AsOf stamp={nodes.stamp} />
                <Pager
                  shown={nodes.items.length}
                  total={nodes.total}
                  firstHref={query.cursor === null ? null : nodeQueryHref({ ...query, cursor: null })}
                  nextHref={
                    nodes.nextCursor === null ? null : nodeQueryHref({ ...query, cursor: nodes.nextCursor })
                  }
                />
              </footer>
            </>
          )
        }
      </PartView>
    </>
  );
}

function EmptyNodes({ query }: { readonly query: NodeQuery }) {
  if (filterCount(query) === 0)
    return query.view === "present" ? (
      <EmptyState title="No node so far" text="Nodes appear here as soon as the first one is staked." />
    ) : (
      <EmptyState
        title="No node in this state"
        text="That is often good news."
        action={
          <a className="ui-button" data-variant="secondary" href="/nodes">
            Show all present
          </a>
        }
      />
    );
  return (
    <EmptyState
      title="No node matches"
      text="A node must match every filter that is set. Nodes that left are listed under “Left”."
      action={
        <a className="ui-button" data-variant="secondary" href="/nodes">
          Clear filters
        </a>
      }
    />
  );
}
