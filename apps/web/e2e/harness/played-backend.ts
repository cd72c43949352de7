import type { Contact, Message } from "@session/client";
import type { Backend, BackendEvent, StartResult, TimelineEntry } from "../../src/client/backend.ts";
import { OWN_ID, type Scene } from "./scenes.ts";

/**
 * Plays the worker's part for looking at screens: a scene to start with, and messages that go where the scene says.
 * A message stays "sending" until the window gets a "play" event, so that a test never races with it.
 */
export function createPlayedBackend(scene: Scene): Backend {
  let listener: (event: BackendEvent) => void = () => {};
  const timelines = new Map(scene.timelines);
  const fresh = (displayName: string): StartResult => ({
    kind: "ready",
    account: { accountId: OWN_ID, displayName },
    connection: { status: "connecting", clockOffsetMs: 0, paths: [] },
    conversations: [],
  });
  const show = (message: Message): void => {
    const entry: TimelineEntry = { kind: "message", message };
    const known = timelines.get(message.conversation) ?? [];
    timelines.set(message.conversation, [...known.filter((one) => one.message.id !== message.id), entry]);
    listener({ type: "entry", entry });
  };
  const play = (message: Message): void => {
    show({ ...message, status: "sending" });
    const settle = () => {
      show({
        ...message,
        status: scene.sending,
        ...(scene.sending === "failed" ? { errorCode: "transport_unreachable" } : {}),
      });
    };
    addEventListener("play", settle, { once: true });
  };
  const knownContact = (accountId: string): Contact | undefined =>
    scene.start.kind === "ready"
      ? scene.start.conversations.find((one) => one.accountId === accountId)?.contact
      : undefined;
  return {
    start: (_, onEvent) => {
      listener = onEvent;
      return Promise.resolve(scene.start);
    },
    takeOver: () => Promise.resolve(fresh("Alex")),
    createAccount: (displayName) => Promise.resolve(fresh(displayName)),
    restoreAccount: (_, displayName) => Promise.resolve(fresh(displayName)),
    setDisplayName: () => Promise.resolve({ ok: true, value: undefined }),
    addContact: (accountId) =>
      Promise.resolve({ ok: true, value: knownContact(accountId) ?? newContact(accountId) }),
    timeline: (accountId) => Promise.resolve({ entries: timelines.get(accountId) ?? [], hasOlder: false }),
    send: (accountId, text) => {
      const timestampMs = Date.now();
      play({
        id: `${OWN_ID}:${timestampMs}`,
        conversation: accountId,
        sender: OWN_ID,
        direction: "outgoing",
        text,
        timestampMs,
        status: "queued",
      } as Message); // brands, as above
      return Promise.resolve({ ok: true, value: undefined });
    },
    retry: (messageId) => {
      const found = [...timelines.values()].flat().find((entry) => entry.message.id === messageId);
      if (found?.kind === "message") play(found.message);
      return Promise.resolve({ ok: true, value: undefined });
    },
    markRead: () => Promise.resolve(),
    saveDraft: () => Promise.resolve(),
    recoveryPhrase: () => Promise.resolve({ ok: true, value: scene.phrase }),
    signOut: () => Promise.resolve({ ok: true, value: undefined }),
  };
}

function newContact(accountId: string): Contact {
  return {
    accountId,
    profileUpdatedSeconds: 0,
    isApproved: true,
    hasApprovedMe: false,
    isBlocked: false,
    createdAtMs: Date.now(),
  } as Contact; // the brand of the account ID is for the compiler
}
