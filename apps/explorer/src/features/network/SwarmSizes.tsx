"use client";

import { formatPlural } from "@session/ui";
import type { NetworkSummary } from "../../trpc/types.ts";
import { CountBars } from "./CountBars.tsx";

const SIZE_MIN = 5;

/** How many swarms have how many members; fewer than five is too few. */
export function SwarmSizes({ summary }: { readonly summary: NetworkSummary }) {
  const { sizes } = summary.swarms;
  if (sizes.length === 0) return <p className="ui-muted">No swarm so far.</p>;
  return (
    <CountBars
      label="Swarms by number of members"
      bars={sizes.map((entry) => ({
        name: formatPlural(entry.members, "member"),
        count: entry.swarms,
        words: formatPlural(entry.swarms, "swarm"),
        tone: entry.members < SIZE_MIN ? ("attention" as const) : ("plain" as const),
      }))}
    />
  );
}
