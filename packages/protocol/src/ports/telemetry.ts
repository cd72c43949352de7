export type LogLevel = "debug" | "info" | "warn" | "error";

/** One structured log line. Fields carry no user data: no account IDs in full, no content, no keys. */
export interface LogEvent {
  readonly level: LogLevel;
  readonly message: string;
  readonly fields?: Readonly<Record<string, string | number | boolean | bigint | undefined>>;
}

export interface Telemetry {
  log(event: LogEvent): void;
  count(name: string, by?: number): void;
  observe(name: string, value: number): void;
}
