import type { UnsupportedMessage } from "../client/backend.ts";

/** What the app itself remembers of an account, beside the client's own store. */
export interface AppData {
  /** Network time up to which each conversation was read. */
  readonly readAtMs: ReadonlyMap<string, number>;
  readonly drafts: ReadonlyMap<string, string>;
  /** In no particular order. */
  readonly unsupported: readonly UnsupportedMessage[];
}

/** Keeps `AppData`. A resolved put is what the next `read` gives. */
export interface AppStore {
  read(): Promise<AppData>;
  putReadAt(accountId: string, readAtMs: number): Promise<void>;
  /** An empty draft is no draft. */
  putDraft(accountId: string, draft: string): Promise<void>;
  putUnsupported(message: UnsupportedMessage): Promise<void>;
  /** Later calls reject. Idempotent. */
  close(): Promise<void>;
}
