import { closeSync, openSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import type { AccountId } from "@session/protocol/identity";
import type { Contact } from "../conversations/types.ts";
import { clientError } from "../errors.ts";
import type { OutboxJob } from "../outbox/types.ts";
import { cursorText, pageLimit } from "./order.ts";
import type { ClientStore, StoreChange, StoredMessage } from "./port.ts";

const VERSION = 1;
/** Parameters of one statement stay far below SQLite's limit. */
const HASHES_PER_QUERY = 500;

const SCHEMA = `
  CREATE TABLE value   (key TEXT PRIMARY KEY, json TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE contact (id TEXT PRIMARY KEY, json TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE message (id TEXT PRIMARY KEY, conversation TEXT NOT NULL, timestamp INTEGER NOT NULL,
                        is_handled INTEGER NOT NULL, json TEXT NOT NULL);
  CREATE INDEX message_by_time ON message (conversation, timestamp, id);
  CREATE INDEX message_unhandled ON message (timestamp, id) WHERE is_handled = 0;
  CREATE TABLE job     (id TEXT PRIMARY KEY, sequence INTEGER NOT NULL, json TEXT NOT NULL);
  CREATE INDEX job_by_sequence ON job (sequence);
  CREATE TABLE cursor  (key TEXT PRIMARY KEY, hash TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE seen    (hash TEXT PRIMARY KEY, expires INTEGER NOT NULL) WITHOUT ROWID;
  CREATE INDEX seen_by_expiry ON seen (expires);
`;

/**
 * A store in one file on the runtime's own SQLite, readable by its owner only: WAL and synchronous FULL, so what was
 * committed survives a crash of process and machine.
 *
 * @param path of the file, made when it is not there; `:memory:` keeps nothing
 * @throws ClientError store_invalid when a newer program wrote the file
 */
export function openFileStore(path: string): ClientStore {
  if (path !== ":memory:") closeSync(openSync(path, "a", 0o600));
  const database = new DatabaseSync(path);
  try {
    prepare(database, path);
  } catch (error) {
    database.close();
    throw error;
  }
  const sql = statements(database);
  let isClosed = false;

  async function run<T>(work: () => T): Promise<T> {
    if (isClosed) throw clientError("store_invalid", "the store is closed");
    return work();
  }

  function apply(change: StoreChange): void {
    switch (change.kind) {
      case "putValue":
        sql.putValue.run(change.key, JSON.stringify(change.value));
        return;
      case "deleteValue":
        sql.deleteValue.run(change.key);
        return;
      case "putContact":
        sql.putContact.run(change.contact.accountId, JSON.stringify(change.contact));
        return;
      case "putMessage": {
        const { message } = change;
        const { id, conversation, timestampMs, isHandled } = message;
        sql.putMessage.run(id, conversation, timestampMs, isHandled ? 1 : 0, JSON.stringify(message));
        return;
      }
      case "putJob":
        sql.putJob.run(change.job.id, change.job.sequence, JSON.stringify(change.job));
        return;
      case "deleteJob":
        sql.deleteJob.run(change.id);
        return;
      case "putCursor":
        sql.putCursor.run(cursorText(change.cursor), change.hash);
        return;
      case "putSeen":
        sql.putSeen.run(change.hash, change.expiresAtMs);
        return;
      case "dropSeenBefore":
        sql.dropSeenBefore.run(change.nowMs);
    }
  }

  function commit(changes: readonly StoreChange[]): void {
    database.exec("BEGIN IMMEDIATE");
    try {
      for (const change of changes) apply(change);
      database.exec("COMMIT");
    } catch (error) {
      // A COMMIT that failed has rolled back by itself in some cases.
      if (database.isTransaction) database.exec("ROLLBACK");
      throw error;
    }
  }

  return {
    commit: (changes) => run(() => commit(changes)),
    value: (key) => run(() => parsed(sql.value.get(key))),
    contact: (accountId) => run(() => parsed<Contact>(sql.contact.get(accountId))),
    contacts: () => run(() => all<Contact>(sql.contacts.all())),
    message: (id) => run(() => parsed<StoredMessage>(sql.message.get(id))),
    messages: (conversation, page) =>
      run(() => {
        const { before } = page;
        const limit = pageLimit(page);
        const rows = before
          ? sql.messagesBefore.all(conversation, before.timestampMs, before.id, limit)
          : sql.messages.all(conversation, limit);
        return all<StoredMessage>(rows).reverse();
      }),
    conversations: () => run(() => sql.conversations.all().map((row) => row.conversation as AccountId)), // as it was put in
    unhandledMessages: () => run(() => all<StoredMessage>(sql.unhandled.all())),
    jobs: () => run(() => all<OutboxJob>(sql.jobs.all())),
    cursor: (key) =>
      run(() => {
        const hash = sql.cursor.get(cursorText(key))?.hash;
        return hash === undefined ? undefined : String(hash);
      }),
    seen: (hashes) =>
      run(() => {
        const found = new Set<string>();
        for (let at = 0; at < hashes.length; at += HASHES_PER_QUERY) {
          const part = hashes.slice(at, at + HASHES_PER_QUERY);
          const marks = part.map(() => "?").join();
          for (const row of database.prepare(`SELECT hash FROM seen WHERE hash IN (${marks})`).all(...part))
            found.add(String(row.hash));
        }
        return found;
      }),
    async close() {
      if (isClosed) return;
      isClosed = true;
      database.close();
    },
  };
}

function prepare(database: DatabaseSync, path: string): void {
  database.exec("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=5000;");
  const version = Number(database.prepare("PRAGMA user_version").get()?.user_version);
  if (version > VERSION)
    throw clientError(
      "store_invalid",
      `${path}: expected store version up to ${VERSION}, got ${version}; use the newer program`,
    );
  if (version === 0) database.exec(`BEGIN; ${SCHEMA} PRAGMA user_version = ${VERSION}; COMMIT;`);
}

function statements(database: DatabaseSync) {
  const put = (table: string, columns: readonly string[]) =>
    database.prepare(
      `INSERT OR REPLACE INTO ${table} (${columns.join()}) VALUES (${columns.map(() => "?").join()})`,
    );
  return {
    putValue: put("value", ["key", "json"]),
    deleteValue: database.prepare("DELETE FROM value WHERE key = ?"),
    value: database.prepare("SELECT json FROM value WHERE key = ?"),
    putContact: put("contact", ["id", "json"]),
    contact: database.prepare("SELECT json FROM contact WHERE id = ?"),
    contacts: database.prepare("SELECT json FROM contact ORDER BY id"),
    putMessage: put("message", ["id", "conversation", "timestamp", "is_handled", "json"]),
    message: database.prepare("SELECT json FROM message WHERE id = ?"),
    messages: database.prepare(
      "SELECT json FROM message WHERE conversation = ? ORDER BY timestamp DESC, id DESC LIMIT ?",
    ),
    messagesBefore: database.prepare(
      "SELECT json FROM message WHERE conversation = ? AND (timestamp, id) < (?, ?) ORDER BY timestamp DESC, id DESC LIMIT ?",
    ),
    conversations: database.prepare("SELECT DISTINCT conversation FROM message ORDER BY conversation"),
    unhandled: database.prepare("SELECT json FROM message WHERE is_handled = 0 ORDER BY timestamp, id"),
    putJob: put("job", ["id", "sequence", "json"]),
    deleteJob: database.prepare("DELETE FROM job WHERE id = ?"),
    jobs: database.prepare("SELECT json FROM job ORDER BY sequence"),
    putCursor: put("cursor", ["key", "hash"]),
    cursor: database.prepare("SELECT hash FROM cursor WHERE key = ?"),
    putSeen: put("seen", ["hash", "expires"]),
    dropSeenBefore: database.prepare("DELETE FROM seen WHERE expires <= ?"),
  };
}

/** Rows hold what `apply` wrote, so their type is that of the change. */
function parsed<T = unknown>(row: Record<string, unknown> | undefined): T | undefined {
  return row === undefined ? undefined : (JSON.parse(String(row.json)) as T);
}

function all<T>(rows: readonly Record<string, unknown>[]): T[] {
  return rows.map((row) => JSON.parse(String(row.json)) as T); // see parsed
}
