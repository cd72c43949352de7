import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { MailboxId } from "@session/protocol/identity";
import { namespace } from "@session/protocol/rpc";
import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import { describeMessageStore, testHash, testMessage } from "./contract.ts";
import { createMemoryStore } from "./memory-store.ts";
import type { MessageStore } from "./message-store.ts";
import { MIGRATIONS } from "./migrations.ts";
import { createSqliteStore } from "./sqlite-store.ts";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});
function newPath(): string {
  const folder = mkdtempSync(join(tmpdir(), "message-store-"));
  folders.push(folder);
  return join(folder, "messages.db");
}

describeMessageStore("sqlite", (options) => createSqliteStore({ path: ":memory:", ...options }));

describe("createSqliteStore", () => {
  test("behaviour: messages and revocations survive closing and opening again", async () => {
    const path = newPath();
    const token = new Uint8Array(36).fill(1);
    const first = createSqliteStore({ path });
    await first.put(testMessage("kept"));
    await first.revoke(testMessage("kept").account, [token]);
    await first.close();
    const second = createSqliteStore({ path });
    expect(await second.count()).toBe(1);
    expect(await second.isRevoked(testMessage("kept").account, token)).toBe(true);
    await second.close();
  });

  test("behaviour: insertion order goes on after a restart that followed a deletion", async () => {
    const path = newPath();
    const { account } = testMessage("one");
    const first = createSqliteStore({ path });
    await first.put(testMessage("one"));
    await first.put(testMessage("two"));
    await first.deleteHashes(account, [testHash("two")]);
    await first.close();
    const second = createSqliteStore({ path });
    await second.put(testMessage("three"));
    const page = await second.retrieve({
      account,
      namespace: namespace(0),
      afterHash: testHash("one"),
      sizeMax: 1e6,
    });
    expect(page.messages.map(({ hash }) => hash)).toEqual([testHash("three")]);
    await second.close();
  });

  test("behaviour: WAL with synchronous FULL", async () => {
    const path = newPath();
    const store = createSqliteStore({ path });
    const other = new DatabaseSync(path);
    expect(other.prepare("PRAGMA journal_mode").get()).toEqual({ journal_mode: "wal" });
    expect(other.prepare("PRAGMA user_version").get()).toEqual({ user_version: MIGRATIONS.length });
    other.close();
    await store.close();
  });

  test("error: a database of a newer program is left alone", () => {
    const path = newPath();
    const database = new DatabaseSync(path);
    database.exec("PRAGMA user_version = 99");
    database.close();
    expect(() => createSqliteStore({ path })).toThrowError(
      expect.objectContaining({ code: "store_version_unknown" }),
    );
  });

  test("behaviour: one failing write does not harm the others of its group", async () => {
    const store = createSqliteStore({ path: ":memory:" });
    const bad = { ...testMessage("bad"), data: "text" as unknown as Uint8Array }; // what the schema refuses
    const results = await Promise.allSettled([
      store.put(testMessage("one")),
      store.put(bad),
      store.put(testMessage("two")),
    ]);
    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(await store.count()).toBe(2);
    await store.close();
  });

  test("behaviour: agrees with the memory store on any sequence of calls", async () => {
    const account = fc.constantFrom(...["a", "b"].map((digit) => `05${digit.repeat(64)}` as MailboxId));
    const mailbox = fc.constantFrom(...[0, 2, -1].map(namespace));
    const selector = fc.oneof(mailbox, fc.constant("all" as const));
    const hash = fc.constantFrom(..."abcdef").map(testHash);
    const time = fc.integer({ min: 1, max: 20 });
    const message = fc
      .record({
        account,
        namespace: mailbox,
        name: fc.constantFrom(..."abcdef"),
        timestampMs: time,
        expiryMs: time,
      })
      .map(({ name, ...rest }) => testMessage(name, rest));
    type Call = (store: MessageStore) => Promise<unknown>;
    const call = fc.oneof(
      fc.record({ message, replaceOthers: fc.boolean() }).map(
        ({ message: one, replaceOthers }): Call =>
          (store) =>
            store.put(one, { replaceOthers }),
      ),
      fc
        .record({
          account,
          namespace: mailbox,
          afterHash: hash,
          countMax: time,
          sizeMax: fc.integer({ min: 1, max: 900 }),
        })
        .map(
          (query): Call =>
            async (store) => {
              const page = await store.retrieve(query);
              return {
                ...page,
                messages: page.messages.map((found) => ({ ...found, data: [...found.data] })),
              };
            },
        ),
      fc.tuple(account, fc.array(hash)).map(
        ([who, hashes]): Call =>
          (store) =>
            store.deleteHashes(who, hashes),
      ),
      fc.tuple(account, selector).map(
        ([who, which]): Call =>
          (store) =>
            store.deleteAll(who, which),
      ),
      fc.tuple(account, selector, time).map(
        ([who, which, at]): Call =>
          (store) =>
            store.deleteBefore(who, which, at),
      ),
      fc.tuple(account, selector, time).map(
        ([who, which, at]): Call =>
          (store) =>
            store.shortenAll(who, which, at),
      ),
      fc
        .tuple(
          account,
          fc.array(fc.record({ hash, expiryMs: time })),
          fc.constantFrom("set" as const, "extend" as const, "shorten" as const),
        )
        .map(
          ([who, changes, mode]): Call =>
            (store) =>
              store.updateExpiries(who, changes, mode),
        ),
      time.map(
        (now): Call =>
          (store) =>
            store.sweep(now),
      ),
      fc.constant<Call>((store) => store.count()),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(call, { maxLength: 30 }), async (calls) => {
        const memory = createMemoryStore();
        const sqlite = createSqliteStore({ path: ":memory:" });
        for (const one of calls) expect(await one(sqlite)).toEqual(await one(memory));
        await sqlite.close();
      }),
      { numRuns: 60 },
    );
  });
});
