"use client";

import { Card, EmptyState } from "@session/ui";
import type { EventRow } from "../../trpc/types.ts";
import { EventList } from "../events/EventList.tsx";

const SHOWN_MAX = 100;

/** Everything that happened to the node, in words. */
export function NodeEvents({ events }: { readonly events: readonly EventRow[] }) {
  return (
    <Card title="Timeline">
      {events.length === 0 ? (
        <EmptyState title="No event so far" text="Registration, state changes and claims appear here." />
      ) : (
        <EventList events={events} label="Events of this node, newest first" />
      )}
      {events.length >= SHOWN_MAX ? <p className="ui-muted">Only the newest {SHOWN_MAX} are shown.</p> : null}
    </Card>
  );
}
