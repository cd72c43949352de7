export type { Account, AccountId, Ed25519PublicKey } from "@session/protocol/identity";
export {
  createAccount,
  forgetAccount,
  recoveryPhraseOf,
  rememberAccount,
  rememberedAccount,
  restoreAccount,
} from "./account/account.ts";
export { createClient } from "./client.ts";
export type { Client, ClientDebug, ClientOptions, TextDraft } from "./client-types.ts";
export { type NetworkConfig, type NetworkOptions, networkConfig } from "./config.ts";
export type { Conversation } from "./conversations/book.ts";
export type {
  Contact,
  ConversationSummary,
  Message,
  MessagePage,
  MessagePosition,
  MessageStatus,
} from "./conversations/types.ts";
export {
  CLIENT_ERROR_CODES,
  type ClientError,
  type ClientErrorCode,
  errorCode,
  isRetryable,
} from "./errors.ts";
export type {
  ClientEvent,
  ClientEvents,
  ClientHandler,
  ConnectionStatus,
  IncomingMessage,
  UnknownPayload,
} from "./events/types.ts";
export { TEXT_CODE_POINTS_MAX } from "./messages/outgoing.ts";
export { createNetwork, type Network, type NetworkPorts, type NetworkStore } from "./network/network.ts";
export type { MemberOutcome, SendReceipt } from "./outbox/types.ts";
export type { ClientPorts, SeedTransport } from "./ports.ts";
export { memoryStore } from "./store/memory.ts";
export type { ClientStore, CursorKey, StoreChange, StoredMessage, ValueKey } from "./store/port.ts";
