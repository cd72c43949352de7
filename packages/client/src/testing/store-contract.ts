import type { AccountId, Ed25519PublicKey } from "@session/protocol/identity";
import { alice, bob, carol, fixtureNode } from "@session/testkit/fixtures";
import { afterEach, describe, expect, test } from "vitest";
import { newContact } from "../conversations/contacts.ts";
import type { OutboxJob } from "../outbox/types.ts";
import type { ClientStore, CursorKey, StoredMessage } from "../store/port.ts";

export interface StoreUnderTest {
  readonly store: ClientStore;
  /** Closes the store and opens what it left behind; absent for a store that keeps nothing. */
  reopen?(): Promise<ClientStore>;
  cleanUp?(): Promise<void>;
}

/** Rules that every ClientStore keeps, wherever it writes. */
export function describeClientStore(name: string, create: () => Promise<StoreUnderTest>): void {
  describe(`ClientStore: ${name}`, () => {
    const open: StoreUnderTest[] = [];
    async function setUp(): Promise<StoreUnderTest> {
      const subject = await create();
      open.push(subject);
      return subject;
    }
    afterEach(async () => {
      for (const subject of open.splice(0)) {
        await subject.store.close();
        await subject.cleanUp?.();
      }
    });

    test("behaviour: a new store is empty", async () => {
      const { store } = await setUp();
      expect(await store.value("owner")).toBeUndefined();
      expect(await store.contact(bob.accountId)).toBeUndefined();
      expect(await store.contacts()).toEqual([]);
      expect(await store.message("nothing")).toBeUndefined();
      expect(await store.messages(bob.accountId, {})).toEqual([]);
      expect(await store.conversations()).toEqual([]);
      expect(await store.unhandledMessages()).toEqual([]);
      expect(await store.jobs()).toEqual([]);
      expect(await store.cursor(cursorKey())).toBeUndefined();
      expect(await store.seen(["a"])).toEqual(new Set());
    });

    test("behaviour: values are replaced and deleted", async () => {
      const { store } = await setUp();
      await store.commit([{ kind: "putValue", key: "guards", value: ["a", "b"] }]);
      await store.commit([{ kind: "putValue", key: "guards", value: { list: ["c"], count: 1, last: null } }]);
      expect(await store.value("guards")).toEqual({ list: ["c"], count: 1, last: null });
      await store.commit([{ kind: "deleteValue", key: "guards" }]);
      expect(await store.value("guards")).toBeUndefined();
    });

    test("behaviour: an empty commit is fine", async () => {
      const { store } = await setUp();
      await expect(store.commit([])).resolves.toBeUndefined();
    });

    test("behaviour: contacts come in order of account ID, and a put replaces the row", async () => {
      const { store } = await setUp();
      const accounts = [carol, alice, bob].map((account) => account.accountId);
      await store.commit(
        accounts.map((accountId) => ({ kind: "putContact", contact: newContact(accountId, 1) }) as const),
      );
      const named = { ...newContact(bob.accountId, 1), nickname: "Bob" };
      await store.commit([{ kind: "putContact", contact: named }]);
      expect((await store.contacts()).map((contact) => contact.accountId)).toEqual([...accounts].sort());
      expect(await store.contact(bob.accountId)).toEqual(named);
    });

    test("behaviour: messages page backwards from the newest, oldest first on each page", async () => {
      const { store } = await setUp();
      const times = [500, 100, 300, 200, 400];
      await store.commit(
        times.map((time) => ({ kind: "putMessage", message: message(bob.accountId, time) }) as const),
      );
      await store.commit([{ kind: "putMessage", message: message(carol.accountId, 250) }]);
      const newest = await store.messages(bob.accountId, { limit: 2 });
      expect(newest.map((one) => one.timestampMs)).toEqual([400, 500]);
      const [oldest] = newest;
      const older = await store.messages(bob.accountId, { limit: 10, ...(oldest && { before: oldest }) });
      expect(older.map((one) => one.timestampMs)).toEqual([100, 200, 300]);
    });

    test("behaviour: messages of the same time are ordered by ID and split by pages without loss", async () => {
      const { store } = await setUp();
      const rows = ["b", "a", "c"].map((id) => ({ ...message(bob.accountId, 7), id }));
      await store.commit(rows.map((row) => ({ kind: "putMessage", message: row }) as const));
      const [last] = await store.messages(bob.accountId, { limit: 1 });
      expect(last?.id).toBe("c");
      const before = { id: "c", timestampMs: 7 };
      expect((await store.messages(bob.accountId, { before })).map((one) => one.id)).toEqual(["a", "b"]);
    });

    test("behaviour: conversations are those with messages, each once", async () => {
      const { store } = await setUp();
      await store.commit([
        { kind: "putMessage", message: message(carol.accountId, 1) },
        { kind: "putMessage", message: message(bob.accountId, 2) },
        { kind: "putMessage", message: message(bob.accountId, 3) },
        { kind: "putContact", contact: newContact(alice.accountId, 1) },
      ]);
      expect(await store.conversations()).toEqual([bob.accountId, carol.accountId].sort());
    });

    test("behaviour: unhandled messages are found until they are handled, oldest first", async () => {
      const { store } = await setUp();
      const rows = [3, 1, 2].map((time) => ({ ...message(bob.accountId, time), isHandled: false }));
      await store.commit(rows.map((row) => ({ kind: "putMessage", message: row }) as const));
      expect((await store.unhandledMessages()).map((row) => row.timestampMs)).toEqual([1, 2, 3]);
      await store.commit([
        { kind: "putMessage", message: { ...message(bob.accountId, 1), isHandled: true } },
      ]);
      expect((await store.unhandledMessages()).map((row) => row.timestampMs)).toEqual([2, 3]);
      expect(await store.messages(bob.accountId, {})).toHaveLength(3);
    });

    test("behaviour: jobs come in order of their sequence and go when deleted", async () => {
      const { store } = await setUp();
      await store.commit([3, 1, 2].map((sequence) => ({ kind: "putJob", job: job(sequence) }) as const));
      expect((await store.jobs()).map((one) => one.sequence)).toEqual([1, 2, 3]);
      await store.commit([{ kind: "deleteJob", id: "job 2" }]);
      expect((await store.jobs()).map((one) => one.id)).toEqual(["job 1", "job 3"]);
    });

    test("behaviour: cursors are kept per node, mailbox and namespace", async () => {
      const { store } = await setUp();
      await store.commit([
        { kind: "putCursor", cursor: cursorKey(), hash: "one" },
        { kind: "putCursor", cursor: { ...cursorKey(), namespace: -11 }, hash: "two" },
        { kind: "putCursor", cursor: { ...cursorKey(), node: fixtureNode(2).ed25519 }, hash: "three" },
        { kind: "putCursor", cursor: { ...cursorKey(), mailbox: bob.accountId }, hash: "four" },
      ]);
      expect(await store.cursor(cursorKey())).toBe("one");
      expect(await store.cursor({ ...cursorKey(), namespace: -11 })).toBe("two");
      expect(await store.cursor({ ...cursorKey(), mailbox: bob.accountId })).toBe("four");
    });

    test("behaviour: seen hashes are found, also among many, until their time is over", async () => {
      const { store } = await setUp();
      const hashes = Array.from({ length: 1_200 }, (_, index) => `hash ${index}`);
      await store.commit(
        hashes.map((hash, index) => ({ kind: "putSeen", hash, expiresAtMs: index + 1 }) as const),
      );
      expect(await store.seen([...hashes, "another"])).toEqual(new Set(hashes));
      await store.commit([{ kind: "dropSeenBefore", nowMs: 1_000 }]);
      expect(await store.seen(["hash 998", "hash 999", "hash 1000"])).toEqual(new Set(["hash 1000"]));
    });

    test("behaviour: a commit that cannot be written leaves nothing of it", async () => {
      const { store } = await setUp();
      await store.commit([{ kind: "putValue", key: "owner", value: "before" }]);
      const unwritable = { circular: undefined as unknown, run: () => undefined };
      unwritable.circular = unwritable;
      const failing = store.commit([
        { kind: "putValue", key: "owner", value: "after" },
        { kind: "putSeen", hash: "seen", expiresAtMs: 1 },
        { kind: "putValue", key: "guards", value: unwritable },
      ]);
      await expect(failing).rejects.toThrow();
      expect(await store.value("owner")).toBe("before");
      expect(await store.seen(["seen"])).toEqual(new Set());
    });

    test("behaviour: concurrent commits all take effect", async () => {
      const { store } = await setUp();
      await Promise.all(
        Array.from({ length: 20 }, (_, sequence) => store.commit([{ kind: "putJob", job: job(sequence) }])),
      );
      expect(await store.jobs()).toHaveLength(20);
    });

    test("behaviour: changing what went in or came out changes nothing in the store", async () => {
      const { store } = await setUp();
      const list = ["a"];
      await store.commit([{ kind: "putValue", key: "guards", value: list }]);
      list.push("b");
      const read = await store.value("guards");
      if (Array.isArray(read)) read.push("c");
      expect(await store.value("guards")).toEqual(["a"]);
    });

    test("error: a page size outside 1..500 is refused", async () => {
      const { store } = await setUp();
      for (const limit of [0, 501, 1.5])
        await expect(store.messages(bob.accountId, { limit })).rejects.toThrow(RangeError);
    });

    test("error: a closed store refuses work, and closing again is fine", async () => {
      const { store } = await setUp();
      await store.close();
      await store.close();
      await expect(store.value("owner")).rejects.toMatchObject({ code: "store_invalid" });
      await expect(store.commit([])).rejects.toMatchObject({ code: "store_invalid" });
    });

    test("behaviour: everything committed is there after reopening", async () => {
      const subject = await setUp();
      if (!subject.reopen) return;
      const row = { ...message(bob.accountId, 9), isHandled: false };
      await subject.store.commit([
        { kind: "putValue", key: "owner", value: alice.accountId },
        { kind: "putContact", contact: newContact(bob.accountId, 5) },
        { kind: "putMessage", message: row },
        { kind: "putJob", job: job(1) },
        { kind: "putCursor", cursor: cursorKey(), hash: "hash" },
        { kind: "putSeen", hash: "seen", expiresAtMs: 99 },
      ]);
      const again = await subject.reopen();
      expect(await again.value("owner")).toBe(alice.accountId);
      expect(await again.contacts()).toEqual([newContact(bob.accountId, 5)]);
      expect(await again.unhandledMessages()).toEqual([row]);
      expect(await again.jobs()).toEqual([job(1)]);
      expect(await again.cursor(cursorKey())).toBe("hash");
      expect(await again.seen(["seen"])).toEqual(new Set(["seen"]));
      await again.close();
    });
  });
}

function message(conversation: AccountId, timestampMs: number): StoredMessage {
  return {
    id: `${conversation}:${timestampMs}`,
    conversation,
    sender: conversation,
    direction: "incoming",
    text: `at ${timestampMs}`,
    timestampMs,
    status: "received",
    isHandled: true,
    deliveries: 1,
  };
}

function job(sequence: number): OutboxJob {
  return {
    id: `job ${sequence}`,
    sequence,
    purpose: "message",
    messageId: `message ${sequence}`,
    mailbox: bob.accountId,
    dataB64: "AAAA",
    hash: "hash",
    ttlMs: 1_000,
    createdAtMs: 1,
    state: "queued",
    attempts: 0,
  };
}

function cursorKey(): CursorKey & { readonly node: Ed25519PublicKey } {
  return { node: fixtureNode(1).ed25519, mailbox: alice.accountId, namespace: 0 };
}
