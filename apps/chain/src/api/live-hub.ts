import type { LiveUpdate } from "./outputs/events.ts";
import type { LiveFeed } from "./queries.ts";

export interface LiveHub {
  publish(update: LiveUpdate): void;
  readonly feed: LiveFeed;
  /** Subscribers now. */
  size(): number;
}

/** Updates a slow reader may fall behind; then its queue is thrown away and it is told the newest head only. */
const QUEUE_MAX = 512;

interface Subscriber {
  queue: LiveUpdate[];
  wake: () => void;
}

/** Hands every update to every subscriber, each at its own pace and with bounded memory. */
export function createLiveHub(): LiveHub {
  const subscribers = new Set<Subscriber>();
  return {
    size: () => subscribers.size,
    publish(update) {
      for (const subscriber of subscribers) {
        if (subscriber.queue.length >= QUEUE_MAX)
          subscriber.queue = subscriber.queue.filter((queued) => queued.kind === "head").slice(-1);
        subscriber.queue.push(update);
        subscriber.wake();
      }
    },
    feed: (signal) => subscribe(subscribers, signal),
  };
}

function subscribe(subscribers: Set<Subscriber>, signal: AbortSignal): AsyncIterable<LiveUpdate> {
  const subscriber: Subscriber = { queue: [], wake: () => {} };
  // From this call on, not from the first read: what is published in between must not be missed.
  if (!signal.aborted) subscribers.add(subscriber);
  const leave = () => {
    subscribers.delete(subscriber);
    subscriber.wake();
  };
  signal.addEventListener("abort", leave, { once: true });
  return (async function* () {
    try {
      while (!signal.aborted) {
        const next = subscriber.queue.shift();
        if (next !== undefined) {
          yield next;
          continue;
        }
        await new Promise<void>((resolve) => {
          subscriber.wake = resolve;
        });
      }
    } finally {
      signal.removeEventListener("abort", leave);
      leave();
    }
  })();
}
