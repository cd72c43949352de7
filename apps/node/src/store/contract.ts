/** What every MessageStore must do; run against each implementation. */
import type { MailboxId } from "@session/protocol/identity";
import { namespace } from "@session/protocol/rpc";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { MessageStore, StoredMessage } from "./message-store.ts";

const alice = `05${"a1".repeat(32)}` as MailboxId; // 66 hex digits, as the brand demands
const bob = `05${"b2".repeat(32)}` as MailboxId; // 66 hex digits, as the brand demands

/** A hash is any text to a store; tests use readable ones of the right length. */
export function testHash(name: string): string {
  return name.padEnd(43, "_");
}

/** Changes of a test message; the namespace as a plain number. */
export type TestChanges = Partial<Omit<StoredMessage, "namespace">> & { readonly namespace?: number };

export function testMessage(name: string, changes: TestChanges = {}): StoredMessage {
  const { namespace: number = 0, ...others } = changes;
  return {
    account: alice,
    namespace: namespace(number),
    hash: testHash(name),
    timestampMs: 1_000,
    expiryMs: 100_000,
    data: new TextEncoder().encode(`data of ${name}`),
    ...others,
  };
}

export function describeMessageStore(
  name: string,
  create: (options: { quotaBytes?: number }) => MessageStore,
): void {
  describe(`MessageStore: ${name}`, () => {
    let store: MessageStore;
    beforeEach(() => {
      store = create({});
    });
    afterEach(() => store.close());

    const everything = { account: alice, namespace: namespace(0), sizeMax: 1_000_000 };
    const names = async (query: { account?: MailboxId; namespace?: number; afterHash?: string } = {}) =>
      (
        await store.retrieve({ ...everything, ...query, namespace: namespace(query.namespace ?? 0) })
      ).messages.map((message) => message.hash.replaceAll("_", ""));

    test("default: what was put comes back as it was", async () => {
      const message = testMessage("m", { namespace: -11, data: Uint8Array.of(0, 255, 1) });
      expect(await store.put(message)).toEqual({ kind: "new", expiryMs: 100_000 });
      const page = await store.retrieve({ ...everything, namespace: namespace(-11) });
      expect(page.more).toBe(false);
      expect(page.messages.map((found) => ({ ...found, data: [...found.data] }))).toEqual([
        { ...message, data: [0, 255, 1] },
      ]);
    });

    test("behaviour: empty data is a message too", async () => {
      await store.put(testMessage("empty", { data: new Uint8Array() }));
      expect((await store.retrieve(everything)).messages[0]?.data.length).toBe(0);
    });

    test("behaviour: a hash is stored once; a later expiry extends it, an earlier one changes nothing", async () => {
      await store.put(testMessage("m"));
      expect(await store.put(testMessage("m", { timestampMs: 5, expiryMs: 99_999 }))).toEqual({
        kind: "exists",
        expiryMs: 100_000,
      });
      expect(await store.put(testMessage("m", { timestampMs: 5, expiryMs: 100_001 }))).toEqual({
        kind: "extended",
        expiryMs: 100_001,
      });
      const [found, ...rest] = (await store.retrieve(everything)).messages;
      expect(rest).toEqual([]);
      expect(found).toMatchObject({ timestampMs: 1_000, expiryMs: 100_001 });
    });

    test("behaviour: mailboxes of other accounts and namespaces are separate", async () => {
      await store.put(testMessage("a0"));
      await store.put(testMessage("a2", { namespace: 2 }));
      await store.put(testMessage("b0", { account: bob }));
      expect(await names()).toEqual(["a0"]);
      expect(await names({ namespace: 2 })).toEqual(["a2"]);
      expect(await names({ account: bob })).toEqual(["b0"]);
      expect(await names({ namespace: 3 })).toEqual([]);
    });

    test("behaviour: retrieve follows insertion order, not time or hash", async () => {
      for (const [name, timestampMs] of [
        ["z", 3_000],
        ["a", 9_000],
        ["m", 1_000],
      ] as const)
        await store.put(testMessage(name, { timestampMs }));
      expect(await names()).toEqual(["z", "a", "m"]);
      expect(await names({ afterHash: testHash("z") })).toEqual(["a", "m"]);
      expect(await names({ afterHash: testHash("m") })).toEqual([]);
    });

    test("behaviour: extending a message keeps its place", async () => {
      for (const name of ["one", "two"]) await store.put(testMessage(name));
      await store.put(testMessage("one", { expiryMs: 200_000 }));
      expect(await names()).toEqual(["one", "two"]);
    });

    test("behaviour: an unknown last hash, or one of another mailbox, starts from the beginning", async () => {
      await store.put(testMessage("other", { namespace: 2 }));
      await store.put(testMessage("one"));
      expect(await names({ afterHash: testHash("gone") })).toEqual(["one"]);
      expect(await names({ afterHash: testHash("other") })).toEqual(["one"]);
    });

    test("behaviour: a message that comes after the newest one was deleted is still behind the last hash", async () => {
      await store.put(testMessage("one"));
      await store.put(testMessage("two"));
      await store.deleteHashes(alice, [testHash("two")]);
      await store.put(testMessage("three"));
      expect(await names({ afterHash: testHash("one") })).toEqual(["three"]);
    });

    test("behaviour: max_count cuts and says so", async () => {
      for (const name of ["one", "two", "three"]) await store.put(testMessage(name));
      const page = await store.retrieve({ ...everything, countMax: 2 });
      expect(page.messages.length).toBe(2);
      expect(page.more).toBe(true);
      expect((await store.retrieve({ ...everything, countMax: 3 })).more).toBe(false);
    });

    test("behaviour: max_size counts 100, the hash and base64 of the data, and always lets one through", async () => {
      // 100 + 43 + floor(30 * 4 / 3) = 183 each
      for (const name of ["one", "two", "three"])
        await store.put(testMessage(name, { data: new Uint8Array(30) }));
      const sized = async (sizeMax: number) => {
        const page = await store.retrieve({ ...everything, sizeMax });
        return [page.messages.length, page.more];
      };
      expect(await sized(1)).toEqual([1, true]);
      expect(await sized(365)).toEqual([1, true]);
      expect(await sized(366)).toEqual([2, true]);
      expect(await sized(549)).toEqual([3, false]);
    });

    test("behaviour: a public outbox holds one message", async () => {
      await store.put(testMessage("one", { namespace: -1 }), { replaceOthers: true });
      await store.put(testMessage("kept", { namespace: -21 }), { replaceOthers: true });
      await store.put(testMessage("two", { namespace: -1 }), { replaceOthers: true });
      await store.put(testMessage("two", { namespace: -1 }), { replaceOthers: true });
      expect(await names({ namespace: -1 })).toEqual(["two"]);
      expect(await names({ namespace: -21 })).toEqual(["kept"]);
    });

    test("behaviour: putAll reports each message", async () => {
      await store.put(testMessage("one"));
      const outcomes = await store.putAll([testMessage("one"), testMessage("two"), testMessage("two")]);
      expect(outcomes.map(({ kind }) => kind)).toEqual(["exists", "new", "exists"]);
      expect(await store.putAll([])).toEqual([]);
    });

    test("behaviour: sweep removes what expired at or before the time, and only that", async () => {
      for (const [name, expiryMs] of [
        ["early", 1_000],
        ["now", 2_000],
        ["late", 2_001],
      ] as const)
        await store.put(testMessage(name, { expiryMs }));
      expect(await store.sweep(2_000)).toBe(2);
      expect(await names()).toEqual(["late"]);
      expect(await store.sweep(2_000)).toBe(0);
      expect(await store.count()).toBe(1);
    });

    test("behaviour: expiries of own hashes only", async () => {
      await store.put(testMessage("mine", { namespace: 3 }));
      await store.put(testMessage("theirs", { account: bob }));
      expect(await store.expiries(alice, ["mine", "theirs", "none"].map(testHash))).toEqual([
        { namespace: 3, hash: testHash("mine"), expiryMs: 100_000 },
      ]);
    });

    test("behaviour: deletes own hashes across namespaces, sorted", async () => {
      await store.put(testMessage("zz"));
      await store.put(testMessage("aa", { namespace: 5 }));
      await store.put(testMessage("theirs", { account: bob }));
      const asked = ["zz", "theirs", "none", "aa", "zz"].map(testHash);
      expect(await store.deleteHashes(alice, asked)).toEqual([testHash("aa"), testHash("zz")]);
      expect(await store.count()).toBe(1);
    });

    test("behaviour: delete_all of one namespace or of all", async () => {
      await store.put(testMessage("one"));
      await store.put(testMessage("two", { namespace: 2 }));
      await store.put(testMessage("theirs", { account: bob }));
      expect(await store.deleteAll(alice, namespace(2))).toEqual([{ namespace: 2, hash: testHash("two") }]);
      expect(await store.deleteAll(alice, "all")).toEqual([{ namespace: 0, hash: testHash("one") }]);
      expect(await store.deleteAll(alice, "all")).toEqual([]);
      expect(await store.count()).toBe(1);
    });

    test("behaviour: delete_before goes by the sender's timestamp, inclusive", async () => {
      for (const [name, timestampMs] of [
        ["old", 1_000],
        ["edge", 2_000],
        ["new", 2_001],
      ] as const)
        await store.put(testMessage(name, { timestampMs }));
      await store.put(testMessage("elsewhere", { timestampMs: 1, namespace: 9 }));
      expect((await store.deleteBefore(alice, namespace(0), 2_000)).map(({ hash }) => hash)).toEqual(
        ["edge", "old"].map(testHash),
      );
      expect(await store.deleteBefore(alice, "all", 2_000)).toEqual([
        { namespace: 9, hash: testHash("elsewhere") },
      ]);
    });

    test("behaviour: expiry changes follow their mode", async () => {
      for (const name of ["a", "b"]) await store.put(testMessage(name));
      const change = (mode: "set" | "extend" | "shorten", expiryMs: number) =>
        store.updateExpiries(alice, [{ hash: testHash("a"), expiryMs }], mode);
      const entry = (expiryMs: number) => [{ namespace: 0, hash: testHash("a"), expiryMs }];
      expect(await change("extend", 100_000)).toEqual({ updated: [], unchanged: entry(100_000) });
      expect(await change("extend", 100_001)).toEqual({ updated: entry(100_001), unchanged: [] });
      expect(await change("shorten", 100_001)).toEqual({ updated: [], unchanged: entry(100_001) });
      expect(await change("shorten", 50_000)).toEqual({ updated: entry(50_000), unchanged: [] });
      expect(await change("set", 50_000)).toEqual({ updated: entry(50_000), unchanged: [] });
      expect(await store.updateExpiries(alice, [{ hash: testHash("none"), expiryMs: 1 }], "set")).toEqual({
        updated: [],
        unchanged: [],
      });
      expect(await store.updateExpiries(bob, [{ hash: testHash("a"), expiryMs: 1 }], "set")).toEqual({
        updated: [],
        unchanged: [],
      });
      expect((await store.expiries(alice, [testHash("a")]))[0]?.expiryMs).toBe(50_000);
    });

    test("behaviour: shortenAll lowers later expiries only", async () => {
      await store.put(testMessage("short", { expiryMs: 10 }));
      await store.put(testMessage("long"));
      await store.put(testMessage("other", { namespace: 4 }));
      expect(await store.shortenAll(alice, namespace(0), 500)).toEqual([
        { namespace: 0, hash: testHash("long") },
      ]);
      expect(await store.shortenAll(alice, "all", 500)).toEqual([{ namespace: 4, hash: testHash("other") }]);
      expect((await store.expiries(alice, [testHash("short")]))[0]?.expiryMs).toBe(10);
    });

    test("behaviour: revocations live without messages, per account, newest fifty", async () => {
      const token = (n: number) => new Uint8Array(36).fill(n);
      await store.revoke(alice, [token(1)]);
      expect(await store.isRevoked(alice, token(1))).toBe(true);
      expect(await store.isRevoked(bob, token(1))).toBe(false);
      await store.sweep(1e15);
      expect(await store.isRevoked(alice, token(1))).toBe(true);
      await store.revoke(
        alice,
        Array.from({ length: 49 }, (_, index) => token(100 + index)),
      );
      await store.revoke(alice, [token(1)]); // repeated: now the newest
      await store.revoke(alice, [token(200)]);
      expect(await store.isRevoked(alice, token(1))).toBe(true);
      expect(await store.isRevoked(alice, token(100))).toBe(false);
      expect(await store.unrevoke(alice, [token(1), token(100)])).toBe(1);
      expect(await store.isRevoked(alice, token(1))).toBe(false);
      expect(await store.unrevoke(bob, [token(1)])).toBe(0);
    });

    test("behaviour: relay pages cover everything once, in order, within the size", async () => {
      for (let index = 0; index < 7; index++)
        await store.put(
          testMessage(`m${index}`, {
            account: index % 2 ? bob : alice,
            namespace: index,
            data: new Uint8Array(300),
          }),
        );
      const seen: string[] = [];
      let after: number | undefined = 0;
      let pages = 0;
      while (after !== undefined) {
        const page = await store.relayPage(after, 1_200); // 100 + 43 + 400 each: two to a page
        expect(page.messages.length).toBeLessThanOrEqual(2);
        seen.push(
          ...page.messages.map(({ hash, account, namespace }) => `${hash[1]}${account[2]}${namespace}`),
        );
        after = page.next;
        pages++;
      }
      expect(seen).toEqual(["0a0", "1b1", "2a2", "3b3", "4a4", "5b5", "6a6"]);
      expect(pages).toBe(4);
    });

    test("behaviour: hash pages cover everything once, in insertion order", async () => {
      for (const name of ["z", "b", "a"]) await store.put(testMessage(name, { expiryMs: 5 }));
      const first = await store.hashPage(0, 2);
      expect(first.entries).toEqual(
        ["z", "b"].map((name) => ({ account: alice, hash: testHash(name), expiryMs: 5 })),
      );
      const second = await store.hashPage(first.next ?? Number.NaN, 2);
      expect(second.entries.map(({ hash }) => hash)).toEqual([testHash("a")]);
      expect(second.next).toBeUndefined();
      expect((await store.hashPage(0, 3)).next).toBeUndefined();
    });

    test("behaviour: messages by hash, as many as fit; hashes that are not here", async () => {
      // 100 + 43 + 40 each
      for (const name of ["one", "two"]) await store.put(testMessage(name, { data: new Uint8Array(30) }));
      const asked = ["two", "none", "one"].map(testHash);
      const found = async (sizeMax: number) =>
        (await store.messagesByHash(asked, sizeMax)).map(({ hash }) => hash);
      expect(await found(366)).toEqual([testHash("two"), testHash("one")]);
      expect(await found(365)).toEqual([testHash("two")]);
      expect(await found(1)).toEqual([testHash("two")]);
      expect(await store.unknownHashes(asked)).toEqual([testHash("none")]);
    });

    test("behaviour: a full store refuses new messages, extends known ones, and takes new ones after deletes", async () => {
      const small = create({ quotaBytes: 300_000 });
      const message = (index: number) => testMessage(`m${index}`, { data: new Uint8Array(20_000) });
      let stored = 0;
      while ((await small.put(message(stored))).kind === "new" && stored < 100) stored++;
      expect(stored).toBeGreaterThan(5);
      expect(stored).toBeLessThan(16);
      expect(await small.put(message(stored))).toEqual({ kind: "full" });
      expect((await small.retrieve(everything)).messages.length).toBe(stored);
      expect((await small.put({ ...message(0), expiryMs: 100_001 })).kind).toBe("extended");
      await small.deleteAll(alice, namespace(0));
      expect((await small.put(message(stored))).kind).toBe("new");
      await small.close();
    });
  });
}
