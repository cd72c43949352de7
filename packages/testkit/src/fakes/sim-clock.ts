import type { Clock } from "@session/protocol/ports";
import { settle } from "../platform/settle.ts";

export interface SimClock extends Clock {
  /**
   * Moves time forward, waking each sleeper at its own time and in order (equal times: in the order they went to
   * sleep), and letting its follow-up work run before the next one wakes.
   */
  advance(ms: number): Promise<void>;
  /** Advances to the next sleeper. Returns false when nobody sleeps. */
  advanceToNext(): Promise<boolean>;
  /** Changes the wall clock only, as a correction by a time server does. */
  jumpWall(ms: number): void;
  /** Sleepers now. */
  readonly sleeping: number;
}

interface Sleeper {
  readonly at: number;
  readonly order: number;
  readonly wake: () => void;
}

/** 2024-06-10, the time most vectors use. */
const DEFAULT_START_MS = 1_718_000_000_123;

/** A clock that moves only when told to. */
export function createSimClock(options: { readonly startMs?: number } = {}): SimClock {
  let wallOffset = options.startMs ?? DEFAULT_START_MS;
  let elapsed = 0;
  let order = 0;
  const sleepers = new Set<Sleeper>();

  function next(): Sleeper | undefined {
    let first: Sleeper | undefined;
    for (const sleeper of sleepers)
      if (
        first === undefined ||
        sleeper.at < first.at ||
        (sleeper.at === first.at && sleeper.order < first.order)
      )
        first = sleeper;
    return first;
  }

  async function wake(sleeper: Sleeper): Promise<void> {
    elapsed = Math.max(elapsed, sleeper.at);
    sleepers.delete(sleeper);
    sleeper.wake();
    await settle();
  }

  return {
    now: () => wallOffset + elapsed,
    monotonic: () => elapsed,
    sleep(ms, signal) {
      return new Promise((resolve, reject) => {
        if (signal.aborted) {
          reject(signal.reason);
          return;
        }
        const sleeper: Sleeper = {
          at: elapsed + Math.max(0, ms),
          order: order++,
          wake() {
            signal.removeEventListener("abort", onAbort);
            resolve();
          },
        };
        function onAbort(): void {
          sleepers.delete(sleeper);
          reject(signal.reason);
        }
        signal.addEventListener("abort", onAbort, { once: true });
        sleepers.add(sleeper);
      });
    },
    async advance(ms) {
      if (!(ms >= 0)) throw new RangeError(`advance: expected 0 or more ms, got ${ms}`);
      const end = elapsed + ms;
      await settle();
      for (let first = next(); first !== undefined && first.at <= end; first = next()) await wake(first);
      elapsed = end;
      await settle();
    },
    async advanceToNext() {
      await settle();
      const first = next();
      if (first === undefined) return false;
      await wake(first);
      return true;
    },
    jumpWall(ms) {
      wallOffset += ms;
    },
    get sleeping() {
      return sleepers.size;
    },
  };
}
