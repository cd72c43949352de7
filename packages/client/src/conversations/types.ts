import type { AccountId } from "@session/protocol/identity";
import type { SendReceipt } from "../outbox/types.ts";

/** Someone we wrote to, who wrote to us, or who was added by account ID. */
export interface Contact {
  readonly accountId: AccountId;
  /** Chosen by us; wins over `profileName`. */
  readonly nickname?: string;
  /** What they call themselves. */
  readonly profileName?: string;
  /** Unix seconds of the profile that `profileName` came from. */
  readonly profileUpdatedSeconds: number;
  /** We accept them: set by adding them and by writing to them. */
  readonly isApproved: boolean;
  /** They accept us: set by their first visible message. */
  readonly hasApprovedMe: boolean;
  readonly isBlocked: boolean;
  readonly createdAtMs: number;
}

export type MessageStatus = "queued" | "sending" | "sent" | "failed" | "received";

/** One message of a conversation, as an interface shows it. */
export interface Message {
  /** `<sender>:<timestampMs>`; the same on every device of the account. */
  readonly id: string;
  /** The other side; our own account ID in the note to self. */
  readonly conversation: AccountId;
  readonly sender: AccountId;
  readonly direction: "incoming" | "outgoing";
  readonly text: string;
  /** Network time when its sender wrote it; the message's identity beside the sender. */
  readonly timestampMs: number;
  readonly status: MessageStatus;
  /** Message hash on the recipient's swarm, once known. */
  readonly hash?: string;
  /** Present once sent from this device. */
  readonly receipt?: SendReceipt;
  /** Present while failed. */
  readonly errorCode?: string;
}

/** A row of a conversation list. */
export interface ConversationSummary {
  readonly accountId: AccountId;
  /** Nickname, profile name, or undefined: then show the account ID. */
  readonly name: string | undefined;
  readonly contact: Contact | undefined;
  readonly lastMessage: Message | undefined;
}

/** Continues a listing: messages older than this one. */
export type MessagePosition = Pick<Message, "id" | "timestampMs">;

export interface MessagePage {
  readonly before?: MessagePosition;
  /** 1 to 500; 100 when absent. */
  readonly limit?: number;
}
