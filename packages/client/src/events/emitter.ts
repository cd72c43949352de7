import type { ClientEvent, ClientEvents, ClientHandler } from "./types.ts";

export interface Emitter {
  /** Returns the function that takes the handler off again. */
  on<E extends ClientEvent>(event: E, handler: ClientHandler<E>): () => void;
  /** Calls every handler of the moment, in order of registration, and waits for all; rejects with the first failure. */
  emit<E extends ClientEvent>(event: E, payload: ClientEvents[E]): Promise<void>;
  /** Takes every handler off. */
  clear(): void;
}

export function createEmitter(): Emitter {
  const handlers = new Map<ClientEvent, Set<ClientHandler<ClientEvent>>>();

  return {
    on(event, handler) {
      const set = handlers.get(event) ?? new Set();
      // Wrapped so that one function registered twice is called twice and taken off one at a time.
      const entry = (payload: unknown) => handler(payload as never); // emit gives this set only payloads of `event`
      set.add(entry);
      handlers.set(event, set);
      return () => set.delete(entry);
    },
    async emit(event, payload) {
      const calls = [...(handlers.get(event) ?? [])].map(async (handler) => handler(payload));
      const results = await Promise.allSettled(calls);
      for (const result of results) if (result.status === "rejected") throw result.reason;
    },
    clear: () => handlers.clear(),
  };
}
