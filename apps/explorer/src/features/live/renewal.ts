import type { Clock } from "@session/protocol/ports";

/** Shortest time between two renewals of the page; many updates in it cost one renewal. */
const RENEW_EVERY_MS = 1_000;

export interface Renewal {
  /** Something changed: renew soon. */
  want(): void;
  /** Holds renewals back while the page is not visible; a wish made meanwhile is kept. */
  allow(isAllowed: boolean): void;
}

/** Turns a burst of updates into evenly spaced renewals, never two at once. */
export function createRenewal(
  options: { readonly renew: () => Promise<unknown> },
  ports: { readonly clock: Clock },
  signal: AbortSignal,
): Renewal {
  let isWanted = false;
  let isAllowed = true;
  let isRunning = false;

  async function run() {
    if (isRunning) return;
    isRunning = true;
    while (isWanted && isAllowed && !signal.aborted) {
      isWanted = false;
      await options.renew();
      try {
        await ports.clock.sleep(RENEW_EVERY_MS, signal);
      } catch {
        break; // aborted
      }
    }
    isRunning = false;
  }

  return {
    want() {
      isWanted = true;
      void run();
    },
    allow(now) {
      isAllowed = now;
      void run();
    },
  };
}
