// Every store against the one contract; the file store on a real disk, IndexedDB on its in-memory twin.
import "fake-indexeddb/auto";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, describe, expect, test } from "vitest";
import { describeClientStore } from "../testing/store-contract.ts";
import { deleteIndexedDbStore, openIndexedDbStore } from "./indexeddb.ts";
import { memoryStore } from "./memory.ts";
import { openFileStore } from "./sqlite.ts";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function newFile(): string {
  const folder = mkdtempSync(join(tmpdir(), "client-store-"));
  folders.push(folder);
  return join(folder, "account.db");
}

let databases = 0;

describeClientStore("memory", async () => ({ store: memoryStore() }));

describeClientStore("file", async () => {
  const path = newFile();
  const store = openFileStore(path);
  return {
    store,
    async reopen() {
      await store.close();
      return openFileStore(path);
    },
  };
});

describeClientStore("IndexedDB", async () => {
  databases += 1;
  const name = `account ${databases}`;
  const store = await openIndexedDbStore(name);
  return {
    store,
    async reopen() {
      await store.close();
      return openIndexedDbStore(name);
    },
  };
});

describe("file store", () => {
  test("behaviour: only its owner may read the file and its log", async () => {
    const path = newFile();
    const store = openFileStore(path);
    await store.commit([{ kind: "putValue", key: "account", value: { seedHex: "00" } }]);
    for (const file of [path, `${path}-wal`]) expect(statSync(file).mode & 0o077).toBe(0);
    await store.close();
  });

  test("behaviour: what one process committed another one sees without a clean end", async () => {
    const path = newFile();
    const killed = openFileStore(path);
    await killed.commit([{ kind: "putValue", key: "owner", value: "someone" }]);
    const next = openFileStore(path);
    expect(await next.value("owner")).toBe("someone");
    await next.close();
    await killed.close();
  });

  test("error: a file of a newer program is left alone", () => {
    const path = newFile();
    const newer = new DatabaseSync(path);
    newer.exec("PRAGMA user_version = 99");
    newer.close();
    expect(() => openFileStore(path)).toThrow(expect.objectContaining({ code: "store_invalid" }));
  });

  test("error: a path that cannot be written", () => {
    expect(() => openFileStore(join(tmpdir(), "no such folder", "account.db"))).toThrow(/ENOENT/);
  });
});

describe("IndexedDB store", () => {
  test("error: a database of a newer version is left alone", async () => {
    await new Promise<void>((resolve, reject) => {
      const request = indexedDB.open("newer", 99);
      request.onerror = () => reject(request.error);
      request.onsuccess = () => {
        request.result.close();
        resolve();
      };
    });
    await expect(openIndexedDbStore("newer")).rejects.toMatchObject({ code: "store_invalid" });
  });

  test("behaviour: a deleted store is empty when opened again", async () => {
    const store = await openIndexedDbStore("wiped");
    await store.commit([{ kind: "putValue", key: "owner", value: "someone" }]);
    await store.close();
    await deleteIndexedDbStore("wiped");
    const again = await openIndexedDbStore("wiped");
    expect(await again.value("owner")).toBeUndefined();
    await again.close();
  });
});
