import { proxy, wrap } from "comlink";
import type { Backend } from "../client/backend.ts";

/** Starts the worker that holds the account, its keys and the network, and returns it as a `Backend`. */
export function createWorkerBackend(): Backend {
  const worker = new Worker(new URL("../worker/main.ts", import.meta.url), {
    type: "module",
    name: "session",
  });
  const remote = wrap<Backend>(worker);
  return {
    // A function cannot be copied to another thread; a proxy of it can.
    start: (config, listener) => remote.start(config, proxy(listener)),
    takeOver: () => remote.takeOver(),
    createAccount: (displayName) => remote.createAccount(displayName),
    restoreAccount: (phrase, displayName) => remote.restoreAccount(phrase, displayName),
    setDisplayName: (displayName) => remote.setDisplayName(displayName),
    addContact: (accountId) => remote.addContact(accountId),
    timeline: (accountId, before) => remote.timeline(accountId, before),
    send: (accountId, text) => remote.send(accountId, text),
    retry: (messageId) => remote.retry(messageId),
    markRead: (accountId, readAtMs) => remote.markRead(accountId, readAtMs),
    saveDraft: (accountId, draft) => remote.saveDraft(accountId, draft),
    recoveryPhrase: () => remote.recoveryPhrase(),
    signOut: () => remote.signOut(),
  };
}
