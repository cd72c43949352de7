import type { UnsupportedMessage } from "../client/backend.ts";
import type { AppStore } from "./app-store.ts";

const VERSION = 1;
const READ = "readAtMs";
const DRAFTS = "drafts";
const UNSUPPORTED = "unsupported";

/** An `AppStore` in the browser's database of that name. @throws DOMException when the browser refuses to store */
export async function openIndexedDbAppStore(factory: IDBFactory, name: string): Promise<AppStore> {
  const opening = factory.open(name, VERSION);
  opening.onupgradeneeded = () => {
    opening.result.createObjectStore(READ);
    opening.result.createObjectStore(DRAFTS);
    opening.result.createObjectStore(UNSUPPORTED, { keyPath: ["conversation", "id"] });
  };
  const database = await answerOf(opening);
  // Another tab wants to delete or upgrade: holding on would block it for ever.
  database.onversionchange = () => database.close();

  async function write(storeName: string, change: (store: IDBObjectStore) => void): Promise<void> {
    const transaction = database.transaction(storeName, "readwrite");
    change(transaction.objectStore(storeName));
    await completionOf(transaction);
  }

  async function readMap<T>(transaction: IDBTransaction, storeName: string): Promise<ReadonlyMap<string, T>> {
    const store = transaction.objectStore(storeName);
    const [keys, values] = await Promise.all([answerOf(store.getAllKeys()), answerOf(store.getAll())]);
    return new Map(keys.map((key, index) => [String(key), values[index] as T])); // only we write here
  }

  return {
    async read() {
      const transaction = database.transaction([READ, DRAFTS, UNSUPPORTED]);
      const [readAtMs, drafts, unsupported] = await Promise.all([
        readMap<number>(transaction, READ),
        readMap<string>(transaction, DRAFTS),
        answerOf<UnsupportedMessage[]>(transaction.objectStore(UNSUPPORTED).getAll()),
      ]);
      return { readAtMs, drafts, unsupported };
    },
    putReadAt: (accountId, readAtMs) => write(READ, (store) => store.put(readAtMs, accountId)),
    putDraft: (accountId, draft) =>
      write(DRAFTS, (store) => (draft === "" ? store.delete(accountId) : store.put(draft, accountId))),
    putUnsupported: (message) => write(UNSUPPORTED, (store) => store.put(message)),
    close() {
      database.close();
      return Promise.resolve();
    },
  };
}

/** Removes a database. @throws Error when another tab still holds it open */
export async function deleteDatabase(factory: IDBFactory, name: string): Promise<void> {
  const deleting = factory.deleteDatabase(name);
  await new Promise<void>((resolve, reject) => {
    deleting.onsuccess = () => resolve();
    deleting.onerror = () => reject(deleting.error ?? new Error(`${name}: could not be deleted`));
    deleting.onblocked = () => reject(new Error(`${name}: still open in another tab`));
  });
}

function answerOf<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("the database gave no answer"));
  });
}

function completionOf(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error("the database took the change back"));
  });
}
