import type { ConnectionStatus, Contact, Message, MessagePosition } from "@session/client";
import type { WebConfig } from "./config.ts";

/*
 * What the page and the worker say to each other. Everything is plain data, since it crosses threads; expected
 * failures are values, because an error object loses its code on the way.
 */

export interface AccountView {
  readonly accountId: string;
  readonly displayName: string;
}

/** A payload of a kind this version cannot show; it keeps its place in the conversation. */
export interface UnsupportedMessage {
  /** Unique in its conversation. */
  readonly id: string;
  readonly conversation: string;
  readonly sender: string;
  readonly timestampMs: number;
}

export type TimelineEntry =
  | { readonly kind: "message"; readonly message: Message }
  | { readonly kind: "unsupported"; readonly message: UnsupportedMessage };

export interface ConversationView {
  readonly accountId: string;
  readonly contact: Contact | undefined;
  readonly lastEntry: TimelineEntry | undefined;
  /** Network time up to which the user has read; 0 before the first time. */
  readonly readAtMs: number;
  /** Incoming messages after `readAtMs`, counted up to 100. */
  readonly unread: number;
  readonly draft: string;
}

export interface TimelinePage {
  /** Oldest first. */
  readonly entries: readonly TimelineEntry[];
  readonly hasOlder: boolean;
}

export interface ConnectionView {
  readonly status: ConnectionStatus;
  /** Network time minus device time. */
  readonly clockOffsetMs: number;
  /** Ed25519 keys of the hops of each path, guard first. */
  readonly paths: readonly (readonly string[])[];
}

export interface ReadySession {
  readonly kind: "ready";
  readonly account: AccountView;
  readonly conversations: readonly ConversationView[];
  readonly connection: ConnectionView;
}

export type StartResult =
  | ReadySession
  /** No account on this device. */
  | { readonly kind: "none" }
  /** Another tab runs the account. */
  | { readonly kind: "elsewhere" }
  | { readonly kind: "failed"; readonly code: string };

export type Outcome<T = undefined> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly code: string };

export type BackendEvent =
  | { readonly type: "entry"; readonly entry: TimelineEntry }
  | { readonly type: "contact"; readonly contact: Contact }
  | { readonly type: "connection"; readonly connection: ConnectionView }
  /** Another tab took the account over. */
  | { readonly type: "moved" }
  /** The other tab is gone, and this one has the account. */
  | { readonly type: "arrived"; readonly result: StartResult };

/** The worker as the page sees it. One account, one listener. */
export interface Backend {
  /** Opens the account of this device, if there is one. Call once, first. */
  start(config: WebConfig, listener: (event: BackendEvent) => void): Promise<StartResult>;
  /** Opens the account here although another tab has it. */
  takeOver(): Promise<StartResult>;
  /** Makes an account and opens it. */
  createAccount(displayName: string): Promise<StartResult>;
  /** Opens the account of a valid recovery phrase. */
  restoreAccount(phrase: string, displayName: string): Promise<StartResult>;
  setDisplayName(displayName: string): Promise<Outcome>;
  addContact(accountId: string): Promise<Outcome<Contact>>;
  /** The newest entries before a position, or the newest of all. */
  timeline(accountId: string, before: MessagePosition | undefined): Promise<TimelinePage>;
  /** Resolves as soon as the message is stored on this device; what becomes of it arrives as entries. */
  send(accountId: string, text: string): Promise<Outcome>;
  retry(messageId: string): Promise<Outcome>;
  markRead(accountId: string, readAtMs: number): Promise<void>;
  saveDraft(accountId: string, draft: string): Promise<void>;
  recoveryPhrase(): Promise<Outcome<string>>;
  /** Stops, and removes everything of the account from this device. */
  signOut(): Promise<Outcome>;
}

/** Entries per page of a timeline. */
export const TIMELINE_PAGE = 60;
/** Unread messages are counted up to here. */
export const UNREAD_MAX = 100;
