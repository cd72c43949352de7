import type { UnsupportedMessage } from "../client/backend.ts";
import type { AppStore } from "../store/app-store.ts";

/** An `AppStore` that lives as long as the test. */
export function memoryAppStore(): AppStore {
  const readAtMs = new Map<string, number>();
  const drafts = new Map<string, string>();
  const unsupported = new Map<string, UnsupportedMessage>();
  let isClosed = false;
  const run = (work: () => void): Promise<void> => {
    if (isClosed) return Promise.reject(new Error("the store is closed"));
    work();
    return Promise.resolve();
  };
  return {
    async read() {
      await run(() => {});
      return {
        readAtMs: new Map(readAtMs),
        drafts: new Map(drafts),
        unsupported: [...unsupported.values()],
      };
    },
    putReadAt: (accountId, atMs) => run(() => readAtMs.set(accountId, atMs)),
    putDraft: (accountId, draft) =>
      run(() => {
        if (draft === "") drafts.delete(accountId);
        else drafts.set(accountId, draft);
      }),
    putUnsupported: (message) => run(() => unsupported.set(`${message.conversation}/${message.id}`, message)),
    close() {
      isClosed = true;
      return Promise.resolve();
    },
  };
}
