import type { Clock } from "@session/protocol/ports";

/** Timers hold at most 2^31 - 1 ms; longer waits are slept in parts. */
const TIMER_MAX_MS = 2 ** 31 - 1;

/** The machine's clocks, in Node and browsers alike. A sleeper keeps a Node process alive until its signal aborts. */
export function systemClock(): Clock {
  return {
    now: () => Date.now(),
    monotonic: () => performance.now(),
    async sleep(ms, signal) {
      const end = performance.now() + ms;
      for (let rest = ms; ; rest = end - performance.now()) {
        await timer(Math.min(Math.max(rest, 0), TIMER_MAX_MS), signal);
        if (rest <= TIMER_MAX_MS) return;
      }
    },
  };
}

function timer(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const onAbort = () => {
      clearTimeout(handle);
      reject(signal.reason);
    };
    const handle = setTimeout(() => {
      signal.removeEventListener("abort", onAbort);
      resolve();
    }, ms);
    signal.addEventListener("abort", onAbort, { once: true });
  });
}
