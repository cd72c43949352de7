import {
  type Account,
  type Client,
  type ClientPorts,
  type ClientStore,
  createAccount,
  type createClient,
  errorCode,
  type NetworkOptions,
  rememberAccount,
  rememberedAccount,
  restoreAccount,
  type UnknownPayload,
} from "@session/client";
import {
  type Backend,
  type BackendEvent,
  type ConnectionView,
  type ConversationView,
  type Outcome,
  type StartResult,
  TIMELINE_PAGE,
  UNREAD_MAX,
  type UnsupportedMessage,
} from "../client/backend.ts";
import type { WebConfig } from "../client/config.ts";
import type { AppStore } from "../store/app-store.ts";
import type { AccountLock, Hold } from "./account-lock.ts";
import { asEntry, asUnsupported, isShownKind, lastEntryOf, timelinePage } from "./timeline.ts";

export interface BackendPorts {
  readonly clientPorts: ClientPorts;
  readonly createClient: typeof createClient;
  readonly openClientStore: () => Promise<ClientStore>;
  readonly openAppStore: () => Promise<AppStore>;
  /** Removes both stores, which are closed by then. */
  readonly deleteStores: () => Promise<void>;
  readonly lock: AccountLock;
  /** How long another tab may take to finish before the account is taken from it. */
  readonly leaveMs: number;
}

/** Unsupported messages kept at most; later ones are dropped, as they have nothing to show. */
const UNSUPPORTED_MAX = 1_000;

interface Stores {
  readonly client: ClientStore;
  readonly app: AppStore;
}

/** Everything of the account that is open. */
interface Open {
  readonly client: Client;
  readonly stores: Stores;
  readonly readAtMs: Map<string, number>;
  readonly drafts: Map<string, string>;
  readonly unsupported: UnsupportedMessage[];
  connection: ConnectionView;
}

/** Runs the account of this device for the page: one client, its stores, and the right to use them in this tab. */
export function createBackend(ports: BackendPorts): Backend {
  const { lock } = ports;
  let config: WebConfig | undefined;
  let emit: (event: BackendEvent) => void = () => {};
  let hold: Hold | undefined;
  let stores: Stores | undefined;
  let open: Open | undefined;
  let waiting: AbortController | undefined;

  lock.onAsked(() => {
    if (hold) void leave();
  });

  async function openStores(): Promise<Stores> {
    stores ??= { client: await ports.openClientStore(), app: await ports.openAppStore() };
    return stores;
  }

  async function closeStores(): Promise<void> {
    const closing = stores;
    stores = undefined;
    await closing?.client.close();
    await closing?.app.close();
  }

  /** Opens the account kept on this device, in a tab that holds the right. */
  async function resume(): Promise<StartResult> {
    try {
      const account = await rememberedAccount((await openStores()).client);
      return account ? await run(account, undefined) : { kind: "none" };
    } catch (error) {
      await close();
      return failure(error);
    }
  }

  async function run(account: Account, displayName: string | undefined): Promise<StartResult> {
    if (!config) return { kind: "failed", code: "config" };
    const own = await openStores();
    const client = ports.createClient(
      {
        account,
        // Names and limits of the options are checked by the client.
        network: { ...config.network, seedUrls: config.seedUrls } satisfies NetworkOptions,
        store: own.client,
        ...(displayName === undefined ? {} : { displayName }),
      },
      ports.clientPorts,
    );
    const data = await own.app.read();
    const opened: Open = {
      client,
      stores: own,
      readAtMs: new Map(data.readAtMs),
      drafts: new Map(data.drafts),
      unsupported: [...data.unsupported],
      connection: { status: "connecting", clockOffsetMs: 0, paths: [] },
    };
    listen(opened);
    open = opened;
    await client.start();
    return session(opened);
  }

  async function session(opened: Open): Promise<StartResult & { kind: "ready" }> {
    const { client } = opened;
    return {
      kind: "ready",
      account: { accountId: client.accountId, displayName: client.displayName() ?? "" },
      conversations: await conversationViews(opened),
      connection: opened.connection,
    };
  }

  function listen(opened: Open): void {
    const { client } = opened;
    const connect = (change: Partial<ConnectionView>): void => {
      opened.connection = { ...opened.connection, ...change };
      emit({ type: "connection", connection: opened.connection });
    };
    client.on("message", (message) => emit({ type: "entry", entry: asEntry(message) }));
    client.on("messageStatus", (message) => emit({ type: "entry", entry: asEntry(message) }));
    client.on("contact", (contact) => emit({ type: "contact", contact }));
    client.on("status", ({ status, clockOffsetMs }) => connect({ status, clockOffsetMs }));
    client.on("path", ({ paths }) => connect({ paths }));
    client.on("unknown", (payload) => keepUnsupported(opened, payload));
    client.on("error", ({ code }) =>
      ports.clientPorts.telemetry?.log({ level: "error", message: "client failure", fields: { code } }),
    );
  }

  async function keepUnsupported(opened: Open, payload: UnknownPayload): Promise<void> {
    const { sender, timestampMs, hash, kind } = payload;
    // Copies of our own do not say whose conversation they belong to.
    if (!isShownKind(kind) || sender === opened.client.accountId) return;
    if (opened.unsupported.length >= UNSUPPORTED_MAX || opened.unsupported.some(({ id }) => id === hash))
      return;
    const message: UnsupportedMessage = { id: hash, conversation: sender, sender, timestampMs };
    await opened.stores.app.putUnsupported(message);
    opened.unsupported.push(message);
    emit({ type: "entry", entry: asUnsupported(message) });
  }

  async function conversationViews(opened: Open): Promise<readonly ConversationView[]> {
    const summaries = await opened.client.conversations();
    const known = new Set<string>(summaries.map(({ accountId }) => accountId));
    const views = summaries.map(async ({ accountId, contact, lastMessage }): Promise<ConversationView> => {
      const readAtMs = opened.readAtMs.get(accountId) ?? 0;
      const unsupported = unsupportedOf(opened, accountId);
      const hasNews = (lastMessage?.timestampMs ?? 0) > readAtMs;
      const newest = hasNews
        ? await opened.client.conversation(accountId).messages({ limit: UNREAD_MAX })
        : [];
      const unread = [...newest.filter(({ direction }) => direction === "incoming"), ...unsupported].filter(
        ({ timestampMs }) => timestampMs > readAtMs,
      ).length;
      return {
        accountId,
        contact,
        lastEntry: lastEntryOf(lastMessage, unsupported),
        readAtMs,
        unread,
        draft: opened.drafts.get(accountId) ?? "",
      };
    });
    // People of whom only unsupported messages came are no conversation of the client's.
    const others = new Set(opened.unsupported.map(({ conversation }) => conversation));
    const onlyUnsupported = [...others]
      .filter((accountId) => !known.has(accountId))
      .map((accountId) => {
        const readAtMs = opened.readAtMs.get(accountId) ?? 0;
        const unsupported = unsupportedOf(opened, accountId);
        return {
          accountId,
          contact: undefined,
          lastEntry: lastEntryOf(undefined, unsupported),
          readAtMs,
          unread: unsupported.filter(({ timestampMs }) => timestampMs > readAtMs).length,
          draft: opened.drafts.get(accountId) ?? "",
        };
      });
    return [...(await Promise.all(views)), ...onlyUnsupported];
  }

  /** Ends the account here, so that another tab can have it, and stands in line for its return. */
  async function leave(): Promise<void> {
    const leaving = hold;
    hold = undefined;
    emit({ type: "moved" });
    await close();
    leaving?.release();
    waitForTurn();
  }

  async function close(): Promise<void> {
    const closing = open;
    open = undefined;
    await closing?.client.stop();
    await closeStores();
  }

  function take(next: Hold): void {
    hold = next;
    void next.lost.then(() => {
      if (hold === next) void leave();
    });
  }

  function waitForTurn(): void {
    const controller = new AbortController();
    waiting = controller;
    lock.waitForHold(controller.signal).then(
      async (next) => {
        if (waiting !== controller) return next.release();
        waiting = undefined;
        take(next);
        emit({ type: "arrived", result: await resume() });
      },
      (error: unknown) => {
        if (!controller.signal.aborted)
          ports.clientPorts.telemetry?.log({
            level: "error",
            message: "lock failure",
            fields: { code: errorCode(error) },
          });
      },
    );
  }

  /** The right after the other tab was asked to leave, or taken from it when it does not answer in time. */
  async function holdAfterAsking(): Promise<Hold> {
    waiting?.abort();
    waiting = undefined;
    const patience = new AbortController();
    const inLine = lock.waitForHold(patience.signal);
    lock.askToLeave();
    const timeout = ports.clientPorts.clock.sleep(ports.leaveMs, patience.signal).then(
      () => undefined,
      () => undefined, // aborted: the other tab has left
    );
    const next = await Promise.race([inLine, timeout]);
    patience.abort();
    if (next) return next;
    inLine.catch(() => undefined); // we no longer stand in line, and that is the error
    return lock.steal();
  }

  async function makeAccount(make: () => Account, displayName: string): Promise<StartResult> {
    try {
      const account = make();
      await rememberAccount((await openStores()).client, account);
      return await run(account, displayName);
    } catch (error) {
      await close();
      return failure(error);
    }
  }

  /** Runs what needs an open account; its failure becomes a value. */
  async function outcome<T>(work: (opened: Open) => Promise<T> | T): Promise<Outcome<T>> {
    try {
      return { ok: true, value: await work(running()) };
    } catch (error) {
      return { ok: false, code: errorCode(error) };
    }
  }

  function running(): Open {
    if (!open) throw new Error("no account is open");
    return open;
  }

  return {
    async start(siteConfig, listener) {
      config = siteConfig;
      emit = listener;
      const first = await lock.tryHold();
      if (!first) {
        waitForTurn();
        return { kind: "elsewhere" };
      }
      take(first);
      return resume();
    },
    async takeOver() {
      // The right may have come by itself a moment ago.
      if (!hold) take(await holdAfterAsking());
      return open ? session(open) : resume();
    },
    createAccount: (displayName) => makeAccount(() => createAccount(ports.clientPorts.random), displayName),
    restoreAccount: (phrase, displayName) => makeAccount(() => restoreAccount(phrase), displayName),
    setDisplayName: (displayName) =>
      outcome(({ client }) => client.setDisplayName(displayName)).then(noValue),
    addContact: (accountId) => outcome(({ client }) => client.addContact(accountId)),
    async timeline(accountId, before) {
      const { client, ...opened } = running();
      const messages = await client
        .conversation(accountId)
        .messages({ limit: TIMELINE_PAGE, ...(before ? { before } : {}) });
      return timelinePage(messages, unsupportedOf(opened, accountId), {
        beforeMs: before?.timestampMs,
        limit: TIMELINE_PAGE,
      });
    },
    send: (accountId, text) => outcome(({ client }) => client.enqueue(accountId, { text })).then(noValue),
    retry: (messageId) => outcome(({ client }) => client.retry(messageId)).then(noValue),
    async markRead(accountId, readAtMs) {
      const opened = running();
      opened.readAtMs.set(accountId, readAtMs);
      await opened.stores.app.putReadAt(accountId, readAtMs);
    },
    async saveDraft(accountId, draft) {
      const opened = running();
      opened.drafts.set(accountId, draft);
      await opened.stores.app.putDraft(accountId, draft);
    },
    recoveryPhrase: () => outcome(({ client }) => client.recoveryPhrase()),
    async signOut() {
      try {
        await close();
        await ports.deleteStores();
        return { ok: true, value: undefined };
      } catch (error) {
        return { ok: false, code: errorCode(error) };
      }
    },
  };
}

function unsupportedOf(opened: Pick<Open, "unsupported">, accountId: string): readonly UnsupportedMessage[] {
  return opened.unsupported.filter(({ conversation }) => conversation === accountId);
}

function noValue(outcome: Outcome<unknown>): Outcome {
  return outcome.ok ? { ok: true, value: undefined } : outcome;
}

/** Failures that come from the browser's storage are told apart, as the user can do something about them. */
function failure(error: unknown): StartResult & { kind: "failed" } {
  return {
    kind: "failed",
    code: error instanceof DOMException ? "storage" : errorCode(error),
  };
}
