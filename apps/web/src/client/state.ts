import type { Contact } from "@session/client";
import type {
  AccountView,
  BackendEvent,
  ConnectionView,
  ConversationView,
  ReadySession,
  StartResult,
  TimelineEntry,
  TimelinePage,
} from "./backend.ts";

/** What the page knows of one conversation. */
export interface ConversationState extends ConversationView {
  /** Absent until the conversation was opened. */
  readonly timeline: TimelinePage | undefined;
}

export interface ReadyState {
  readonly kind: "ready";
  readonly account: AccountView;
  readonly connection: ConnectionView;
  readonly conversations: ReadonlyMap<string, ConversationState>;
}

export type MessengerState =
  | { readonly kind: "starting" }
  | { readonly kind: "failed"; readonly code: string }
  | { readonly kind: "elsewhere" }
  | { readonly kind: "none" }
  | ReadyState;

/** Everything that changes the state. */
export type Change =
  | BackendEvent
  | { readonly type: "restarted" }
  | { readonly type: "started"; readonly result: StartResult }
  | { readonly type: "renamed"; readonly displayName: string }
  /** The newest or the next older entries were read from the store. */
  | { readonly type: "page"; readonly accountId: string; readonly page: TimelinePage }
  | { readonly type: "read"; readonly accountId: string; readonly readAtMs: number }
  | { readonly type: "draft"; readonly accountId: string; readonly draft: string }
  | { readonly type: "signedOut" };

const UNREAD_SHOWN_MAX = 1_000;

/** The state after a change. Changes of an account that is not open are void. */
export function reduce(state: MessengerState, change: Change): MessengerState {
  switch (change.type) {
    case "restarted":
      return { kind: "starting" };
    case "started":
    case "arrived":
      return change.result.kind === "ready" ? readyState(change.result) : change.result;
    case "moved":
      return { kind: "elsewhere" };
    case "signedOut":
      return { kind: "none" };
    default:
      return state.kind === "ready" ? reduceReady(state, change) : state;
  }
}

function readyState(session: ReadySession): ReadyState {
  return {
    kind: "ready",
    account: session.account,
    connection: session.connection,
    conversations: new Map(
      session.conversations.map((conversation) => [
        conversation.accountId,
        { ...conversation, timeline: undefined },
      ]),
    ),
  };
}

type ReadyChange = Exclude<Change, { type: "restarted" | "started" | "arrived" | "moved" | "signedOut" }>;

function reduceReady(state: ReadyState, change: ReadyChange): ReadyState {
  switch (change.type) {
    case "connection":
      return { ...state, connection: change.connection };
    case "renamed":
      return { ...state, account: { ...state.account, displayName: change.displayName } };
    case "contact":
      return withConversation(state, change.contact.accountId, (conversation) => ({
        ...conversation,
        contact: change.contact,
      }));
    case "entry":
      return withConversation(state, change.entry.message.conversation, (conversation) =>
        addEntry(conversation, change.entry, state.account.accountId),
      );
    case "page":
      return withConversation(state, change.accountId, (conversation) => ({
        ...conversation,
        // What arrived while the page was read is newer than the page and stays.
        timeline: {
          hasOlder: change.page.hasOlder,
          entries: mergeEntries(change.page.entries, conversation.timeline?.entries ?? []),
        },
      }));
    case "read":
      return withConversation(state, change.accountId, (conversation) => ({
        ...conversation,
        readAtMs: Math.max(conversation.readAtMs, change.readAtMs),
        unread: 0,
      }));
    case "draft":
      return withConversation(state, change.accountId, (conversation) => ({
        ...conversation,
        draft: change.draft,
      }));
  }
}

function withConversation(
  state: ReadyState,
  accountId: string,
  update: (conversation: ConversationState) => ConversationState,
): ReadyState {
  const current = state.conversations.get(accountId) ?? emptyConversation(accountId);
  return { ...state, conversations: new Map(state.conversations).set(accountId, update(current)) };
}

function emptyConversation(accountId: string): ConversationState {
  return {
    accountId,
    contact: undefined,
    lastEntry: undefined,
    readAtMs: 0,
    unread: 0,
    draft: "",
    timeline: undefined,
  };
}

function addEntry(conversation: ConversationState, entry: TimelineEntry, ownId: string): ConversationState {
  // Without the timeline, what is not newer than the last entry was counted when the list was read.
  const isKnown = conversation.timeline
    ? conversation.timeline.entries.some((known) => known.message.id === entry.message.id)
    : conversation.lastEntry !== undefined && compareEntries(conversation.lastEntry, entry) >= 0;
  const isUnread =
    !isKnown && entry.message.sender !== ownId && entry.message.timestampMs > conversation.readAtMs;
  return {
    ...conversation,
    lastEntry: newestOf(conversation.lastEntry, entry),
    unread: Math.min(UNREAD_SHOWN_MAX, conversation.unread + (isUnread ? 1 : 0)),
    timeline: conversation.timeline && {
      ...conversation.timeline,
      entries: mergeEntries(conversation.timeline.entries, [entry]),
    },
  };
}

function newestOf(current: TimelineEntry | undefined, entry: TimelineEntry): TimelineEntry {
  if (!current || current.message.id === entry.message.id) return entry;
  return compareEntries(current, entry) > 0 ? current : entry;
}

/** Order of a timeline: time, then ID, so that every device shows the same. */
export function compareEntries(one: TimelineEntry, other: TimelineEntry): number {
  if (one.message.timestampMs !== other.message.timestampMs)
    return one.message.timestampMs - other.message.timestampMs;
  if (one.message.id === other.message.id) return 0;
  return one.message.id < other.message.id ? -1 : 1;
}

/** Both lists in order, each message once; `newer` wins where both have it. */
export function mergeEntries(
  older: readonly TimelineEntry[],
  newer: readonly TimelineEntry[],
): readonly TimelineEntry[] {
  const byId = new Map([...older, ...newer].map((entry) => [entry.message.id, entry]));
  return [...byId.values()].sort(compareEntries);
}

/** What to call someone: the name we gave them, the one they gave themselves, or nothing. */
export function nameOf(contact: Contact | undefined): string | undefined {
  return contact?.nickname ?? contact?.profileName;
}
