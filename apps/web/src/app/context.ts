import { createContext, useContext, useSyncExternalStore } from "react";
import type { Messenger } from "../client/messenger.ts";
import type { MessengerState } from "../client/state.ts";

export const MessengerContext = createContext<Messenger | undefined>(undefined);

/** @throws Error outside of the app: our bug */
export function useMessenger(): Messenger {
  const messenger = useContext(MessengerContext);
  if (!messenger) throw new Error("useMessenger needs a MessengerContext around it");
  return messenger;
}

export function useMessengerState(): MessengerState {
  const messenger = useMessenger();
  return useSyncExternalStore(messenger.subscribe, messenger.state);
}
