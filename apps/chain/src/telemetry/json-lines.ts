import type { LogEvent, LogLevel, Telemetry } from "@session/protocol/ports";

const LEVELS: readonly LogLevel[] = ["debug", "info", "warn", "error"];

/**
 * One JSON object per line: `time`, `level`, `message`, then the event's fields. Counters are kept for `counters`.
 *
 * @param write receives a whole line, newline included
 */
export function createJsonTelemetry(options: {
  readonly write: (line: string) => void;
  readonly now: () => number;
  readonly levelMin?: LogLevel;
}): Telemetry & { counters(): Readonly<Record<string, number>> } {
  const counters = new Map<string, number>();
  const add = (name: string, by: number) => counters.set(name, (counters.get(name) ?? 0) + by);
  const levelMin = LEVELS.indexOf(options.levelMin ?? "info");
  return {
    log({ level, message, fields }: LogEvent) {
      if (LEVELS.indexOf(level) < levelMin) return;
      const line = { time: new Date(options.now()).toISOString(), level, message, ...fields };
      options.write(
        `${JSON.stringify(line, (_key, value) => (typeof value === "bigint" ? String(value) : value))}\n`,
      );
    },
    count: (name, by = 1) => void add(name, by),
    observe(name, value) {
      add(`${name}_sum`, value);
      add(`${name}_count`, 1);
    },
    counters: () => Object.fromEntries([...counters].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}
