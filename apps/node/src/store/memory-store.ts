import { equalBytes } from "@session/protocol/bytes";
import type { MailboxId } from "@session/protocol/identity";
import {
  type ExpiryMode,
  type HashExpiry,
  type MailboxHash,
  type MessageStore,
  messageCost,
  type NamespaceSelector,
  type PutOptions,
  type PutOutcome,
  QUOTA_BYTES_DEFAULT,
  quotaCost,
  REVOCATIONS_MAX,
  type StoredMessage,
} from "./message-store.ts";

interface Row extends StoredMessage {
  readonly id: number;
}

/** The whole store in a Map: for simulation and tests. Follows the same contract as the SQLite store. */
export function createMemoryStore(options: { readonly quotaBytes?: number } = {}): MessageStore {
  const quotaBytes = options.quotaBytes ?? QUOTA_BYTES_DEFAULT;
  /** Insertion order is the Map's own order: a row keeps its place when its expiry changes. */
  const rows = new Map<string, Row>();
  const revocations = new Map<MailboxId, Uint8Array[]>();
  let lastId = 0;
  let used = 0;

  function* rowsOf(account: MailboxId, namespace: NamespaceSelector): Generator<Row> {
    for (const row of rows.values())
      if (row.account === account && (namespace === "all" || row.namespace === namespace)) yield row;
  }

  function ownRow(account: MailboxId, hash: string): Row | undefined {
    const row = rows.get(hash);
    return row?.account === account ? row : undefined;
  }

  function remove(row: Row): MailboxHash {
    rows.delete(row.hash);
    used -= quotaCost(row.data);
    return { namespace: row.namespace, hash: row.hash };
  }

  function put(message: StoredMessage, { replaceOthers = false }: PutOptions = {}): PutOutcome {
    const known = rows.get(message.hash);
    if (known === undefined && used + quotaCost(message.data) > quotaBytes) return { kind: "full" };
    if (replaceOthers)
      for (const row of [...rowsOf(message.account, message.namespace)])
        if (row.hash !== message.hash) remove(row);
    if (known === undefined) {
      used += quotaCost(message.data);
      rows.set(message.hash, { ...message, id: ++lastId });
      return { kind: "new", expiryMs: message.expiryMs };
    }
    if (known.expiryMs >= message.expiryMs) return { kind: "exists", expiryMs: known.expiryMs };
    rows.set(message.hash, { ...known, expiryMs: message.expiryMs });
    return { kind: "extended", expiryMs: message.expiryMs };
  }

  return {
    async put(message, putOptions) {
      return put(message, putOptions);
    },
    async putAll(messages) {
      return messages.map((message) => put(message));
    },
    async retrieve({ account, namespace, afterHash, countMax, sizeMax }) {
      const mailbox = [...rowsOf(account, namespace)];
      const start = mailbox.findIndex((row) => row.hash === afterHash) + 1;
      const messages: StoredMessage[] = [];
      let size = 0;
      for (const row of mailbox.slice(start)) {
        size += messageCost(row);
        if (messages.length > 0 && (size > sizeMax || messages.length === countMax))
          return { messages, more: true };
        messages.push(stored(row));
      }
      return { messages, more: false };
    },
    async expiries(account, hashes) {
      return hashes
        .map((hash) => ownRow(account, hash))
        .filter((row) => row !== undefined)
        .map(hashExpiry)
        .sort(byHash);
    },
    async deleteHashes(account, hashes) {
      const own = hashes.map((hash) => ownRow(account, hash)).filter((row) => row !== undefined);
      return [...new Set(own)].map((row) => remove(row).hash).sort();
    },
    async deleteAll(account, namespace) {
      return [...rowsOf(account, namespace)].map(remove).sort(byHash);
    },
    async deleteBefore(account, namespace, timestampMs) {
      return [...rowsOf(account, namespace)]
        .filter((row) => row.timestampMs <= timestampMs)
        .map(remove)
        .sort(byHash);
    },
    async updateExpiries(account, changes, mode) {
      const updated: HashExpiry[] = [];
      const unchanged: HashExpiry[] = [];
      for (const { hash, expiryMs } of changes) {
        const row = ownRow(account, hash);
        if (row === undefined) continue;
        if (!mayChange(mode, row.expiryMs, expiryMs)) {
          unchanged.push(hashExpiry(row));
          continue;
        }
        const next = { ...row, expiryMs };
        rows.set(hash, next);
        updated.push(hashExpiry(next));
      }
      return { updated: updated.sort(byHash), unchanged: unchanged.sort(byHash) };
    },
    async shortenAll(account, namespace, expiryMs) {
      const later = [...rowsOf(account, namespace)].filter((row) => row.expiryMs > expiryMs);
      for (const row of later) rows.set(row.hash, { ...row, expiryMs });
      return later.map(({ namespace: own, hash }) => ({ namespace: own, hash })).sort(byHash);
    },
    async revoke(account, tokens) {
      const fresh = tokens.map((token) => Uint8Array.from(token));
      const kept = (revocations.get(account) ?? []).filter(
        (old) => !fresh.some((token) => equalBytes(token, old)),
      );
      revocations.set(account, [...kept, ...fresh].slice(-REVOCATIONS_MAX));
    },
    async unrevoke(account, tokens) {
      const known = revocations.get(account) ?? [];
      const kept = known.filter((old) => !tokens.some((token) => equalBytes(token, old)));
      revocations.set(account, kept);
      return known.length - kept.length;
    },
    async isRevoked(account, token) {
      return (revocations.get(account) ?? []).some((old) => equalBytes(old, token));
    },
    async relayPage(after, sizeMax) {
      const messages: StoredMessage[] = [];
      let size = 0;
      let lastOfPage = after;
      for (const row of rows.values()) {
        if (row.id <= after) continue;
        size += messageCost(row);
        if (messages.length > 0 && size > sizeMax) return { messages, next: lastOfPage };
        messages.push(stored(row));
        lastOfPage = row.id;
      }
      return { messages };
    },
    async hashPage(after, countMax) {
      const later = [...rows.values()].filter(({ id }) => id > after);
      const page = later.slice(0, countMax);
      const entries = page.map(({ account, hash, expiryMs }) => ({ account, hash, expiryMs }));
      const last = page.at(-1);
      return later.length > page.length && last !== undefined ? { entries, next: last.id } : { entries };
    },
    async messagesByHash(hashes, sizeMax) {
      const found = hashes.map((hash) => rows.get(hash)).filter((row) => row !== undefined);
      let size = 0;
      const fits = found.findIndex((row, index) => {
        size += messageCost(row);
        return index > 0 && size > sizeMax;
      });
      return (fits < 0 ? found : found.slice(0, fits)).map(stored);
    },
    async unknownHashes(hashes) {
      return hashes.filter((hash) => !rows.has(hash));
    },
    async count() {
      return rows.size;
    },
    async sweep(nowMs) {
      const expired = [...rows.values()].filter((row) => row.expiryMs <= nowMs);
      expired.forEach(remove);
      return expired.length;
    },
    async close() {},
  };
}

export function mayChange(mode: ExpiryMode, current: number, next: number): boolean {
  switch (mode) {
    case "set":
      return true;
    case "extend":
      return current < next;
    case "shorten":
      return current > next;
    default:
      return mode satisfies never;
  }
}

function stored({ id: _id, ...message }: Row): StoredMessage {
  return message;
}

function hashExpiry({ namespace, hash, expiryMs }: Row): HashExpiry {
  return { namespace, hash, expiryMs };
}

function byHash(a: MailboxHash, b: MailboxHash): number {
  return a.hash < b.hash ? -1 : a.hash > b.hash ? 1 : 0;
}
