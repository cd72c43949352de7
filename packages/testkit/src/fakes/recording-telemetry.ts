import type { LogEvent, LogLevel, Telemetry } from "@session/protocol/ports";

export interface RecordingTelemetry extends Telemetry {
  /** Log lines, oldest first, at most 10,000. */
  readonly events: readonly LogEvent[];
  counted(name: string): number;
  observed(name: string): readonly number[];
  /** Messages of one level. */
  messages(level: LogLevel): readonly string[];
}

const KEPT_MAX = 10_000;

/** Keeps what was reported, for assertions. */
export function createRecordingTelemetry(): RecordingTelemetry {
  const events: LogEvent[] = [];
  const counts = new Map<string, number>();
  const values = new Map<string, number[]>();
  return {
    events,
    log(event) {
      events.push(event);
      if (events.length > KEPT_MAX) events.shift();
    },
    count(name, by = 1) {
      counts.set(name, (counts.get(name) ?? 0) + by);
    },
    observe(name, value) {
      const list = values.get(name) ?? [];
      list.push(value);
      if (list.length > KEPT_MAX) list.shift();
      values.set(name, list);
    },
    counted: (name) => counts.get(name) ?? 0,
    observed: (name) => values.get(name) ?? [],
    messages: (level) => events.filter((event) => event.level === level).map((event) => event.message),
  };
}
