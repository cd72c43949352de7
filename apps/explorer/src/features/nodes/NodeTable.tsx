"use client";

import { Cell, Icon, StateBadge, Table } from "@session/ui";
import Link from "next/link";
import { useRef, useState } from "react";
import type { NodeRow, Stamp } from "../../trpc/types.ts";
import { Moment } from "../display/Age.tsx";
import { Amount } from "../display/Amount.tsx";
import { NodeLink, SwarmLink, WalletLink } from "../display/KeyLink.tsx";
import { useNetworkFacts } from "../display/NetworkFacts.tsx";
import { percentOfBps } from "../events/sentence.ts";
import { NodeCards } from "./NodeCards.tsx";
import styles from "./NodeTable.module.css";
import { type NodeColumn, type NodeQuery, nodeQueryHref, sortBy } from "./node-query.ts";
import { shownState } from "./node-words.ts";
import { ProofAge } from "./ProofAge.tsx";
import { steadyOrder } from "./steady-order.ts";

export interface NodeTableProps {
  readonly query: NodeQuery;
  readonly nodes: readonly NodeRow[];
  readonly stamp: Stamp;
  /** When the rows were received. */
  readonly seenAtMs: number;
}

interface Column {
  readonly name: NodeColumn;
  readonly word: string;
  readonly numeric?: boolean;
}

const COLUMNS: readonly Column[] = [
  { name: "id", word: "ID", numeric: true },
  { name: "state", word: "State" },
  { name: "key", word: "Node" },
  { name: "operator", word: "Operator" },
  { name: "contributors", word: "Contributors", numeric: true },
  { name: "stake", word: "Stake", numeric: true },
  { name: "fee", word: "Fee", numeric: true },
  { name: "swarm", word: "Swarm" },
  { name: "version", word: "Version" },
  { name: "proof", word: "Last proof", numeric: true },
  { name: "rewards", word: "Rewards earned", numeric: true },
  { name: "unlock", word: "May exit" },
];

const CONTRIBUTORS_MAX = 10;
const keyOf = (row: NodeRow) => String(row.nodeId);

/** All columns side by side for comparing; on narrow screens each node becomes a card. */
export function NodeTable({ query, nodes, stamp, seenAtMs }: NodeTableProps) {
  const { unit } = useNetworkFacts();
  const { rows, hold } = useSteadyRows(nodes, nodeQueryHref(query));
  return (
    <div {...hold}>
      <NodeCards nodes={rows} stamp={stamp} seenAtMs={seenAtMs} />
      <Table label="Service nodes" className={styles.table ?? ""}>
        <thead>
          <tr>
            {COLUMNS.map((column) => (
              <SortHead
                key={column.name}
                column={column}
                query={query}
                note={unit && (column.name === "stake" || column.name === "rewards") ? unit : undefined}
              />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((node) => (
            <tr
              key={node.nodeId}
              data-node-id={node.nodeId}
              data-ed25519={node.ed25519}
              data-state={node.state}
            >
              <Cell data-column="id" numeric className={styles.faint}>
                {node.nodeId}
              </Cell>
              <Cell data-column="state">
                <StateBadge state={shownState(node)} />
              </Cell>
              <Cell data-column="key">
                <NodeLink nodeId={node.nodeId} ed25519={node.ed25519} copy />
              </Cell>
              <Cell data-column="operator">
                <WalletLink address={node.operator} />
              </Cell>
              <Cell data-column="contributors" numeric>
                {node.contributors}
                <span className={styles.faint}>/{CONTRIBUTORS_MAX}</span>
              </Cell>
              <Cell data-column="stake" numeric>
                <Amount atomic={node.stakeAtomic} unit={false} />
              </Cell>
              <Cell data-column="fee" numeric>
                {percentOfBps(node.feeBps)}
              </Cell>
              <Cell data-column="swarm">
                {node.swarmId ? <SwarmLink swarmId={node.swarmId} /> : <None />}
              </Cell>
              <Cell data-column="version" className="ui-num">
                {node.proof?.storageServerVersion ?? <None />}
              </Cell>
              <Cell data-column="proof" numeric>
                <ProofAge proof={node.proof} chainId={stamp.chainId} seenAtMs={seenAtMs} />
              </Cell>
              <Cell data-column="rewards" numeric>
                <Amount atomic={node.rewards.earnedAtomic} unit={false} fixed />
              </Cell>
              <Cell data-column="unlock">
                {node.unlockAtSeconds === null ? <None /> : <MayExit at={node.unlockAtSeconds} />}
              </Cell>
            </tr>
          ))}
        </tbody>
      </Table>
    </div>
  );
}

function SortHead({
  column,
  query,
  note,
}: {
  readonly column: Column;
  readonly query: NodeQuery;
  readonly note: string | undefined;
}) {
  const isSorted = query.sort === column.name;
  return (
    <th
      scope="col"
      data-align={column.numeric ? "end" : undefined}
      aria-sort={isSorted ? (query.direction === "asc" ? "ascending" : "descending") : undefined}
    >
      <Link
        href={nodeQueryHref(sortBy(query, column.name))}
        prefetch={false}
        scroll={false}
        replace
        className={styles.sort}
      >
        {column.word}
        {note ? <span className={styles.note}>{note}</span> : null}
        {isSorted ? <Icon name={query.direction === "asc" ? "up" : "down"} size={14} /> : null}
      </Link>
    </th>
  );
}

function MayExit({ at }: { readonly at: number }) {
  return (
    <span title="From then on anybody may make it exit">
      <Moment unixSeconds={at} />
    </span>
  );
}

function None() {
  return (
    <span className={styles.faint}>
      <span aria-hidden="true">–</span>
      <span className="ui-visually-hidden">none</span>
    </span>
  );
}

/** Holds the rows in place while the pointer or the keyboard is among them. */
function useSteadyRows(nodes: readonly NodeRow[], orderName: string) {
  const [isHeld, setHeld] = useState(false);
  const shown = useRef<{ orderName: string; keys: readonly string[] }>({ orderName, keys: [] });
  const isSameList = shown.current.orderName === orderName;
  const rows = isHeld && isSameList ? steadyOrder(shown.current.keys, nodes, keyOf) : nodes;
  shown.current = { orderName, keys: rows.map(keyOf) };
  return {
    rows,
    hold: {
      onPointerEnter: () => setHeld(true),
      onPointerLeave: () => setHeld(false),
      onFocus: () => setHeld(true),
      onBlur: () => setHeld(false),
    },
  };
}
