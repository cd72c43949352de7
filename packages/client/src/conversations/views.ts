import type { StoredMessage } from "../store/port.ts";
import type { Message } from "./types.ts";

/** The row without what only this package needs. */
export function toMessage(stored: StoredMessage): Message {
  const { isHandled: _handled, deliveries: _deliveries, mailboxHash: _mailboxHash, ...message } = stored;
  return message;
}
