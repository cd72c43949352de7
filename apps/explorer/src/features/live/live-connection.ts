import type { Clock } from "@session/protocol/ports";
import type { Api } from "../../trpc/api.ts";
import type { LiveUpdate } from "../../trpc/types.ts";
import type { LiveAction } from "./live-state.ts";

/** A stream that opened late should not flash "polling". */
const GRACE_MS = 3_000;
const POLL_EVERY_MS = 5_000;

export interface LiveConnectionOptions {
  /** Learns how the connection is. */
  readonly onAction: (action: LiveAction) => void;
  /** Something on screen may be out of date. */
  readonly onChange: () => void;
}

/**
 * Listens to the API's stream and, while that is closed, asks instead. The stream reconnects by itself; a
 * stream the server ended for good is opened again.
 *
 * @returns when the signal aborts
 */
export async function runLiveConnection(
  options: LiveConnectionOptions,
  ports: { readonly api: Api; readonly clock: Clock },
  signal: AbortSignal,
): Promise<void> {
  const { onAction, onChange } = options;
  let isOpen = false;
  let subscription = subscribe();
  let isEnded = false;
  signal.addEventListener("abort", () => subscription.unsubscribe(), { once: true });

  function subscribe() {
    return ports.api.events.live.subscribe(undefined, {
      onData: (update) => hear(update),
      onConnectionStateChange: ({ state }) => {
        if (state === "pending") return;
        isOpen = false;
        if (!signal.aborted) onAction({ type: "lost" });
      },
      onError: () => end(),
      onComplete: () => end(),
    });
  }

  function hear(update: LiveUpdate) {
    if (signal.aborted) return;
    isOpen = true;
    onAction({ type: "heard", stamp: update.kind === "head" ? update.stamp : null });
    onChange();
  }

  function end() {
    isOpen = false;
    isEnded = true;
    if (!signal.aborted) onAction({ type: "lost" });
  }

  await pause(GRACE_MS);
  while (!signal.aborted) {
    if (!isOpen) {
      await poll();
      if (isEnded && !signal.aborted) {
        isEnded = false;
        subscription.unsubscribe();
        subscription = subscribe();
      }
    }
    await pause(POLL_EVERY_MS);
  }

  async function poll() {
    try {
      const { stamp } = await ports.api.health.query(undefined, { signal });
      if (signal.aborted) return;
      onAction({ type: "polled", stamp });
      onChange();
    } catch {
      // Every reason means the same here: no answer. The state that the visitor sees says so.
      if (!signal.aborted) onAction({ type: "pollFailed" });
    }
  }

  /** Ends early when the signal aborts, which the loop sees by itself. */
  async function pause(ms: number) {
    try {
      await ports.clock.sleep(ms, signal);
    } catch {
      return;
    }
  }
}
