import { formatClock } from "@session/ui";

const DAY_MS = 86_400_000;

/** Short time for a row: the clock today, the weekday within a week, the date before. */
export function formatRowTime(atMs: number, nowMs: number, timeZone?: string): string {
  const options = timeZone ? { timeZone } : {};
  const dayOf = (ms: number) => new Intl.DateTimeFormat("en-CA", options).format(ms);
  if (dayOf(atMs) === dayOf(nowMs)) return formatClock(atMs, options);
  if (nowMs - atMs < 6 * DAY_MS && nowMs > atMs)
    return new Intl.DateTimeFormat("en-GB", { ...options, weekday: "short" }).format(atMs);
  return new Intl.DateTimeFormat("en-GB", {
    ...options,
    day: "numeric",
    month: "short",
    ...(dayOf(atMs).slice(0, 4) === dayOf(nowMs).slice(0, 4) ? {} : { year: "numeric" }),
  }).format(atMs);
}
