import type { AccountId, Ed25519PublicKey } from "@session/protocol/identity";
import type { Contact, Message } from "../conversations/types.ts";

export type ConnectionStatus = "connecting" | "connected" | "offline" | "clockWrong";

/** Every event with what its handlers receive. */
export interface ClientEvents {
  /**
   * A message was received, or arrived as a copy of one we sent from another device. The message counts as handled
   * when the promise of every handler has resolved; until then a restart delivers it again.
   */
  message: Message;
  /** A message of ours changed its status: queued, sending, sent, failed. */
  messageStatus: Message;
  /** A contact was added or changed. */
  contact: Contact;
  /** The connection changed. `clockOffsetMs` = network time minus device time. */
  status: { readonly status: ConnectionStatus; readonly clockOffsetMs: number };
  /** The paths changed: hops of each, guard first. */
  path: { readonly paths: readonly (readonly Ed25519PublicKey[])[] };
  /** A payload of a kind this version does not handle. Same promise as `message`. */
  unknown: UnknownPayload;
  /** Something failed that no caller waits for. */
  error: { readonly code: string; readonly message: string };
}

export interface UnknownPayload {
  /** Name of the first content field, such as `receiptMessage`. */
  readonly kind: string;
  readonly sender: AccountId;
  readonly timestampMs: number;
  readonly hash: string;
  /** The serialised Content. */
  readonly raw: Uint8Array;
}

/** What handlers of `message` receive. */
export type IncomingMessage = ClientEvents["message"];

export type ClientEvent = keyof ClientEvents;

export type ClientHandler<E extends ClientEvent> = (payload: ClientEvents[E]) => void | Promise<void>;
