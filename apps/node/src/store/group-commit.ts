import type { DatabaseSync } from "node:sqlite";

/** Writes wait this long for company: a transaction costs one disk flush however many writes it holds. */
const WINDOW_MS = 2;
const WRITES_PER_COMMIT_MAX = 512;

interface PendingWrite {
  readonly run: () => unknown;
  readonly resolve: (value: unknown) => void;
  readonly reject: (reason: unknown) => void;
}

export interface GroupCommit {
  /** Runs the write inside the next transaction and resolves with its result once that is durable. */
  write<T>(run: () => T): Promise<T>;
  /** Commits what waits, now. */
  flush(): void;
}

/**
 * Collects the writes of a few milliseconds into one transaction. When one of them fails, the transaction
 * is rolled back and each write gets one of its own, so that a failing write harms no other.
 *
 * @param onFlush runs at the start of every transaction
 */
export function createGroupCommit(database: DatabaseSync, onFlush: () => void): GroupCommit {
  let pending: PendingWrite[] = [];
  let timer: NodeJS.Timeout | undefined;

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    const batch = pending;
    pending = [];
    if (batch.length === 0) return;
    try {
      const results = transaction(() => batch.map((write) => write.run()));
      for (const [index, write] of batch.entries()) write.resolve(results[index]);
    } catch {
      // Which write failed shows when each runs alone; its own caller gets the reason.
      for (const write of batch) {
        try {
          write.resolve(transaction(write.run));
        } catch (error) {
          write.reject(error);
        }
      }
    }
  }

  function transaction<T>(run: () => T): T {
    database.exec("BEGIN IMMEDIATE");
    try {
      onFlush();
      const result = run();
      database.exec("COMMIT");
      return result;
    } catch (error) {
      // A full disk may already have ended the transaction.
      if (database.isTransaction) database.exec("ROLLBACK");
      throw error;
    }
  }

  return {
    write<T>(run: () => T): Promise<T> {
      return new Promise<T>((resolve, reject) => {
        // What `run` returns is what `resolve` receives: flush() keeps each pair together.
        pending.push({ run, resolve: resolve as (value: unknown) => void, reject });
        if (pending.length >= WRITES_PER_COMMIT_MAX) flush();
        else timer ??= setTimeout(flush, WINDOW_MS);
      });
    },
    flush,
  };
}
