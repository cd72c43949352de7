/** Wall and monotonic time, and the only way to wait. */
export interface Clock {
  /** Milliseconds since the Unix epoch; may jump. */
  now(): number;
  /** Milliseconds from an arbitrary origin; never goes back; for durations only. */
  monotonic(): number;
  /** Resolves after `ms`; rejects with the signal's reason (an AbortError) when it is aborted first. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}
