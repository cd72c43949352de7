import { formatDay } from "@session/ui";
import type { TimelineEntry } from "../../client/backend.ts";

/** A line of the conversation as it is drawn. */
export type TimelineItem =
  | { readonly kind: "day"; readonly key: string; readonly atMs: number }
  | {
      readonly kind: "entry";
      readonly key: string;
      readonly entry: TimelineEntry;
      /** First and last of a run: one sender, each within five minutes of the one before. */
      readonly isFirst: boolean;
      readonly isLast: boolean;
    };

const RUN_GAP_MS = 5 * 60_000;

/**
 * Puts day lines between entries and marks the runs of one sender.
 *
 * @param entries in order
 * @param dayOf names the day of a moment; equal names are one day
 */
export function arrangeTimeline(
  entries: readonly TimelineEntry[],
  dayOf: (atMs: number) => string = formatDay,
): readonly TimelineItem[] {
  const items: TimelineItem[] = [];
  const days = entries.map((entry) => dayOf(entry.message.timestampMs));
  entries.forEach((entry, index) => {
    const isNewDay = days[index] !== days[index - 1];
    if (isNewDay) items.push({ kind: "day", key: `day-${days[index]}`, atMs: entry.message.timestampMs });
    items.push({
      kind: "entry",
      key: entry.message.id,
      entry,
      isFirst: isNewDay || !isOneRun(entries[index - 1], entry),
      isLast: days[index + 1] !== days[index] || !isOneRun(entry, entries[index + 1]),
    });
  });
  return items;
}

function isOneRun(one: TimelineEntry | undefined, next: TimelineEntry | undefined): boolean {
  return (
    one !== undefined &&
    next !== undefined &&
    one.message.sender === next.message.sender &&
    next.message.timestampMs - one.message.timestampMs < RUN_GAP_MS
  );
}
