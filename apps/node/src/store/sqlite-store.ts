import { DatabaseSync, type StatementSync } from "node:sqlite";
import { accountIdBytes, type MailboxId, parseMailboxId } from "@session/protocol/identity";
import type { Namespace } from "@session/protocol/rpc";
import { nodeError } from "../errors.ts";
import { createGroupCommit } from "./group-commit.ts";
import { mayChange } from "./memory-store.ts";
import {
  type HashExpiry,
  type MailboxHash,
  type MessageStore,
  messageCost,
  type NamespaceSelector,
  type PutOutcome,
  QUOTA_BYTES_DEFAULT,
  quotaCost,
  REVOCATIONS_MAX,
  type StoredMessage,
} from "./message-store.ts";
import { MIGRATIONS } from "./migrations.ts";

const SQLITE_FULL = 13;
/** A larger log is cut at the next checkpoint. */
const WAL_BYTES_MAX = 64 * 1024 * 1024;

/** The database calls block the process: a large push gives way to requests after this many messages. */
const PUT_SLICE = 256;

/** Row shapes stay in this folder; the port speaks in StoredMessage. */
interface MessageRow {
  readonly id: number;
  readonly account: Uint8Array;
  readonly namespace: Namespace;
  readonly hash: string;
  readonly timestamp: number;
  readonly expiry: number;
  readonly data: Uint8Array;
}

export interface SqliteStoreOptions {
  /** A file path, or `:memory:`. */
  readonly path: string;
  readonly quotaBytes?: number;
}

/**
 * The message store of a node on the runtime's own SQLite: WAL and synchronous FULL, so an acknowledged
 * message survives a crash of process and machine; writes are committed in groups.
 *
 * @throws SessionError store_version_unknown when a newer program wrote the file
 */
export function createSqliteStore(options: SqliteStoreOptions): MessageStore {
  const database = openDatabase(options.path);
  const quotaBytes = options.quotaBytes ?? QUOTA_BYTES_DEFAULT;
  const sql = prepareStatements(database);
  let used = 0;
  const commits = createGroupCommit(database, () => {
    used = Number(sql.usedBytes.get()?.used ?? 0);
  });

  function ownerOf(account: MailboxId): number | undefined {
    const row = sql.findOwner.get(accountIdBytes(account));
    return row === undefined ? undefined : Number(row.id);
  }

  function ensureOwner(account: MailboxId): number {
    return ownerOf(account) ?? Number(sql.addOwner.run(accountIdBytes(account)).lastInsertRowid);
  }

  function put(message: StoredMessage, replaceOthers: boolean): PutOutcome {
    const known = sql.findExpiry.get(message.hash);
    if (known === undefined && used + quotaCost(message.data) > quotaBytes) return { kind: "full" };
    const owner = ensureOwner(message.account);
    if (replaceOthers) sql.deleteOthers.run(owner, message.namespace, message.hash);
    if (known === undefined) {
      sql.insert.run(
        owner,
        message.namespace,
        message.hash,
        message.timestampMs,
        message.expiryMs,
        message.data,
      );
      used += quotaCost(message.data);
      return { kind: "new", expiryMs: message.expiryMs };
    }
    const expiryMs = Number(known.expiry);
    if (expiryMs >= message.expiryMs) return { kind: "exists", expiryMs };
    sql.setExpiry.run(message.expiryMs, message.hash);
    return { kind: "extended", expiryMs: message.expiryMs };
  }

  /** A full disk is an expected outcome, like a full quota. */
  async function fullIsAnOutcome<T>(write: Promise<T>, whenFull: T): Promise<T> {
    try {
      return await write;
    } catch (error) {
      if (isFull(error)) return whenFull;
      throw error;
    }
  }

  function mailboxRows(statement: Selection, owner: number, namespace: NamespaceSelector, limit?: number) {
    const extra = limit === undefined ? [] : [limit];
    const rows =
      namespace === "all"
        ? statement.all.all(owner, ...extra)
        : statement.one.all(owner, namespace, ...extra);
    return rows.map(mailboxHash);
  }

  function deleteRows(
    statement: Selection,
    account: MailboxId,
    namespace: NamespaceSelector,
    limit?: number,
  ): MailboxHash[] {
    const owner = ownerOf(account);
    if (owner === undefined) return [];
    return mailboxRows(statement, owner, namespace, limit).sort(byHash);
  }

  function ownHashes(account: MailboxId, hashes: readonly string[]): HashExpiry[] {
    const owner = ownerOf(account);
    if (owner === undefined) return [];
    return [...new Set(hashes)]
      .map((hash) => sql.findOwn.get(hash, owner))
      .filter((row) => row !== undefined)
      .map((row) => ({ ...mailboxHash(row), expiryMs: Number(row.expiry) }));
  }

  return {
    put(message, putOptions = {}) {
      return fullIsAnOutcome<PutOutcome>(
        commits.write(() => put(message, putOptions.replaceOthers ?? false)),
        { kind: "full" },
      );
    },
    async putAll(messages) {
      const outcomes: PutOutcome[] = [];
      for (let start = 0; start < messages.length; start += PUT_SLICE) {
        const slice = messages.slice(start, start + PUT_SLICE);
        const stored = await fullIsAnOutcome<readonly PutOutcome[]>(
          commits.write(() => slice.map((message) => put(message, false))),
          slice.map(() => ({ kind: "full" })),
        );
        outcomes.push(...stored);
      }
      return outcomes;
    },
    async retrieve({ account, namespace, afterHash, countMax, sizeMax }) {
      const owner = ownerOf(account);
      if (owner === undefined) return { messages: [], more: false };
      const after =
        afterHash === undefined ? undefined : sql.findInMailbox.get(afterHash, owner, namespace)?.id;
      const messages: StoredMessage[] = [];
      let size = 0;
      for (const row of sql.list.iterate(owner, namespace, Number(after ?? 0))) {
        const message = toMessage(row, account);
        size += messageCost(message);
        if (messages.length > 0 && (size > sizeMax || messages.length === countMax))
          return { messages, more: true };
        messages.push(message);
      }
      return { messages, more: false };
    },
    async expiries(account, hashes) {
      return ownHashes(account, hashes).sort(byHash);
    },
    deleteHashes(account, hashes) {
      return commits.write(() => {
        const own = ownHashes(account, hashes);
        for (const { hash } of own) sql.deleteHash.run(hash);
        return own.map(({ hash }) => hash).sort();
      });
    },
    deleteAll(account, namespace) {
      return commits.write(() => deleteRows(sql.deleteAll, account, namespace));
    },
    deleteBefore(account, namespace, timestampMs) {
      return commits.write(() => deleteRows(sql.deleteBefore, account, namespace, timestampMs));
    },
    updateExpiries(account, changes, mode) {
      return commits.write(() => {
        const updated: HashExpiry[] = [];
        const unchanged: HashExpiry[] = [];
        for (const { hash, expiryMs } of changes) {
          const [row] = ownHashes(account, [hash]);
          if (row === undefined) continue;
          if (mayChange(mode, row.expiryMs, expiryMs)) {
            sql.setExpiry.run(expiryMs, hash);
            updated.push({ ...row, expiryMs });
          } else unchanged.push(row);
        }
        return { updated: updated.sort(byHash), unchanged: unchanged.sort(byHash) };
      });
    },
    shortenAll(account, namespace, expiryMs) {
      return commits.write(() => {
        const owner = ownerOf(account);
        if (owner === undefined) return [];
        const rows =
          namespace === "all"
            ? sql.shortenAll.all.all(expiryMs, owner, expiryMs)
            : sql.shortenAll.one.all(expiryMs, owner, namespace, expiryMs);
        return rows.map(mailboxHash).sort(byHash);
      });
    },
    revoke(account, tokens) {
      return commits.write(() => {
        const owner = ensureOwner(account);
        for (const token of tokens) {
          sql.deleteRevocation.run(owner, token);
          sql.addRevocation.run(owner, token);
        }
        sql.trimRevocations.run(owner, owner, REVOCATIONS_MAX);
      });
    },
    unrevoke(account, tokens) {
      return commits.write(() => {
        const owner = ownerOf(account);
        if (owner === undefined) return 0;
        return tokens.reduce((sum, token) => sum + Number(sql.deleteRevocation.run(owner, token).changes), 0);
      });
    },
    async isRevoked(account, token) {
      const owner = ownerOf(account);
      return owner !== undefined && sql.findRevocation.get(owner, token) !== undefined;
    },
    async relayPage(after, sizeMax) {
      const messages: StoredMessage[] = [];
      let size = 0;
      let lastOfPage = after;
      for (const row of sql.listEverything.iterate(after)) {
        const message = toMessage(row);
        size += messageCost(message);
        if (messages.length > 0 && size > sizeMax) return { messages, next: lastOfPage };
        messages.push(message);
        lastOfPage = Number(row.id);
      }
      return { messages };
    },
    async hashPage(after, countMax) {
      const rows = sql.listHashes.all(after, countMax + 1).map(toRow);
      const entries = rows
        .slice(0, countMax)
        .map((row) => ({ account: toAccount(row), hash: row.hash, expiryMs: row.expiry }));
      const last = rows[countMax - 1];
      return rows.length > countMax && last !== undefined ? { entries, next: last.id } : { entries };
    },
    async messagesByHash(hashes, sizeMax) {
      const messages: StoredMessage[] = [];
      let size = 0;
      for (const hash of hashes) {
        const row = sql.findMessage.get(hash);
        if (row === undefined) continue;
        const message = toMessage(row);
        size += messageCost(message);
        if (messages.length > 0 && size > sizeMax) break;
        messages.push(message);
      }
      return messages;
    },
    async unknownHashes(hashes) {
      return hashes.filter((hash) => sql.findExpiry.get(hash) === undefined);
    },
    async count() {
      return Number(sql.count.get()?.count ?? 0);
    },
    sweep(nowMs) {
      return commits.write(() => {
        const { changes } = sql.sweep.run(nowMs);
        if (changes > 0) sql.sweepOwners.run();
        return Number(changes);
      });
    },
    async close() {
      commits.flush();
      database.close();
    },
  };
}

function openDatabase(path: string): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: 5_000, enableForeignKeyConstraints: true });
  database.exec(
    `PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -8192;
     PRAGMA journal_size_limit = ${WAL_BYTES_MAX};`,
  );
  const version = Number(database.prepare("PRAGMA user_version").get()?.user_version ?? 0);
  if (version > MIGRATIONS.length) {
    database.close();
    throw nodeError(
      "store_version_unknown",
      `message database: expected version 0..${MIGRATIONS.length}, got ${version}; it was written by a newer program`,
    );
  }
  for (const [index, step] of MIGRATIONS.entries())
    if (index >= version) database.exec(`BEGIN; ${step} PRAGMA user_version = ${index + 1}; COMMIT;`);
  return database;
}

/** The same statement for one namespace and for all of an account. */
interface Selection {
  readonly one: StatementSync;
  readonly all: StatementSync;
}

function prepareStatements(database: DatabaseSync) {
  const prepare = (text: string) => database.prepare(text);
  const perNamespace = (head: string, tail: string): Selection => ({
    one: prepare(`${head} WHERE owner = ? AND namespace = ? ${tail}`),
    all: prepare(`${head} WHERE owner = ? ${tail}`),
  });
  const row = "m.id, m.namespace, m.hash, m.timestamp, m.expiry, m.data";
  return {
    usedBytes: prepare(
      `SELECT (SELECT page_count FROM pragma_page_count) * (SELECT page_size FROM pragma_page_size)
            - (SELECT freelist_count FROM pragma_freelist_count) * (SELECT page_size FROM pragma_page_size) AS used`,
    ),
    findOwner: prepare("SELECT id FROM owners WHERE account = ?"),
    addOwner: prepare("INSERT INTO owners (account) VALUES (?)"),
    findExpiry: prepare("SELECT expiry FROM messages WHERE hash = ?"),
    findOwn: prepare("SELECT namespace, hash, expiry FROM messages WHERE hash = ? AND owner = ?"),
    findInMailbox: prepare("SELECT id FROM messages WHERE hash = ? AND owner = ? AND namespace = ?"),
    insert: prepare(
      "INSERT INTO messages (owner, namespace, hash, timestamp, expiry, data) VALUES (?, ?, ?, ?, ?, ?)",
    ),
    setExpiry: prepare("UPDATE messages SET expiry = ? WHERE hash = ?"),
    deleteHash: prepare("DELETE FROM messages WHERE hash = ?"),
    deleteOthers: prepare("DELETE FROM messages WHERE owner = ? AND namespace = ? AND hash <> ?"),
    deleteAll: perNamespace("DELETE FROM messages", "RETURNING namespace, hash"),
    deleteBefore: perNamespace("DELETE FROM messages", "AND timestamp <= ? RETURNING namespace, hash"),
    shortenAll: perNamespace("UPDATE messages SET expiry = ?", "AND expiry > ? RETURNING namespace, hash"),
    list: prepare(
      `SELECT ${row} FROM messages m WHERE m.owner = ? AND m.namespace = ? AND m.id > ? ORDER BY m.id`,
    ),
    listEverything: prepare(
      `SELECT ${row}, o.account FROM messages m JOIN owners o ON o.id = m.owner WHERE m.id > ? ORDER BY m.id`,
    ),
    listHashes: prepare(
      `SELECT m.id, m.hash, m.expiry, o.account FROM messages m JOIN owners o ON o.id = m.owner
       WHERE m.id > ? ORDER BY m.id LIMIT ?`,
    ),
    findMessage: prepare(
      `SELECT ${row}, o.account FROM messages m JOIN owners o ON o.id = m.owner WHERE m.hash = ?`,
    ),
    count: prepare("SELECT count(*) AS count FROM messages"),
    sweep: prepare("DELETE FROM messages WHERE expiry <= ?"),
    sweepOwners: prepare(
      `DELETE FROM owners WHERE NOT EXISTS (SELECT 1 FROM messages WHERE owner = owners.id)
         AND NOT EXISTS (SELECT 1 FROM revocations WHERE owner = owners.id)`,
    ),
    addRevocation: prepare("INSERT INTO revocations (owner, token) VALUES (?, ?)"),
    deleteRevocation: prepare("DELETE FROM revocations WHERE owner = ? AND token = ?"),
    findRevocation: prepare("SELECT id FROM revocations WHERE owner = ? AND token = ?"),
    trimRevocations: prepare(
      `DELETE FROM revocations WHERE owner = ? AND id NOT IN
         (SELECT id FROM revocations WHERE owner = ? ORDER BY id DESC LIMIT ?)`,
    ),
  };
}

function toRow(row: Record<string, unknown>): MessageRow {
  return row as unknown as MessageRow; // each statement selects the columns that its caller reads
}

function toAccount(row: MessageRow): MailboxId {
  return parseMailboxId(Buffer.from(row.account).toString("hex"));
}

function toMessage(columns: Record<string, unknown>, account?: MailboxId): StoredMessage {
  const row = toRow(columns);
  return {
    account: account ?? toAccount(row),
    namespace: row.namespace,
    hash: row.hash,
    timestampMs: row.timestamp,
    expiryMs: row.expiry,
    data: row.data,
  };
}

function mailboxHash(columns: Record<string, unknown>): MailboxHash {
  const { namespace, hash } = toRow(columns);
  return { namespace, hash };
}

function byHash(a: MailboxHash, b: MailboxHash): number {
  return a.hash < b.hash ? -1 : a.hash > b.hash ? 1 : 0;
}

function isFull(error: unknown): boolean {
  return error instanceof Error && "errcode" in error && error.errcode === SQLITE_FULL;
}
