"use client";

import { Button, formatCount, Icon } from "@session/ui";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { type FormEvent, useEffect, useRef, useState, useTransition } from "react";
import { browserClock } from "../../platform/browser-clock.ts";
import type { NetworkSummary } from "../../trpc/types.ts";
import styles from "./NodeFilters.module.css";
import {
  changeNodeQuery,
  DEFAULT_NODE_QUERY,
  filterCount,
  NODE_VIEWS,
  type NodeQuery,
  type NodeView,
  nodeQueryHref,
  parseNodeQuery,
} from "./node-query.ts";
import { VIEW_WORDS } from "./node-words.ts";

export interface NodeFiltersProps {
  readonly query: NodeQuery;
  readonly summary: NetworkSummary | undefined;
}

const TYPING_MS = 250;

/** State tabs and filters. Everything is a link or a plain form, so it works without client script as well. */
export function NodeFilters({ query, summary }: NodeFiltersProps) {
  const router = useRouter();
  const form = useRef<HTMLFormElement>(null);
  const [isMoving, startMoving] = useTransition();
  const typing = useRef<AbortController>(undefined);
  const [search, setSearch] = useState(query.search);
  useEffect(() => setSearch(query.search), [query.search]);
  useEffect(() => () => typing.current?.abort(), []);

  const go = (next: NodeQuery) => startMoving(() => router.replace(nodeQueryHref(next), { scroll: false }));
  const applyForm = () => {
    if (!form.current) return;
    const values = [...new FormData(form.current)].filter(
      (entry): entry is [string, string] => typeof entry[1] === "string",
    );
    go(parseNodeQuery(new URLSearchParams(values)));
  };
  const onType = async (text: string) => {
    setSearch(text);
    typing.current?.abort();
    typing.current = new AbortController();
    try {
      await browserClock.sleep(TYPING_MS, typing.current.signal);
    } catch {
      return; // another key came first
    }
    applyForm();
  };
  const versions = summary?.proofs.versions.map((entry) => entry.storageServerVersion) ?? [];
  return (
    <div className={styles.filters} aria-busy={isMoving || undefined}>
      <nav className={styles.views} aria-label="Nodes by state">
        {NODE_VIEWS.map((view) => (
          <Link
            key={view}
            href={nodeQueryHref(changeNodeQuery(query, { view }))}
            prefetch={false}
            scroll={false}
            aria-current={view === query.view ? "page" : undefined}
            className={styles.view}
          >
            {VIEW_WORDS[view]}
            <Count value={summary ? countOf(summary, view) : undefined} />
          </Link>
        ))}
      </nav>
      <form
        ref={form}
        className={styles.form}
        action="/nodes"
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          typing.current?.abort();
          applyForm();
        }}
      >
        {/* What the form does not show must survive sending it. */}
        <Hidden name="state" value={query.view} isSet={query.view !== DEFAULT_NODE_QUERY.view} />
        <Hidden
          name="sort"
          value={`${query.direction === "desc" ? "-" : ""}${query.sort}`}
          isSet={query.sort !== DEFAULT_NODE_QUERY.sort || query.direction === "desc"}
        />
        <Hidden name="swarm" value={query.swarm ?? ""} isSet={query.swarm !== null} />
        <label className={styles.search}>
          <span className="ui-visually-hidden">Filter by key, operator, IP address or ID</span>
          <Icon name="search" size={16} />
          <input
            type="search"
            name="q"
            value={search}
            maxLength={200}
            placeholder="Key, operator, IP address or ID"
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            onChange={(event) => void onType(event.target.value)}
          />
        </label>
        <label className={styles.field}>
          <span>Version</span>
          <select name="version" value={query.version ?? ""} onChange={applyForm}>
            <option value="">any</option>
            {[...new Set([...versions, ...(query.version ? [query.version] : [])])].map((version) => (
              <option key={version} value={version}>
                {version}
              </option>
            ))}
          </select>
        </label>
        <label className={styles.check}>
          <input type="checkbox" name="late" value="1" checked={query.isLateOnly} onChange={applyForm} />
          Proof late or missing
        </label>
        {query.swarm ? (
          <Link
            className={styles.chip}
            href={nodeQueryHref(changeNodeQuery(query, { swarm: null }))}
            prefetch={false}
            scroll={false}
          >
            Swarm {query.swarm.slice(0, 4)}…
            <Icon name="close" size={14} />
            <span className="ui-visually-hidden">Remove this filter</span>
          </Link>
        ) : null}
        <noscript>
          <Button type="submit" size="small">
            Apply
          </Button>
        </noscript>
        {filterCount(query) > 0 ? (
          <Link
            className={styles.clear}
            href={nodeQueryHref({ ...DEFAULT_NODE_QUERY, view: query.view })}
            prefetch={false}
            scroll={false}
          >
            Clear filters
          </Link>
        ) : null}
      </form>
    </div>
  );
}

function Hidden({ name, value, isSet }: { name: string; value: string; isSet: boolean }) {
  return isSet ? <input type="hidden" name={name} value={value} /> : null;
}

function Count({ value }: { readonly value: number | undefined }) {
  return value === undefined ? null : <span className={styles.count}>{formatCount(value)}</span>;
}

function countOf({ nodes }: NetworkSummary, view: NodeView): number {
  switch (view) {
    case "present":
      return nodes.active + nodes.decommissioned;
    case "active":
      return nodes.active;
    case "decommissioned":
      return nodes.decommissioned;
    case "unlocking":
      return nodes.unlocking;
    case "left":
      return nodes.exited + nodes.deregistered;
  }
}
