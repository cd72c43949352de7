import type { Message } from "@session/client";
import type { TimelineEntry, TimelinePage, UnsupportedMessage } from "../client/backend.ts";
import { compareEntries } from "../client/state.ts";

/** Kinds of content that say nothing to a reader; they are not shown as messages. */
const SILENT_KINDS: ReadonlySet<string> = new Set([
  "receiptMessage",
  "typingMessage",
  "dataExtractionNotification",
  "unsendRequest",
  "messageRequestResponse",
  "reaction",
  "syncTarget",
  "groupUpdateMessage",
]);

/** Whether a payload that this version cannot handle keeps a place in the conversation. */
export function isShownKind(kind: string): boolean {
  return !SILENT_KINDS.has(kind);
}

/**
 * One page of a timeline: the client's messages, with the unsupported ones of the same span between them.
 *
 * @param messages oldest first, at most `limit`
 * @param unsupported of the same conversation, in any order
 * @param beforeMs end of the span, exclusive; undefined for the newest page
 */
export function timelinePage(
  messages: readonly Message[],
  unsupported: readonly UnsupportedMessage[],
  { beforeMs, limit }: { readonly beforeMs: number | undefined; readonly limit: number },
): TimelinePage {
  const hasOlder = messages.length >= limit;
  // Where older messages follow, the span begins with the oldest of this page: what is before belongs to the next.
  const fromMs = hasOlder ? (messages[0]?.timestampMs ?? 0) : Number.NEGATIVE_INFINITY;
  const inSpan = unsupported.filter(
    ({ timestampMs }) => timestampMs >= fromMs && (beforeMs === undefined || timestampMs < beforeMs),
  );
  return { entries: [...messages.map(asEntry), ...inSpan.map(asUnsupported)].sort(compareEntries), hasOlder };
}

/** The newest of a conversation. */
export function lastEntryOf(
  message: Message | undefined,
  unsupported: readonly UnsupportedMessage[],
): TimelineEntry | undefined {
  return [...(message ? [asEntry(message)] : []), ...unsupported.map(asUnsupported)]
    .sort(compareEntries)
    .at(-1);
}

export function asEntry(message: Message): TimelineEntry {
  return { kind: "message", message };
}

export function asUnsupported(message: UnsupportedMessage): TimelineEntry {
  return { kind: "unsupported", message };
}
