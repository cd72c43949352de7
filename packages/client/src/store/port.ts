import type { AccountId, Ed25519PublicKey } from "@session/protocol/identity";
import type { Contact, Message, MessagePage } from "../conversations/types.ts";
import type { OutboxJob } from "../outbox/types.ts";

/** A message row. `isHandled` is false from its arrival until the event handlers are done with it. */
export interface StoredMessage extends Message {
  readonly isHandled: boolean;
  /** Times it was handed to the handlers. */
  readonly deliveries: number;
  /** Hash under which it lay in our own mailbox; absent for what this device sent. */
  readonly mailboxHash?: string;
}

/** One node's listing of one mailbox; each has an order of its own. */
export interface CursorKey {
  readonly node: Ed25519PublicKey;
  readonly mailbox: AccountId;
  readonly namespace: number;
}

/** Names of the small JSON values: caches and counters, each owned by one component. */
export type ValueKey =
  | "account"
  | "owner"
  | "nodeList"
  | "guards"
  | "lastTimestamp"
  | "profile"
  | `swarm/${AccountId}`;

/** One step of a commit. Puts replace the whole row. */
export type StoreChange =
  | { readonly kind: "putValue"; readonly key: ValueKey; readonly value: unknown }
  | { readonly kind: "deleteValue"; readonly key: ValueKey }
  | { readonly kind: "putContact"; readonly contact: Contact }
  | { readonly kind: "putMessage"; readonly message: StoredMessage }
  | { readonly kind: "putJob"; readonly job: OutboxJob }
  | { readonly kind: "deleteJob"; readonly id: string }
  | { readonly kind: "putCursor"; readonly cursor: CursorKey; readonly hash: string }
  | { readonly kind: "putSeen"; readonly hash: string; readonly expiresAtMs: number }
  | { readonly kind: "dropSeenBefore"; readonly nowMs: number };

/**
 * Where one account's client keeps everything that outlives the process. Rows are plain JSON data. Calls never
 * return less than what was committed before them; every implementation passes `describeClientStore`.
 */
export interface ClientStore {
  /** Applies all changes in order or none; durable once resolved. An empty list is allowed. */
  commit(changes: readonly StoreChange[]): Promise<void>;
  value(key: ValueKey): Promise<unknown>;
  contact(accountId: AccountId): Promise<Contact | undefined>;
  /** In order of account ID. */
  contacts(): Promise<readonly Contact[]>;
  message(id: string): Promise<StoredMessage | undefined>;
  /** The newest `limit` messages of a conversation older than `before`, oldest first; ties in time by ID. */
  messages(conversation: AccountId, page: MessagePage): Promise<readonly StoredMessage[]>;
  /** Account IDs of all conversations that have messages, in order. */
  conversations(): Promise<readonly AccountId[]>;
  /** Messages with `isHandled` false, oldest first. */
  unhandledMessages(): Promise<readonly StoredMessage[]>;
  /** In order of `sequence`. */
  jobs(): Promise<readonly OutboxJob[]>;
  cursor(key: CursorKey): Promise<string | undefined>;
  /** Which of the hashes are in the seen table. */
  seen(hashes: readonly string[]): Promise<ReadonlySet<string>>;
  /** Releases files and handles; later calls reject. Idempotent. */
  close(): Promise<void>;
}

export const MESSAGES_PAGE_DEFAULT = 100;
export const MESSAGES_PAGE_MAX = 500;
