import type { Message } from "@session/client";
import type { ConversationView, ReadySession, TimelineEntry } from "../client/backend.ts";

export const OWN_ID = `05${"aa".repeat(32)}`;
export const BOB_ID = `05${"bb".repeat(32)}`;
export const CAROL_ID = `05${"cc".repeat(32)}`;

/** A message entry; only what a test says differs from "Bob wrote hi at the given time". */
export function entryAt(
  timestampMs: number,
  more: Partial<Record<keyof Message, unknown>> = {},
): TimelineEntry {
  const sender = more.sender ?? BOB_ID;
  return {
    kind: "message",
    message: {
      id: `${String(sender)}:${timestampMs}`,
      conversation: BOB_ID,
      sender,
      direction: sender === OWN_ID ? "outgoing" : "incoming",
      text: "hi",
      timestampMs,
      status: sender === OWN_ID ? "sent" : "received",
      ...more,
    } as Message, // brands are for the compiler
  };
}

export function conversationOf(accountId: string, more: Partial<ConversationView> = {}): ConversationView {
  return { accountId, contact: undefined, lastEntry: undefined, readAtMs: 0, unread: 0, draft: "", ...more };
}

export function sessionOf(conversations: readonly ConversationView[]): ReadySession {
  return {
    kind: "ready",
    account: { accountId: OWN_ID, displayName: "Alice" },
    connection: { status: "connecting", clockOffsetMs: 0, paths: [] },
    conversations,
  };
}
