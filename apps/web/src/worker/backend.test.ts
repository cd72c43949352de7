// The real client over stores in memory and a network that cannot be reached; two backends share a lock as two tabs do.
import {
  type ClientEvents,
  type ClientPorts,
  type ClientStore,
  createClient,
  memoryStore,
  type UnknownPayload,
} from "@session/client";
import { SessionError } from "@session/protocol/errors";
import { afterEach, describe, expect, test } from "vitest";
import type { Backend, BackendEvent, StartResult } from "../client/backend.ts";
import type { AppStore } from "../store/app-store.ts";
import { BOB_ID, CAROL_ID } from "../testing/entries.ts";
import { memoryAppStore } from "../testing/memory-app-store.ts";
import { memoryLocks } from "../testing/memory-lock.ts";
import type { AccountLock } from "./account-lock.ts";
import { createBackend } from "./backend.ts";

const PHRASE = Array.from({ length: 13 }, () => "session").join(" ");
const PHRASE_ID = "0512742fb4ac033a8a33f5776aa0e7e88f35f7af9f65dee31e57fbc7d6f8664b12";
const CONFIG = { seedUrls: ["http://127.0.0.1:1"], network: {} };

/** Fails each attempt at once. */
function unreachablePorts(): ClientPorts {
  const unreachable = () =>
    Promise.reject(new SessionError("transport_unreachable", "no connection", { retryable: true }));
  let drawn = 0;
  return {
    clock: {
      now: () => 1_700_000_000_000,
      monotonic: () => 0,
      // A second passes in a moment.
      sleep: (ms, signal) =>
        new Promise((resolve, reject) => {
          if (signal.aborted) return reject(signal.reason);
          const timer = setTimeout(resolve, ms / 100);
          signal.addEventListener(
            "abort",
            () => {
              clearTimeout(timer);
              reject(signal.reason);
            },
            { once: true },
          );
        }),
    },
    random: {
      secure(length) {
        drawn += 1;
        return new Uint8Array(length).fill(drawn);
      },
      below: () => 0,
      fork() {
        return this;
      },
    },
    transport: { request: unreachable },
    seeds: { post: unreachable },
  };
}

interface Tab {
  readonly backend: Backend;
  readonly events: BackendEvent[];
  readonly handlers: { [E in keyof ClientEvents]?: (payload: ClientEvents[E]) => void | Promise<void> };
}

/** One browser: stores that outlive the tabs, and a lock between them. */
function setUp() {
  let clientStore: ClientStore = memoryStore();
  let appStore: AppStore = memoryAppStore();
  const lockOf = memoryLocks();
  /** The stores outlive the tab that closes them. */
  const kept = <T extends { close(): Promise<void> }>(store: T): T => ({
    ...store,
    close: () => Promise.resolve(),
  });
  const tab = (options: { lock?: AccountLock; ports?: Partial<ClientPorts> } = {}): Tab => {
    const handlers: Tab["handlers"] = {};
    const backend = createBackend({
      clientPorts: { ...unreachablePorts(), ...options.ports },
      createClient(clientOptions, ports) {
        const client = createClient(clientOptions, ports);
        return {
          ...client,
          on(event, handler) {
            Object.assign(handlers, { [event]: handler });
            return client.on(event, handler);
          },
        };
      },
      openClientStore: () => Promise.resolve(kept(clientStore)),
      openAppStore: () => Promise.resolve(kept(appStore)),
      deleteStores() {
        clientStore = memoryStore();
        appStore = memoryAppStore();
        return Promise.resolve();
      },
      lock: options.lock ?? lockOf(),
      leaveMs: 5_000,
    });
    backends.push(backend);
    return { backend, events: [], handlers };
  };
  const start = async (one: Tab): Promise<StartResult> =>
    one.backend.start(CONFIG, (event) => one.events.push(event));
  return { tab, start, lockOf };
}

const backends: Backend[] = [];
afterEach(async () => {
  for (const backend of backends.splice(0)) await backend.signOut();
});

const payloadOf = (more: Partial<UnknownPayload> = {}): UnknownPayload =>
  ({
    kind: "dataMessage",
    sender: BOB_ID,
    timestampMs: 1_700_000_000_500,
    hash: "h1",
    raw: new Uint8Array(),
    ...more,
  }) as UnknownPayload; // brands are for the compiler

describe("accounts", () => {
  test("default: a new browser has none", async () => {
    const { tab, start } = setUp();
    expect(await start(tab())).toEqual({ kind: "none" });
  });
  test("behaviour: a created account is there after a reload, with its name", async () => {
    const { tab, start } = setUp();
    const first = tab();
    await start(first);
    const created = await first.backend.createAccount("Alice");
    if (created.kind !== "ready") throw new Error(`expected ready, got ${created.kind}`);
    const second = tab();
    await start(second);
    const resumed = await second.backend.takeOver();
    expect(resumed).toMatchObject({ kind: "ready", account: created.account });
    expect(created.account.displayName).toBe("Alice");
  });
  test("behaviour: a phrase restores the account it stands for, and is shown again", async () => {
    const { tab, start } = setUp();
    const { backend } = tab();
    await start({ backend, events: [], handlers: {} });
    expect(await backend.restoreAccount(PHRASE, "Bob")).toMatchObject({ account: { accountId: PHRASE_ID } });
    expect(await backend.recoveryPhrase()).toEqual({ ok: true, value: PHRASE });
  });
  test("behaviour: signing out leaves nothing on the device", async () => {
    const { tab, start } = setUp();
    const one = tab();
    await start(one);
    await one.backend.restoreAccount(PHRASE, "Bob");
    await one.backend.saveDraft(BOB_ID, "secret");
    expect(await one.backend.signOut()).toEqual({ ok: true, value: undefined });
    const fresh = await one.backend.createAccount("New");
    expect(fresh).toMatchObject({ kind: "ready", conversations: [] });
    expect(fresh.kind === "ready" && fresh.account.accountId).not.toBe(PHRASE_ID);
  });
  test("error: storage that the browser refuses is named", async () => {
    const backend = createBackend({
      clientPorts: unreachablePorts(),
      createClient,
      openClientStore: () => Promise.reject(new DOMException("denied", "SecurityError")),
      openAppStore: () => Promise.resolve(memoryAppStore()),
      deleteStores: () => Promise.resolve(),
      lock: memoryLocks()(),
      leaveMs: 5_000,
    });
    expect(await backend.start(CONFIG, () => {})).toEqual({ kind: "failed", code: "storage" });
  });
  test("error: network options outside their limits are named, not guessed", async () => {
    const { tab } = setUp();
    const { backend } = tab();
    await backend.start({ ...CONFIG, network: { hops: 9 } }, () => {});
    expect(await backend.createAccount("Alice")).toEqual({ kind: "failed", code: "invalid_config" });
  });
});

describe("conversations", () => {
  async function signedIn() {
    const { tab, start } = setUp();
    const one = tab();
    await start(one);
    await one.backend.restoreAccount(PHRASE, "Bob");
    return one;
  }
  test("behaviour: a sent message is on screen from the store before the network has it", async () => {
    const { backend, events } = await signedIn();
    expect(await backend.send(CAROL_ID, "hello")).toEqual({ ok: true, value: undefined });
    const entry = events.find((event) => event.type === "entry");
    expect(entry).toMatchObject({
      entry: { kind: "message", message: { text: "hello", conversation: CAROL_ID } },
    });
    const page = await backend.timeline(CAROL_ID, undefined);
    expect(page.entries.map(({ message }) => "text" in message && message.text)).toEqual(["hello"]);
  });
  test("error: what cannot be sent or added is a value with its code", async () => {
    const { backend } = await signedIn();
    expect(await backend.send(CAROL_ID, "a".repeat(2_001))).toEqual({ ok: false, code: "message_too_long" });
    expect(await backend.addContact(PHRASE_ID)).toEqual({ ok: false, code: "own_account_id" });
    expect(await backend.addContact("05")).toEqual({ ok: false, code: "invalid_account_id" });
    expect(await backend.retry("nothing")).toEqual({ ok: false, code: "message_unknown" });
  });
  test("error: nothing works before an account is open", async () => {
    const { tab, start } = setUp();
    const one = tab();
    await start(one);
    expect(await one.backend.send(CAROL_ID, "x")).toEqual({ ok: false, code: "internal" });
    await expect(one.backend.timeline(CAROL_ID, undefined)).rejects.toThrow();
  });
  test("behaviour: an unsupported message keeps its place, is unread, and comes once", async () => {
    const one = await signedIn();
    await one.handlers.unknown?.(payloadOf());
    await one.handlers.unknown?.(payloadOf());
    expect(one.events.filter((event) => event.type === "entry")).toHaveLength(1);
    expect((await one.backend.timeline(BOB_ID, undefined)).entries).toMatchObject([
      { kind: "unsupported", message: { sender: BOB_ID } },
    ]);
    expect(await one.backend.takeOver()).toMatchObject({ conversations: [{ accountId: BOB_ID, unread: 1 }] });
  });
  test("behaviour: silent kinds and copies of our own are not shown", async () => {
    const one = await signedIn();
    await one.handlers.unknown?.(payloadOf({ kind: "receiptMessage" }));
    await one.handlers.unknown?.(payloadOf({ sender: PHRASE_ID as UnknownPayload["sender"] })); // a brand, as above
    expect(one.events.filter((event) => event.type === "entry")).toEqual([]);
  });
  test("behaviour: reading marks and drafts outlive the tab", async () => {
    const { tab, start } = setUp();
    const first = tab();
    await start(first);
    await first.backend.restoreAccount(PHRASE, "Bob");
    await first.backend.addContact(CAROL_ID);
    await first.backend.markRead(CAROL_ID, 42);
    await first.backend.saveDraft(CAROL_ID, "half a sent");
    const second = tab();
    await start(second);
    expect(await second.backend.takeOver()).toMatchObject({
      conversations: [{ accountId: CAROL_ID, readAtMs: 42, draft: "half a sent" }],
    });
  });
});

describe("tabs", () => {
  test("behaviour: a second tab waits, and gets the account when it asks", async () => {
    const { tab, start } = setUp();
    const [first, second] = [tab(), tab()];
    await start(first);
    await first.backend.restoreAccount(PHRASE, "Bob");
    expect(await start(second)).toEqual({ kind: "elsewhere" });
    expect(await second.backend.takeOver()).toMatchObject({
      kind: "ready",
      account: { accountId: PHRASE_ID },
    });
    expect(first.events.at(-1)).toEqual({ type: "moved" });
  });
  test("behaviour: the tab that lost the account gets it back when the other asks to leave in turn", async () => {
    const { tab, start } = setUp();
    const [first, second] = [tab(), tab()];
    await start(first);
    await first.backend.restoreAccount(PHRASE, "Bob");
    await start(second);
    await second.backend.takeOver();
    expect(await first.backend.takeOver()).toMatchObject({ kind: "ready" });
    expect(second.events.at(-1)).toEqual({ type: "moved" });
  });
  test("behaviour: a tab that does not answer loses the account all the same", async () => {
    const { tab, start, lockOf } = setUp();
    const sleep = () => Promise.resolve();
    const first = tab({ lock: lockOf({ deaf: true }) });
    const second = tab({ ports: { clock: { ...unreachablePorts().clock, sleep } } });
    await start(first);
    await start(second);
    expect(await second.backend.takeOver()).toEqual({ kind: "none" });
    expect(first.events.at(-1)).toEqual({ type: "moved" });
  });
});
