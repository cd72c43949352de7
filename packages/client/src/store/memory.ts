import type { AccountId } from "@session/protocol/identity";
import type { Contact } from "../conversations/types.ts";
import { clientError } from "../errors.ts";
import type { OutboxJob } from "../outbox/types.ts";
import { compareMessages, cursorText, isBefore, pageLimit } from "./order.ts";
import type { ClientStore, StoreChange, StoredMessage, ValueKey } from "./port.ts";

interface Tables {
  readonly values: Map<ValueKey, unknown>;
  readonly contacts: Map<AccountId, Contact>;
  readonly messages: Map<string, StoredMessage>;
  readonly jobs: Map<string, OutboxJob>;
  readonly cursors: Map<string, string>;
  readonly seen: Map<string, number>;
}

/** Keeps everything in the process: for tests, throw-away accounts and the network object's caches. */
export function memoryStore(): ClientStore {
  const tables: Tables = {
    values: new Map(),
    contacts: new Map(),
    messages: new Map(),
    jobs: new Map(),
    cursors: new Map(),
    seen: new Map(),
  };
  let isClosed = false;

  /** Rows go in and out as copies, as in every store that writes to disk. */
  async function read<T>(find: () => T): Promise<T> {
    if (isClosed) throw clientError("store_invalid", "the store is closed");
    return structuredClone(find());
  }

  return {
    async commit(changes) {
      const copies = await read(() => changes);
      for (const change of copies) apply(tables, change);
    },
    value: (key) => read(() => tables.values.get(key)),
    contact: (accountId) => read(() => tables.contacts.get(accountId)),
    contacts: () =>
      read(() => [...tables.contacts.values()].sort((a, b) => (a.accountId < b.accountId ? -1 : 1))),
    message: (id) => read(() => tables.messages.get(id)),
    messages: (conversation, page) =>
      read(() =>
        [...tables.messages.values()]
          .filter((message) => message.conversation === conversation && isBefore(message, page.before))
          .sort(compareMessages)
          .slice(-pageLimit(page)),
      ),
    conversations: () =>
      read(() => [...new Set([...tables.messages.values()].map((message) => message.conversation))].sort()),
    unhandledMessages: () =>
      read(() => [...tables.messages.values()].filter((message) => !message.isHandled).sort(compareMessages)),
    jobs: () => read(() => [...tables.jobs.values()].sort((a, b) => a.sequence - b.sequence)),
    cursor: (key) => read(() => tables.cursors.get(cursorText(key))),
    seen: (hashes) => read(() => new Set(hashes.filter((hash) => tables.seen.has(hash)))),
    async close() {
      isClosed = true;
    },
  };
}

function apply(tables: Tables, change: StoreChange): void {
  switch (change.kind) {
    case "putValue":
      tables.values.set(change.key, change.value);
      return;
    case "deleteValue":
      tables.values.delete(change.key);
      return;
    case "putContact":
      tables.contacts.set(change.contact.accountId, change.contact);
      return;
    case "putMessage":
      tables.messages.set(change.message.id, change.message);
      return;
    case "putJob":
      tables.jobs.set(change.job.id, change.job);
      return;
    case "deleteJob":
      tables.jobs.delete(change.id);
      return;
    case "putCursor":
      tables.cursors.set(cursorText(change.cursor), change.hash);
      return;
    case "putSeen":
      tables.seen.set(change.hash, change.expiresAtMs);
      return;
    case "dropSeenBefore":
      for (const [hash, expiresAtMs] of tables.seen)
        if (expiresAtMs <= change.nowMs) tables.seen.delete(hash);
  }
}
