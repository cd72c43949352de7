// One contract for the real adapter (over an IndexedDB in memory) and for the store that other tests use.
import { IDBFactory } from "fake-indexeddb";
import { describe, expect, test } from "vitest";
import { memoryAppStore } from "../testing/memory-app-store.ts";
import type { AppStore } from "./app-store.ts";
import { deleteDatabase, openIndexedDbAppStore } from "./indexeddb-app-store.ts";

const MESSAGE = { id: "1", conversation: "bob", sender: "bob", timestampMs: 5 };

describe.each<[string, () => Promise<AppStore>]>([
  ["IndexedDB", () => openIndexedDbAppStore(new IDBFactory(), "app")],
  ["memory", () => Promise.resolve(memoryAppStore())],
])("AppStore in %s", (_, open) => {
  test("default: a new store is empty", async () => {
    const store = await open();
    expect(await store.read()).toEqual({ readAtMs: new Map(), drafts: new Map(), unsupported: [] });
  });
  test("behaviour: what was put is read, the newest value of each", async () => {
    const store = await open();
    await store.putReadAt("bob", 5);
    await store.putReadAt("bob", 9);
    await store.putDraft("bob", "half");
    await store.putUnsupported(MESSAGE);
    await store.putUnsupported(MESSAGE);
    expect(await store.read()).toEqual({
      readAtMs: new Map([["bob", 9]]),
      drafts: new Map([["bob", "half"]]),
      unsupported: [MESSAGE],
    });
  });
  test("behaviour: an empty draft is taken out", async () => {
    const store = await open();
    await store.putDraft("bob", "half");
    await store.putDraft("bob", "");
    expect((await store.read()).drafts.size).toBe(0);
  });
  test("error: a closed store refuses", async () => {
    const store = await open();
    await store.close();
    await store.close();
    await expect(store.read()).rejects.toThrow();
    await expect(store.putDraft("bob", "x")).rejects.toThrow();
  });
});

describe("IndexedDB", () => {
  test("behaviour: values outlive the connection, and a deleted database is empty", async () => {
    const factory = new IDBFactory();
    const first = await openIndexedDbAppStore(factory, "app");
    await first.putDraft("bob", "half");
    await first.close();
    const second = await openIndexedDbAppStore(factory, "app");
    expect((await second.read()).drafts.get("bob")).toBe("half");
    await second.close();
    await deleteDatabase(factory, "app");
    expect((await (await openIndexedDbAppStore(factory, "app")).read()).drafts.size).toBe(0);
  });
  test("behaviour: an open store gives way to a deletion", async () => {
    const factory = new IDBFactory();
    const store = await openIndexedDbAppStore(factory, "app");
    await deleteDatabase(factory, "app");
    await expect(store.read()).rejects.toThrow();
  });
});
