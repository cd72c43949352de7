import type { Account, AccountId, Ed25519PublicKey } from "@session/protocol/identity";
import type { NetworkOptions } from "./config.ts";
import type { Conversation } from "./conversations/book.ts";
import type { Contact, ConversationSummary, Message } from "./conversations/types.ts";
import type { ClientEvent, ClientHandler, ConnectionStatus } from "./events/types.ts";
import type { Network } from "./network/network.ts";
import type { OutboxJob, SendReceipt } from "./outbox/types.ts";
import type { ClientStore } from "./store/port.ts";

export interface ClientOptions {
  /** From `createAccount`, `restoreAccount` or `rememberedAccount`. */
  readonly account?: Account;
  /** The 13 words, in place of `account`. */
  readonly recoveryPhrase?: string;
  /** Options of an own network, or one made by `createNetwork` that several clients share. */
  readonly network: NetworkOptions | Network;
  /** Everything that outlives the process. One store per account. */
  readonly store: ClientStore;
  /** What others see; kept in the store once given. */
  readonly displayName?: string;
}

export interface TextDraft {
  /** At most 2,000 code points. */
  readonly text: string;
}

/** A snapshot for diagnostics; holds no secrets and no text. */
export interface ClientDebug {
  readonly status: ConnectionStatus;
  /** Network time minus device time. */
  readonly clockOffsetMs: number;
  /** Service nodes known. */
  readonly nodes: number;
  /** Hops of each path, guard first. */
  readonly paths: readonly (readonly Ed25519PublicKey[])[];
  /** Our own swarm, once known. */
  readonly swarm: { readonly id: string; readonly members: readonly Ed25519PublicKey[] } | undefined;
  readonly queue: readonly Pick<OutboxJob, "messageId" | "purpose" | "state" | "attempts" | "errorCode">[];
}

export interface Client extends AsyncDisposable {
  readonly accountId: AccountId;
  /** The 13 words that give whoever knows them the whole account. @throws ClientError phrase_not_available */
  recoveryPhrase(): string;
  /**
   * Opens the local state and begins to send and receive; does not wait for the network, whose state comes as `status`
   * events. `signal` cancels only the waiting. Idempotent.
   *
   * @throws ClientError store_of_another_account, store_invalid, stopped
   */
  start(signal?: AbortSignal): Promise<void>;
  /** Lets running sends finish for up to 5 s, then ends everything; what is not sent waits in the store. Idempotent. */
  stop(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
  /** Our own display name. @throws ClientError invalid_name */
  setDisplayName(name: string): Promise<void>;
  displayName(): string | undefined;
  /** Accepts someone, with a name of our choice. @throws ClientError invalid_account_id, own_account_id, invalid_name */
  addContact(accountId: string, nickname?: string): Promise<Contact>;
  /** Messages of a blocked contact are dropped on arrival. @throws ClientError invalid_account_id, own_account_id */
  setBlocked(accountId: string, isBlocked: boolean): Promise<Contact>;
  contacts(): Promise<readonly Contact[]>;
  /** Every contact and conversation, latest activity first. */
  conversations(): Promise<readonly ConversationSummary[]>;
  /** @throws ClientError invalid_account_id */
  conversation(accountId: string): Conversation;
  /**
   * Sends a text; resolves when at least one swarm member has proven that it holds the message. Our own account ID
   * addresses the note to self. Aborting `signal` ends the waiting, not the sending.
   *
   * @throws ClientError invalid_account_id, message_empty, message_too_long, message_too_large, outbox_full,
   *   not_started, stopped: nothing was stored. Any other code: the message has failed and can be sent with `retry`.
   */
  send(
    accountId: string,
    draft: TextDraft,
    options?: { readonly signal?: AbortSignal },
  ): Promise<SendReceipt>;
  /** Like `send`, but resolves as soon as the message is in the store; `messageStatus` tells what becomes of it. */
  enqueue(accountId: string, draft: TextDraft): Promise<Message>;
  /** Sends a failed message again: the same bytes, so nobody gets it twice. @throws ClientError message_unknown */
  retry(messageId: string): Promise<void>;
  /** Calls `handler` at each event, until the returned function is called. */
  on<E extends ClientEvent>(event: E, handler: ClientHandler<E>): () => void;
  /**
   * Messages as they arrive. Each counts as handled when the next one is asked for, so a slow loop holds delivery
   * back. Ends when `signal` aborts or the client stops.
   */
  messages(options?: { readonly signal?: AbortSignal }): AsyncGenerator<Message, void, undefined>;
  debug(): ClientDebug;
}
