import { SessionError } from "@session/protocol/errors";
import { type AccountId, parseAccountId } from "@session/protocol/identity";
import { clientError } from "../errors.ts";
import type { ClientStore } from "../store/port.ts";
import { contactName } from "./contacts.ts";
import type { ConversationSummary, Message, MessagePage } from "./types.ts";
import { toMessage } from "./views.ts";

/** An account ID as a person typed it. @throws ClientError invalid_account_id */
export function checkedAccountId(text: string): AccountId {
  try {
    return parseAccountId(text);
  } catch (cause) {
    if (!(cause instanceof SessionError)) throw cause;
    throw clientError("invalid_account_id", "account ID: expected 05 and 64 hex digits", { cause });
  }
}

/** One conversation as an interface reads it. */
export interface Conversation {
  readonly accountId: AccountId;
  /** Oldest first: the newest `limit` messages, or those before a position. */
  messages(page?: MessagePage): Promise<readonly Message[]>;
}

export function openConversation(store: ClientStore, accountId: AccountId): Conversation {
  return {
    accountId,
    messages: async (page = {}) => (await store.messages(accountId, page)).map(toMessage),
  };
}

/** Every contact and every conversation with messages; latest activity first, then contacts by age. */
export async function listConversations(store: ClientStore): Promise<readonly ConversationSummary[]> {
  const contacts = new Map((await store.contacts()).map((contact) => [contact.accountId, contact]));
  const ids = new Set([...contacts.keys(), ...(await store.conversations())]);
  const summaries = await Promise.all(
    [...ids].map(async (accountId): Promise<ConversationSummary> => {
      const [last] = await store.messages(accountId, { limit: 1 });
      const contact = contacts.get(accountId);
      return { accountId, name: contactName(contact), contact, lastMessage: last && toMessage(last) };
    }),
  );
  const activity = (summary: ConversationSummary) =>
    summary.lastMessage?.timestampMs ?? summary.contact?.createdAtMs ?? 0;
  return summaries.sort((a, b) => activity(b) - activity(a));
}
