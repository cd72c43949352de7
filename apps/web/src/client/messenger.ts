import type { Backend, BackendEvent, Outcome, StartResult } from "./backend.ts";
import type { WebConfig } from "./config.ts";
import { type Change, type MessengerState, reduce } from "./state.ts";

/** State of the whole app and everything a view can do to it. Views never see the backend. */
export interface Messenger {
  state(): MessengerState;
  /** The settings of this site, once they are loaded. */
  config(): WebConfig | undefined;
  /** Calls `listener` after each change, until the returned function is called. */
  subscribe(listener: () => void): () => void;
  start(): Promise<void>;
  takeOver(): Promise<void>;
  createAccount(displayName: string): Promise<void>;
  restoreAccount(phrase: string, displayName: string): Promise<void>;
  setDisplayName(displayName: string): Promise<Outcome>;
  addContact(accountId: string): Promise<Outcome>;
  openConversation(accountId: string): Promise<void>;
  loadOlder(accountId: string): Promise<void>;
  send(accountId: string, text: string): Promise<Outcome>;
  retry(messageId: string): Promise<Outcome>;
  markRead(accountId: string, readAtMs: number): void;
  setDraft(accountId: string, draft: string): void;
  recoveryPhrase(): Promise<Outcome<string>>;
  signOut(): Promise<Outcome>;
}

export interface MessengerPorts {
  readonly backend: Backend;
  /** Reads and checks `/config.json`. */
  readonly loadConfig: () => Promise<WebConfig>;
  /** Told of failures that no view waits for. */
  readonly report: (error: unknown) => void;
}

/** Connects the worker's events and answers to one observable state. */
export function createMessenger({ backend, loadConfig, report }: MessengerPorts): Messenger {
  let state: MessengerState = { kind: "starting" };
  let config: WebConfig | undefined;
  const listeners = new Set<() => void>();
  const loadingOlder = new Set<string>();

  const apply = (change: Change): void => {
    const next = reduce(state, change);
    if (next === state) return;
    state = next;
    for (const listener of listeners) listener();
  };
  /** Events that came before the answer that opens the account; they are newer than it or already in it. */
  let early: BackendEvent[] | undefined;
  const onEvent = (event: BackendEvent): void => {
    if (early) early.push(event);
    else apply(event);
  };
  const opening = async (result: Promise<StartResult>): Promise<void> => {
    early = [];
    try {
      apply({ type: "started", result: await result });
    } catch (error) {
      report(error);
      apply({ type: "started", result: { kind: "failed", code: "internal" } });
    } finally {
      const events = early;
      early = undefined;
      for (const event of events) apply(event);
    }
  };
  const inBackground = (work: Promise<unknown>): void => {
    work.catch(report);
  };

  return {
    state: () => state,
    config: () => config,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async start() {
      apply({ type: "restarted" });
      config = await loadConfig().catch((error: unknown) => {
        report(error);
        return undefined;
      });
      if (config) await opening(backend.start(config, onEvent));
      else apply({ type: "started", result: { kind: "failed", code: "config" } });
    },
    async takeOver() {
      apply({ type: "restarted" });
      await opening(backend.takeOver());
    },
    createAccount: (displayName) => opening(backend.createAccount(displayName)),
    restoreAccount: (phrase, displayName) => opening(backend.restoreAccount(phrase, displayName)),
    async setDisplayName(displayName) {
      const outcome = await backend.setDisplayName(displayName);
      if (outcome.ok) apply({ type: "renamed", displayName });
      return outcome;
    },
    async addContact(accountId) {
      const outcome = await backend.addContact(accountId);
      if (!outcome.ok) return outcome;
      apply({ type: "contact", contact: outcome.value });
      return { ok: true, value: undefined };
    },
    async openConversation(accountId) {
      if (state.kind !== "ready" || state.conversations.get(accountId)?.timeline) return;
      apply({ type: "page", accountId, page: await backend.timeline(accountId, undefined) });
    },
    async loadOlder(accountId) {
      const timeline = state.kind === "ready" ? state.conversations.get(accountId)?.timeline : undefined;
      const oldest = timeline?.entries[0]?.message;
      if (!timeline?.hasOlder || !oldest || loadingOlder.has(accountId)) return;
      loadingOlder.add(accountId);
      try {
        apply({ type: "page", accountId, page: await backend.timeline(accountId, oldest) });
      } finally {
        loadingOlder.delete(accountId);
      }
    },
    send: (accountId, text) => backend.send(accountId, text),
    retry: (messageId) => backend.retry(messageId),
    markRead(accountId, readAtMs) {
      const conversation = state.kind === "ready" ? state.conversations.get(accountId) : undefined;
      if (!conversation || (conversation.unread === 0 && conversation.readAtMs >= readAtMs)) return;
      apply({ type: "read", accountId, readAtMs });
      inBackground(backend.markRead(accountId, readAtMs));
    },
    setDraft(accountId, draft) {
      apply({ type: "draft", accountId, draft });
      inBackground(backend.saveDraft(accountId, draft));
    },
    recoveryPhrase: () => backend.recoveryPhrase(),
    async signOut() {
      const outcome = await backend.signOut();
      if (outcome.ok) apply({ type: "signedOut" });
      return outcome;
    },
  };
}
