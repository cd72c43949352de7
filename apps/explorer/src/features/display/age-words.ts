import { formatDuration, formatRelativeTime, type TimeFormat } from "@session/ui";

const MINUTE_MS = 60_000;
const JUST_NOW_MS = 10_000;

/** Distance from now; where every second counts, the first ten are counted too. A moment to come is "now". */
export function ageInWords(atMs: number, nowMs: number, format: TimeFormat): string {
  const distance = nowMs - atMs;
  if (Math.abs(distance) >= JUST_NOW_MS) return formatRelativeTime(atMs, nowMs, format);
  const seconds = Math.floor(distance / 1_000);
  return seconds <= 0 ? "now" : `${seconds} s ago`;
}

/** How long something has lasted, in whole minutes from one minute on. */
export function elapsedInWords(fromMs: number, nowMs: number): string {
  const distance = Math.max(0, nowMs - fromMs);
  return distance < MINUTE_MS
    ? `${Math.floor(distance / 1_000)} s`
    : formatDuration(distance - (distance % MINUTE_MS));
}
