import type { Message } from "../conversations/types.ts";
import type { Emitter } from "./emitter.ts";

/**
 * Messages as they arrive. Each counts as handled when the consumer asks for the next one or leaves the loop with
 * `break`; so a slow consumer holds back delivery, and a crash in the loop body brings the message again.
 * Ends when `signal` aborts.
 */
export async function* iterateMessages(
  emitter: Emitter,
  signal: AbortSignal,
): AsyncGenerator<Message, void, undefined> {
  const waiting: { message: Message; done: () => void }[] = [];
  let wake = () => {};
  const off = emitter.on("message", (message) => {
    return new Promise<void>((done) => {
      waiting.push({ message, done });
      wake();
    });
  });
  const onAbort = () => wake();
  signal.addEventListener("abort", onAbort);
  try {
    while (!signal.aborted) {
      const next = waiting[0];
      if (next) {
        yield next.message;
        waiting.shift();
        next.done();
      } else {
        await new Promise<void>((resolve) => {
          wake = resolve;
          if (signal.aborted || waiting.length > 0) resolve();
        });
      }
    }
  } finally {
    off();
    signal.removeEventListener("abort", onAbort);
    for (const { done } of waiting) done();
  }
}
