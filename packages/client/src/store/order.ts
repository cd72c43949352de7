import type { MessagePage, MessagePosition } from "../conversations/types.ts";
import { type CursorKey, MESSAGES_PAGE_DEFAULT, MESSAGES_PAGE_MAX } from "./port.ts";

/** Order of messages in a conversation: by time, then by ID as code units. */
export function compareMessages(a: MessagePosition, b: MessagePosition): number {
  return a.timestampMs - b.timestampMs || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

export function isBefore(message: MessagePosition, position: MessagePosition | undefined): boolean {
  return position === undefined || compareMessages(message, position) < 0;
}

/** @throws RangeError outside 1..500 */
export function pageLimit({ limit = MESSAGES_PAGE_DEFAULT }: MessagePage): number {
  if (!Number.isInteger(limit) || limit < 1 || limit > MESSAGES_PAGE_MAX)
    throw new RangeError(`limit: expected 1..${MESSAGES_PAGE_MAX}, got ${limit}`);
  return limit;
}

/** One text per cursor, for stores whose keys are texts. */
export function cursorText({ node, mailbox, namespace }: CursorKey): string {
  return `${node}/${mailbox}/${namespace}`;
}
