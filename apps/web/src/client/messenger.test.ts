// The messenger over a backend that answers from plain values; what the worker does is tested beside it.
import { describe, expect, test } from "vitest";
import { BOB_ID, conversationOf, entryAt, OWN_ID, sessionOf } from "../testing/entries.ts";
import type { Backend, BackendEvent } from "./backend.ts";
import { createMessenger } from "./messenger.ts";

function setUp(overrides: Partial<Backend> = {}) {
  const calls: unknown[][] = [];
  const reported: unknown[] = [];
  let emit: (event: BackendEvent) => void = () => {};
  const record =
    <T>(name: string, value: T) =>
    (...args: unknown[]): Promise<T> => {
      calls.push([name, ...args]);
      return Promise.resolve(value);
    };
  const session = sessionOf([conversationOf(BOB_ID)]);
  const done = { ok: true, value: undefined } as const;
  const backend: Backend = {
    start: (_, listener) => {
      emit = listener;
      return Promise.resolve(session);
    },
    takeOver: record("takeOver", session),
    createAccount: record("createAccount", session),
    restoreAccount: record("restoreAccount", session),
    setDisplayName: record("setDisplayName", done),
    addContact: record("addContact", { ok: false, code: "store_invalid" } as const),
    timeline: record("timeline", { entries: [entryAt(5)], hasOlder: true }),
    send: record("send", done),
    retry: record("retry", done),
    markRead: record("markRead", undefined),
    saveDraft: record("saveDraft", undefined),
    recoveryPhrase: record("recoveryPhrase", { ok: true, value: "words" } as const),
    signOut: record("signOut", done),
    ...overrides,
  };
  const messenger = createMessenger({
    backend,
    loadConfig: () => Promise.resolve({ seedUrls: ["http://seed"], network: {} }),
    report: (error) => reported.push(error),
  });
  const conversation = () => {
    const state = messenger.state();
    return state.kind === "ready" ? state.conversations.get(BOB_ID) : undefined;
  };
  return { messenger, calls, reported, conversation, emit: (event: BackendEvent) => emit(event) };
}

describe("createMessenger", () => {
  test("default: starts the backend with the site's settings and shows its session", async () => {
    const { messenger } = setUp();
    expect(messenger.state().kind).toBe("starting");
    await messenger.start();
    expect(messenger.state().kind).toBe("ready");
    expect(messenger.config()).toEqual({ seedUrls: ["http://seed"], network: {} });
  });
  test("error: settings that cannot be loaded are a screen, and reported", async () => {
    const reported: unknown[] = [];
    const messenger = createMessenger({
      backend: { start: () => Promise.reject(new Error("not reached")) } as unknown as Backend, // only start matters
      loadConfig: () => Promise.reject(new TypeError("seedUrls: expected 1..32 URLs")),
      report: (error) => reported.push(error),
    });
    await messenger.start();
    expect(messenger.state()).toEqual({ kind: "failed", code: "config" });
    expect(reported).toHaveLength(1);
  });
  test("error: a worker that breaks while starting is a screen, and reported", async () => {
    const { messenger, reported } = setUp({ start: () => Promise.reject(new Error("broken")) });
    await messenger.start();
    expect(messenger.state()).toEqual({ kind: "failed", code: "internal" });
    expect(reported).toHaveLength(1);
  });
  test("behaviour: events of the worker reach subscribers until they leave", async () => {
    const { messenger, emit, conversation } = setUp();
    await messenger.start();
    let changes = 0;
    const leave = messenger.subscribe(() => {
      changes += 1;
    });
    emit({ type: "entry", entry: entryAt(5) });
    leave();
    emit({ type: "entry", entry: entryAt(6) });
    expect(changes).toBe(1);
    expect(conversation()?.unread).toBe(2);
  });
  test("behaviour: a conversation is read from the store once", async () => {
    const { messenger, calls, conversation } = setUp();
    await messenger.start();
    await messenger.openConversation(BOB_ID);
    await messenger.openConversation(BOB_ID);
    expect(calls).toEqual([["timeline", BOB_ID, undefined]]);
    expect(conversation()?.timeline?.entries).toEqual([entryAt(5)]);
  });
  test("behaviour: older messages are asked for once at a time, before the oldest", async () => {
    const { messenger, calls } = setUp();
    await messenger.start();
    await messenger.openConversation(BOB_ID);
    await Promise.all([messenger.loadOlder(BOB_ID), messenger.loadOlder(BOB_ID)]);
    expect(calls.slice(1)).toEqual([["timeline", BOB_ID, entryAt(5).message]]);
  });
  test("behaviour: reading is told to the worker only when it changes something", async () => {
    const { messenger, calls, emit } = setUp();
    await messenger.start();
    emit({ type: "entry", entry: entryAt(5) });
    messenger.markRead(BOB_ID, 5);
    messenger.markRead(BOB_ID, 5);
    expect(calls).toEqual([["markRead", BOB_ID, 5]]);
  });
  test("error: a contact that could not be stored does not appear", async () => {
    const { messenger } = setUp();
    await messenger.start();
    const other = `05${"dd".repeat(32)}`;
    expect(await messenger.addContact(other)).toEqual({ ok: false, code: "store_invalid" });
    const state = messenger.state();
    expect(state.kind === "ready" && state.conversations.has(other)).toBe(false);
  });
  test("behaviour: a new name shows once it is stored", async () => {
    const { messenger } = setUp();
    await messenger.start();
    await messenger.setDisplayName("Alicia");
    expect(messenger.state()).toMatchObject({ account: { accountId: OWN_ID, displayName: "Alicia" } });
  });
  test("error: a draft that cannot be saved stays on screen and is reported", async () => {
    const { messenger, reported, conversation } = setUp({
      saveDraft: () => Promise.reject(new Error("full")),
    });
    await messenger.start();
    messenger.setDraft(BOB_ID, "half a sent");
    expect(conversation()?.draft).toBe("half a sent");
    await new Promise((resolve) => setTimeout(resolve));
    expect(reported).toHaveLength(1);
  });
  test("behaviour: signing out leaves the account only when everything is gone", async () => {
    const failing = setUp({ signOut: () => Promise.resolve({ ok: false, code: "blocked" }) });
    await failing.messenger.start();
    await failing.messenger.signOut();
    expect(failing.messenger.state().kind).toBe("ready");
    const working = setUp();
    await working.messenger.start();
    await working.messenger.signOut();
    expect(working.messenger.state()).toEqual({ kind: "none" });
  });
});
