/**
 * The schema, step by step: entry n takes a database from `user_version` n to n + 1. Steps are only ever
 * appended. Times are milliseconds; `id` is the insertion order that retrieve follows, so it is never reused.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE owners (
    id INTEGER PRIMARY KEY,
    account BLOB NOT NULL UNIQUE
  ) STRICT;
  CREATE TABLE messages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    owner INTEGER NOT NULL REFERENCES owners (id),
    namespace INTEGER NOT NULL,
    hash TEXT NOT NULL UNIQUE,
    timestamp INTEGER NOT NULL,
    expiry INTEGER NOT NULL,
    data BLOB NOT NULL
  ) STRICT;
  CREATE INDEX messages_by_mailbox ON messages (owner, namespace, id);
  CREATE INDEX messages_by_expiry ON messages (expiry);
  CREATE TABLE revocations (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    owner INTEGER NOT NULL REFERENCES owners (id),
    token BLOB NOT NULL,
    UNIQUE (owner, token)
  ) STRICT;
  `,
];
