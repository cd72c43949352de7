import type { ConnectionStatus } from "../events/types.ts";

/** What the watchers know about the connection; plain data. */
export interface ConnectionView {
  /** Last result of each watcher; undefined before its first. */
  readonly watchers: readonly (undefined | "ok" | "failed")[];
  /** The last failure was a refusal of our time. */
  readonly isTimeRefused: boolean;
  readonly clockOffsetMs: number;
}

/** One watcher that gets through is a connection; a device clock that is far off is said even then. */
export function connectionStatus(view: ConnectionView, clockToleranceMs: number): ConnectionStatus {
  const isOk = view.watchers.includes("ok");
  if (isOk) return Math.abs(view.clockOffsetMs) > clockToleranceMs ? "clockWrong" : "connected";
  if (!view.watchers.every((result) => result === "failed")) return "connecting";
  return view.isTimeRefused ? "clockWrong" : "offline";
}
