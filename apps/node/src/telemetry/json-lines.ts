import type { LogEvent, LogLevel, Telemetry } from "@session/protocol/ports";

const LEVELS: readonly LogLevel[] = ["debug", "info", "warn", "error"];

/** Telemetry whose counters can be read, for the health answer. */
export interface CountingTelemetry extends Telemetry {
  counters(): Readonly<Record<string, number>>;
}

/**
 * One JSON object per line: `time`, `level`, `message`, then the event's fields.
 *
 * @param write receives a whole line, newline included
 */
export function createJsonTelemetry(options: {
  readonly write: (line: string) => void;
  readonly now: () => number;
  readonly levelMin?: LogLevel;
}): CountingTelemetry {
  const counters = new Map<string, number>();
  const levelMin = LEVELS.indexOf(options.levelMin ?? "info");
  return {
    log(event: LogEvent) {
      if (LEVELS.indexOf(event.level) < levelMin) return;
      const line = {
        time: new Date(options.now()).toISOString(),
        level: event.level,
        message: event.message,
        ...event.fields,
      };
      options.write(
        `${JSON.stringify(line, (_key, value) => (typeof value === "bigint" ? String(value) : value))}\n`,
      );
    },
    count(name, by = 1) {
      counters.set(name, (counters.get(name) ?? 0) + by);
    },
    observe(name, value) {
      counters.set(`${name}_sum`, (counters.get(`${name}_sum`) ?? 0) + value);
      counters.set(`${name}_count`, (counters.get(`${name}_count`) ?? 0) + 1);
    },
    counters: () => Object.fromEntries([...counters].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}
