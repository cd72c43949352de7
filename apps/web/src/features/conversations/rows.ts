import type { TimelineEntry } from "../../client/backend.ts";
import { type ConversationState, nameOf } from "../../client/state.ts";

/** A row of the conversation list, ready to be drawn. */
export interface ConversationRow {
  readonly accountId: string;
  /** Absent: show the account ID. */
  readonly name: string | undefined;
  readonly isNoteToSelf: boolean;
  readonly preview: RowPreview;
  /** Of the last entry, or of the contact without one. */
  readonly atMs: number | undefined;
  readonly unread: number;
}

export type RowPreview =
  | { readonly kind: "none" }
  | { readonly kind: "draft"; readonly text: string }
  | { readonly kind: "unsupported" }
  | {
      readonly kind: "message";
      readonly text: string;
      readonly isOwn: boolean;
      /** Worth showing in the list. */
      readonly state: "failed" | "sending" | undefined;
    };

const PREVIEW_MAX = 160;

/** Rows in order of latest activity; ties by account ID, so that the order never flickers. */
export function conversationRows(
  conversations: Iterable<ConversationState>,
  ownId: string,
): readonly ConversationRow[] {
  return [...conversations]
    .filter((conversation) => conversation.contact || conversation.lastEntry)
    .map((conversation) => toRow(conversation, ownId))
    .sort((one, other) => {
      const byTime = (other.atMs ?? 0) - (one.atMs ?? 0);
      return byTime !== 0 ? byTime : one.accountId < other.accountId ? -1 : 1;
    });
}

function toRow(conversation: ConversationState, ownId: string): ConversationRow {
  const { accountId, contact, lastEntry, unread, draft } = conversation;
  return {
    accountId,
    name: nameOf(contact),
    isNoteToSelf: accountId === ownId,
    preview: draft.trim() === "" ? entryPreview(lastEntry) : { kind: "draft", text: oneLine(draft) },
    atMs: lastEntry?.message.timestampMs ?? contact?.createdAtMs,
    unread,
  };
}

function entryPreview(entry: TimelineEntry | undefined): RowPreview {
  if (!entry) return { kind: "none" };
  if (entry.kind === "unsupported") return { kind: "unsupported" };
  const { text, direction, status } = entry.message;
  return {
    kind: "message",
    text: oneLine(text),
    isOwn: direction === "outgoing",
    state:
      status === "failed" ? "failed" : status === "queued" || status === "sending" ? "sending" : undefined,
  };
}

function oneLine(text: string): string {
  return text.slice(0, PREVIEW_MAX).replace(/\s+/g, " ").trim();
}

/** Unread messages of all rows, for the title of the tab. */
export function totalUnread(rows: readonly ConversationRow[]): number {
  return rows.reduce((sum, row) => sum + row.unread, 0);
}

/** A count that stays short. */
export function cappedCount(count: number, cap: number): string {
  return count > cap ? `${cap}+` : String(count);
}
