const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export interface TimeFormat {
  /** BCP 47 tag; default "en-GB", so that server and browser write the same text. */
  readonly locale?: string;
  /** IANA zone; default the reader's own. Give "UTC" where server and browser must agree. */
  readonly timeZone?: string;
}

const DEFAULT_LOCALE = "en-GB";

/**
 * Time since (or until) a moment, relative under a day and exact beyond: "just now", "5 min ago", "in 3 h",
 * "12 Mar 2026, 14:05".
 *
 * @param atMs and nowMs milliseconds since the epoch
 */
export function formatRelativeTime(atMs: number, nowMs: number, format: TimeFormat = {}): string {
  const distance = nowMs - atMs;
  const size = Math.abs(distance);
  if (size >= DAY) return formatExactTime(atMs, format);
  if (size < 10 * SECOND) return "just now";
  const text = relativeSize(size);
  return distance >= 0 ? `${text} ago` : `in ${text}`;
}

function relativeSize(size: number): string {
  if (size < MINUTE) return `${Math.floor(size / SECOND)} s`;
  if (size < HOUR) return `${Math.floor(size / MINUTE)} min`;
  return `${Math.floor(size / HOUR)} h`;
}

/** Date and minute, for titles and old moments: "12 Mar 2026, 14:05". */
export function formatExactTime(atMs: number, format: TimeFormat = {}): string {
  return new Intl.DateTimeFormat(format.locale ?? DEFAULT_LOCALE, {
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    timeZone: format.timeZone,
  }).format(atMs);
}

/** Hour and minute only: "14:05". */
export function formatClock(atMs: number, format: TimeFormat = {}): string {
  return new Intl.DateTimeFormat(format.locale ?? DEFAULT_LOCALE, {
    hour: "2-digit",
    minute: "2-digit",
    timeZone: format.timeZone,
  }).format(atMs);
}

/** Day without time: "Thursday, 12 March 2026". */
export function formatDay(atMs: number, format: TimeFormat = {}): string {
  return new Intl.DateTimeFormat(format.locale ?? DEFAULT_LOCALE, {
    weekday: "long",
    day: "numeric",
    month: "long",
    year: "numeric",
    timeZone: format.timeZone,
  }).format(atMs);
}

/** A span in its two largest units: "340 ms", "12.4 s", "3 min 20 s", "2 h 5 min", "4 d 3 h". */
export function formatDuration(ms: number): string {
  const size = Math.max(0, ms);
  if (size < SECOND) return `${Math.round(size)} ms`;
  if (size < MINUTE) return `${(Math.floor(size / 100) / 10).toFixed(1)} s`;
  if (size < HOUR) return twoUnits(size, MINUTE, "min", SECOND, "s");
  if (size < DAY) return twoUnits(size, HOUR, "h", MINUTE, "min");
  return twoUnits(size, DAY, "d", HOUR, "h");
}

function twoUnits(size: number, large: number, largeName: string, small: number, smallName: string): string {
  const rest = Math.floor((size % large) / small);
  const first = `${Math.floor(size / large)} ${largeName}`;
  return rest === 0 ? first : `${first} ${rest} ${smallName}`;
}
