"use client";

import { formatCount } from "@session/ui";
import Link from "next/link";
import type { NetworkSummary } from "../../trpc/types.ts";
import { barSegments } from "./bar-segments.ts";
import styles from "./NodeStateBar.module.css";

/** All present nodes as one bar by state, with the same numbers in words below. */
export function NodeStateBar({ nodes }: { readonly nodes: NetworkSummary["nodes"] }) {
  const working = Math.max(0, nodes.active - nodes.unlocking);
  const parts = [
    { name: "active", count: working },
    { name: "unlocking", count: nodes.unlocking },
    { name: "decommissioned", count: nodes.decommissioned },
  ];
  const legend = [
    { name: "active", word: "active", count: nodes.active, href: "/nodes?state=active" },
    { name: "unlocking", word: "of them leaving", count: nodes.unlocking, href: "/nodes?state=unlocking" },
    {
      name: "decommissioned",
      word: "decommissioned",
      count: nodes.decommissioned,
      href: "/nodes?state=decommissioned",
    },
    { name: "awaiting", word: "awaiting a first proof", count: nodes.awaitingProof, href: "/nodes?late=1" },
    {
      name: "left",
      word: "left",
      count: nodes.exited + nodes.deregistered,
      href: "/nodes?state=left",
    },
  ];
  return (
    <>
      <svg className={styles.bar} width="100%" height="10" aria-hidden="true" focusable="false">
        <rect className={styles.empty} width="100%" height="10" rx="5" />
        {barSegments(parts).map((segment) => (
          <rect
            key={segment.name}
            className={styles.segment}
            data-name={segment.name}
            x={segment.x}
            width={segment.width}
            height="10"
            rx="3"
          />
        ))}
      </svg>
      <ul className={styles.legend}>
        {legend.map((entry) => (
          <li key={entry.name}>
            <Link
              href={entry.href}
              prefetch={false}
              className={styles.entry}
              data-zero={entry.count === 0 || undefined}
            >
              <span className={styles.swatch} data-name={entry.name} aria-hidden="true" />
              <span className="ui-num">{formatCount(entry.count)}</span> {entry.word}
            </Link>
          </li>
        ))}
      </ul>
    </>
  );
}
