"use client";

import { formatPlural } from "@session/ui";
import type { NetworkSummary } from "../../trpc/types.ts";
import { CountBars } from "./CountBars.tsx";

/** Which versions the nodes say they run, newest first. */
export function Versions({ summary }: { readonly summary: NetworkSummary }) {
  const { versions } = summary.proofs;
  if (versions.length === 0)
    return <p className="ui-muted">No uptime proof so far, so no version is known.</p>;
  const bars = versions
    .toSorted((a, b) => b.storageServerVersion.localeCompare(a.storageServerVersion, "en", { numeric: true }))
    .map((entry) => ({
      name: entry.storageServerVersion,
      count: entry.nodes,
      words: formatPlural(entry.nodes, "node"),
    }));
  return <CountBars bars={bars} label="Nodes by storage server version" />;
}
