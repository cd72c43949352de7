import type { Clock } from "@session/protocol/ports";
import { abortable } from "./single-flight.ts";

/** Settles like `promise`, but rejects with a TimeoutError after `ms` and with the signal's reason on abort. */
export async function withTimeout<T>(
  promise: Promise<T>,
  ms: number,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<T> {
  const over = new AbortController();
  const timer = clock.sleep(ms, over.signal).then(
    () => {
      throw new DOMException(`took longer than ${ms} ms`, "TimeoutError");
    },
    () => new Promise<never>(() => {}), // cancelled below, when the race is decided
  );
  try {
    return await abortable(Promise.race([promise, timer]), signal);
  } finally {
    over.abort();
  }
}
