import type { EventRow } from "../../trpc/types.ts";

export interface TransactionEvents {
  readonly hash: string;
  readonly events: readonly EventRow[];
}

/** Groups a block's events by transaction, both in the order of the log. */
export function byTransaction(events: readonly EventRow[]): readonly TransactionEvents[] {
  const groups = new Map<string, EventRow[]>();
  for (const event of events.toSorted((a, b) => a.logIndex - b.logIndex)) {
    const group = groups.get(event.transactionHash);
    if (group) group.push(event);
    else groups.set(event.transactionHash, [event]);
  }
  return [...groups].map(([hash, group]) => ({ hash, events: group }));
}
