import type { MailboxId } from "@session/protocol/identity";
import type { Namespace } from "@session/protocol/rpc";

/** One message as a node keeps it. */
export interface StoredMessage {
  readonly account: MailboxId;
  readonly namespace: Namespace;
  /** 43 base64 characters; unique in the whole store, since it covers account, namespace and data. */
  readonly hash: string;
  /** As the sender gave it; milliseconds. */
  readonly timestampMs: number;
  readonly expiryMs: number;
  readonly data: Uint8Array;
}

export type PutOutcome =
  /** Stored, or already there with this or a later expiry, or its expiry was raised. */
  | { readonly kind: "new" | "exists" | "extended"; readonly expiryMs: number }
  /** The quota does not allow it; nothing was changed. */
  | { readonly kind: "full" };

export interface PutOptions {
  /** Public outbox namespaces hold one message: delete every other one of the mailbox first. */
  readonly replaceOthers?: boolean;
}

export interface RetrieveQuery {
  readonly account: MailboxId;
  readonly namespace: Namespace;
  /** Only messages inserted after this one; ignored when it is not in this mailbox. */
  readonly afterHash?: string;
  /** Absent means no limit on the count. */
  readonly countMax?: number;
  /** Limit on the sum of `messageCost`; the first message is returned in any case. */
  readonly sizeMax: number;
}

export interface RetrievedPage {
  /** In insertion order. */
  readonly messages: readonly StoredMessage[];
  /** A limit left something out. */
  readonly more: boolean;
}

/** One namespace, or all of the account's. */
export type NamespaceSelector = Namespace | "all";

export interface MailboxHash {
  readonly namespace: Namespace;
  readonly hash: string;
}

export interface HashExpiry extends MailboxHash {
  readonly expiryMs: number;
}

/** `extend` only raises an expiry, `shorten` only lowers it, `set` does both. */
export type ExpiryMode = "set" | "extend" | "shorten";

export interface ExpiryChange {
  readonly updated: readonly HashExpiry[];
  /** Exists, but the mode forbade the change: with its unchanged expiry. */
  readonly unchanged: readonly HashExpiry[];
}

export interface RelayPage {
  readonly messages: readonly StoredMessage[];
  /** Hand to the next call; absent when this was the last page. */
  readonly next?: number;
}

export interface HashPage {
  readonly entries: readonly Pick<StoredMessage, "account" | "hash" | "expiryMs">[];
  /** Hand to the next call; absent when this was the last page. */
  readonly next?: number;
}

/**
 * A node's messages and revocations. Writes resolve after they are durable: what was acknowledged
 * survives a crash. Lists of hashes come in ascending order.
 */
export interface MessageStore {
  put(message: StoredMessage, options?: PutOptions): Promise<PutOutcome>;
  /** Same as `put` for each, in one go; outcomes in the order given. */
  putAll(messages: readonly StoredMessage[]): Promise<readonly PutOutcome[]>;
  retrieve(query: RetrieveQuery): Promise<RetrievedPage>;
  /** Expiries of those of the hashes that this account has. */
  expiries(account: MailboxId, hashes: readonly string[]): Promise<readonly HashExpiry[]>;

  deleteHashes(account: MailboxId, hashes: readonly string[]): Promise<readonly string[]>;
  deleteAll(account: MailboxId, namespace: NamespaceSelector): Promise<readonly MailboxHash[]>;
  /** Deletes messages whose timestamp is at or before the limit. */
  deleteBefore(
    account: MailboxId,
    namespace: NamespaceSelector,
    timestampMs: number,
  ): Promise<readonly MailboxHash[]>;

  /** @param changes each hash with its new expiry */
  updateExpiries(
    account: MailboxId,
    changes: readonly { readonly hash: string; readonly expiryMs: number }[],
    mode: ExpiryMode,
  ): Promise<ExpiryChange>;
  /** Lowers every later expiry to this one. */
  shortenAll(
    account: MailboxId,
    namespace: NamespaceSelector,
    expiryMs: number,
  ): Promise<readonly MailboxHash[]>;

  /** At most `REVOCATIONS_MAX` per account; the oldest are dropped, repeating one makes it the newest. */
  revoke(account: MailboxId, tokens: readonly Uint8Array[]): Promise<void>;
  /** @returns how many of the tokens were revoked until now */
  unrevoke(account: MailboxId, tokens: readonly Uint8Array[]): Promise<number>;
  isRevoked(account: MailboxId, token: Uint8Array): Promise<boolean>;

  /** Every message in insertion order, in pages of about `sizeMax` bytes. */
  relayPage(after: number, sizeMax: number): Promise<RelayPage>;
  /** The same without the messages themselves, in pages of so many. */
  hashPage(after: number, countMax: number): Promise<HashPage>;
  /** Those of the messages that are here, in the order asked for, as many as fit the size; at least one. */
  messagesByHash(hashes: readonly string[], sizeMax: number): Promise<readonly StoredMessage[]>;
  /** Those of the hashes that are not here, in the order given. */
  unknownHashes(hashes: readonly string[]): Promise<readonly string[]>;
  count(): Promise<number>;
  /** Removes what expired at or before this time. @returns how many */
  sweep(nowMs: number): Promise<number>;
  close(): Promise<void>;
}

export const REVOCATIONS_MAX = 50;

/** What one message costs of a retrieve's `max_size` (docs/spec/storage-rpc.md section 7.2). */
export function messageCost(message: Pick<StoredMessage, "hash" | "data">): number {
  return 100 + message.hash.length + Math.floor((message.data.length * 4) / 3);
}

/** What one message costs of the quota: its data and about what a row and its index entries take. */
export function quotaCost(data: Uint8Array): number {
  return data.length + 256;
}

/** The reference's database limit (docs/spec/storage-rpc.md section 6). */
export const QUOTA_BYTES_DEFAULT = 3.5 * 1024 ** 3;
