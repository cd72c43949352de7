import type { AccountId } from "@session/protocol/identity";
import { type DBSchema, type IDBPDatabase, type IDBPTransaction, openDB } from "idb";
import type { Contact } from "../conversations/types.ts";
import { clientError } from "../errors.ts";
import type { OutboxJob } from "../outbox/types.ts";
import { cursorText, pageLimit } from "./order.ts";
import type { ClientStore, StoreChange, StoredMessage, ValueKey } from "./port.ts";

const VERSION = 1;

/** Keys of an index must not be booleans. */
type MessageRow = StoredMessage & { readonly handled: 0 | 1 };

interface Schema extends DBSchema {
  value: { key: ValueKey; value: { readonly key: ValueKey; readonly value: unknown } };
  contact: { key: AccountId; value: Contact };
  message: {
    key: string;
    value: MessageRow;
    indexes: {
      byTime: [AccountId, number, string];
      byConversation: AccountId;
      byHandled: [number, number, string];
    };
  };
  job: { key: string; value: OutboxJob; indexes: { bySequence: number } };
  cursor: { key: string; value: { readonly key: string; readonly hash: string } };
  seen: {
    key: string;
    value: { readonly hash: string; readonly expiresAtMs: number };
    indexes: { byExpiry: number };
  };
}

const TABLES = ["value", "contact", "message", "job", "cursor", "seen"] as const;
type Writing = IDBPTransaction<Schema, typeof TABLES, "readwrite">;

/**
 * A store in the browser's IndexedDB. Commits ask for strict durability.
 *
 * @param name of the database; one per account
 * @throws ClientError store_invalid when a newer version of the page wrote it
 */
export async function openIndexedDbStore(name: string): Promise<ClientStore> {
  const database = await open(name);
  let isClosed = false;

  async function run<T>(work: () => Promise<T>): Promise<T> {
    if (isClosed) throw clientError("store_invalid", "the store is closed");
    return work();
  }

  async function commit(changes: readonly StoreChange[]): Promise<void> {
    const transaction = database.transaction(TABLES, "readwrite", { durability: "strict" });
    // Both have to be waited for: a failing step rejects itself and `done`.
    const done = transaction.done.then(
      () => undefined,
      (error: unknown) => ({ error }),
    );
    try {
      for (const change of changes) await apply(transaction, change);
    } catch (error) {
      if (transaction.error === null) transaction.abort();
      await done;
      throw error;
    }
    const failure = await done;
    if (failure) throw failure.error;
  }

  return {
    commit: (changes) => run(() => commit(changes)),
    value: (key) => run(async () => (await database.get("value", key))?.value),
    contact: (accountId) => run(() => database.get("contact", accountId)),
    contacts: () => run(() => database.getAll("contact")),
    message: (id) => run(async () => asMessage(await database.get("message", id))),
    messages: (conversation, page) =>
      run(async () => {
        const limit = pageLimit(page);
        const { before } = page;
        const from: [AccountId, number, string] = [conversation, Number.NEGATIVE_INFINITY, ""];
        const to: [AccountId, number, string] = before
          ? [conversation, before.timestampMs, before.id]
          : [conversation, Number.POSITIVE_INFINITY, ""];
        const found: StoredMessage[] = [];
        const index = database.transaction("message").store.index("byTime");
        const range = IDBKeyRange.bound(from, to, false, true);
        for await (const { value } of index.iterate(range, "prev")) {
          found.push(withoutHandled(value));
          if (found.length === limit) break;
        }
        return found.reverse();
      }),
    conversations: () =>
      run(async () => {
        const ids: AccountId[] = [];
        const index = database.transaction("message").store.index("byConversation");
        for await (const { key } of index.iterate(null, "nextunique")) ids.push(key);
        return ids;
      }),
    unhandledMessages: () =>
      run(async () => {
        const range = IDBKeyRange.bound([0, Number.NEGATIVE_INFINITY, ""], [1, Number.NEGATIVE_INFINITY, ""]);
        return (await database.getAllFromIndex("message", "byHandled", range)).map(withoutHandled);
      }),
    jobs: () => run(() => database.getAllFromIndex("job", "bySequence")),
    cursor: (key) => run(async () => (await database.get("cursor", cursorText(key)))?.hash),
    seen: (hashes) =>
      run(async () => {
        const { store } = database.transaction("seen");
        const keys = await Promise.all(hashes.map((hash) => store.getKey(hash)));
        return new Set(hashes.filter((_, index) => keys[index] !== undefined));
      }),
    async close() {
      isClosed = true;
      database.close();
    },
  };
}

/** Takes a closed store's data away for good. */
export async function deleteIndexedDbStore(name: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const request = indexedDB.deleteDatabase(name);
    request.onsuccess = () => resolve();
    request.onerror = () => reject(request.error);
  });
}

async function open(name: string): Promise<IDBPDatabase<Schema>> {
  try {
    return await openDB<Schema>(name, VERSION, {
      upgrade(database) {
        database.createObjectStore("value", { keyPath: "key" });
        database.createObjectStore("contact", { keyPath: "accountId" });
        const message = database.createObjectStore("message", { keyPath: "id" });
        message.createIndex("byTime", ["conversation", "timestampMs", "id"]);
        message.createIndex("byConversation", "conversation");
        message.createIndex("byHandled", ["handled", "timestampMs", "id"]);
        database.createObjectStore("job", { keyPath: "id" }).createIndex("bySequence", "sequence");
        database.createObjectStore("cursor", { keyPath: "key" });
        database.createObjectStore("seen", { keyPath: "hash" }).createIndex("byExpiry", "expiresAtMs");
      },
      // A newer version of the page, or a wipe, in another tab waits for us to let go.
      blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(), // the event's target is the database
    });
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === "VersionError")
      throw clientError("store_invalid", "a newer version of this program wrote the store", { cause });
    throw cause;
  }
}

async function apply(transaction: Writing, change: StoreChange): Promise<void> {
  const table = <T extends (typeof TABLES)[number]>(name: T) => transaction.objectStore(name);
  switch (change.kind) {
    case "putValue":
      await table("value").put({ key: change.key, value: change.value });
      return;
    case "deleteValue":
      await table("value").delete(change.key);
      return;
    case "putContact":
      await table("contact").put(change.contact);
      return;
    case "putMessage":
      await table("message").put({ ...change.message, handled: change.message.isHandled ? 1 : 0 });
      return;
    case "putJob":
      await table("job").put(change.job);
      return;
    case "deleteJob":
      await table("job").delete(change.id);
      return;
    case "putCursor":
      await table("cursor").put({ key: cursorText(change.cursor), hash: change.hash });
      return;
    case "putSeen":
      await table("seen").put({ hash: change.hash, expiresAtMs: change.expiresAtMs });
      return;
    case "dropSeenBefore": {
      const store = table("seen");
      const range = IDBKeyRange.upperBound(change.nowMs);
      for (const hash of await store.index("byExpiry").getAllKeys(range)) await store.delete(hash);
    }
  }
}

function asMessage(row: MessageRow | undefined): StoredMessage | undefined {
  return row && withoutHandled(row);
}

function withoutHandled({ handled: _, ...message }: MessageRow): StoredMessage {
  return message;
}
