import type { CryptoProvider } from "@session/protocol/crypto";
import { SessionError } from "@session/protocol/errors";
import type { Account } from "@session/protocol/identity";
import {
  type DirectMessage,
  encodeContent,
  messageHash,
  openDirectMessage,
} from "@session/protocol/messages";
import type { Clock } from "@session/protocol/ports";
import type { RetrievedMessage } from "@session/protocol/rpc";
import type { NetworkConfig } from "../config.ts";
import { approved, heardFrom, newContact } from "../conversations/contacts.ts";
import type { Contact } from "../conversations/types.ts";
import { toMessage } from "../conversations/views.ts";
import { clientError } from "../errors.ts";
import type { Emitter } from "../events/emitter.ts";
import type { ClientEvent, ClientEvents } from "../events/types.ts";
import { withTimeout } from "../network/with-timeout.ts";
import type { ClientStore, CursorKey, StoreChange, StoredMessage } from "../store/port.ts";
import { judgeMessage, type Verdict } from "./incoming.ts";

/** A hash is remembered at least this long, so that no node can hand us an old message as a new one. */
const SEEN_MS = 14 * 86_400_000;
/** The seen table is cleared of what is over this often. */
const CLEAR_MS = 3_600_000;
/** A message whose handlers failed this often is given up: it stays in the conversation. */
const DELIVERIES_MAX = 3;

/** The incoming pipeline: from a node's listing to rows, events and the cursor. */
export interface Receiver {
  /**
   * Takes one node's listing in order. Each message is stored, handed to the event handlers, and then marked as
   * handled together with the cursor in one commit. Listings of several nodes are taken one after the other.
   *
   * @returns how many of them had not been seen before
   * @throws ClientError handler_failed: the rest of the listing waits for the next poll
   */
  take(items: readonly RetrievedMessage[], cursor: CursorKey): Promise<number>;
  /** Hands out again what the last process stored and did not finish. @throws ClientError handler_failed after all */
  redeliver(): Promise<void>;
}

export interface ReceiverParts {
  readonly account: Account;
  readonly clock: Clock;
  readonly store: ClientStore;
  readonly crypto: CryptoProvider;
  readonly emitter: Emitter;
  readonly signal: AbortSignal;
  /** A payload was dropped: the reason only, never what or who. */
  readonly onDrop: (reason: string) => void;
  readonly onError: (error: unknown) => void;
}

export function createReceiver(config: NetworkConfig, parts: ReceiverParts): Receiver {
  const { account, store, clock, crypto, emitter, signal } = parts;
  let last: Promise<unknown> = Promise.resolve();
  let clearedMs = Number.NEGATIVE_INFINITY;

  /** One at a time: two nodes list the same messages. */
  function inTurn<T>(run: () => Promise<T>): Promise<T> {
    const result = last.then(run);
    last = result.catch(() => undefined); // the caller of inTurn gets the rejection
    return result;
  }

  async function takeAll(items: readonly RetrievedMessage[], cursor: CursorKey): Promise<number> {
    const seen = await store.seen(items.map(({ hash }) => hash));
    await clearSeen();
    let skipped: StoreChange[] = [];
    let fresh = 0;
    for (const [index, item] of items.entries()) {
      signal.throwIfAborted();
      const step: StoreChange = { kind: "putCursor", cursor, hash: item.hash };
      // A hash that is not that of its data is not remembered: it may be the true hash of another message.
      const isGenuine = seen.has(item.hash) || hashOf(item) === item.hash || isDropped("wrong hash");
      const isFresh = isGenuine && !seen.has(item.hash);
      if (isFresh) fresh += 1;
      const mark: StoreChange = {
        kind: "putSeen",
        hash: item.hash,
        expiresAtMs: Math.max(item.expiryMs, clock.now() + SEEN_MS),
      };
      const opened = isFresh ? open(item) : undefined;
      skipped.push(...(isFresh ? [mark, step] : [step]));
      if (opened) await takeOne(opened, item, lastCursorOnly(skipped));
      else if (index < items.length - 1) continue;
      else await store.commit(lastCursorOnly(skipped));
      skipped = [];
    }
    return fresh;
  }

  async function clearSeen(): Promise<void> {
    if (clock.monotonic() - clearedMs < CLEAR_MS) return;
    clearedMs = clock.monotonic();
    await store.commit([{ kind: "dropSeenBefore", nowMs: clock.now() }]);
  }

  function hashOf({ data }: RetrievedMessage): string {
    return messageHash({ accountId: account.accountId, namespace: 0, data, crypto });
  }

  /** Undefined for bytes that do not open: the gate does not need to see them. */
  function open({ data }: RetrievedMessage): DirectMessage | undefined {
    try {
      return openDirectMessage({ data, account, crypto });
    } catch (error) {
      if (!(error instanceof SessionError)) throw error;
      isDropped(error.code);
      return undefined;
    }
  }

  function isDropped(reason: string): false {
    parts.onDrop(reason);
    return false;
  }

  async function takeOne(
    opened: DirectMessage,
    item: RetrievedMessage,
    finish: readonly StoreChange[],
  ): Promise<void> {
    const contact = await store.contact(opened.sender);
    const verdict = judgeMessage(opened, {
      self: account.accountId,
      isBlocked: contact?.isBlocked ?? false,
    });
    switch (verdict.kind) {
      case "drop":
        parts.onDrop(verdict.reason);
        return store.commit(finish);
      case "unknown":
        return takeUnknown(opened, verdict.name, item.hash, finish);
      case "text":
        return takeText(opened, verdict, item.hash, finish);
    }
  }

  async function takeUnknown(
    opened: DirectMessage,
    name: string,
    hash: string,
    finish: readonly StoreChange[],
  ): Promise<void> {
    // Not stored, so nothing counts its deliveries: a failing handler is reported and the payload is over.
    try {
      await deliver("unknown", {
        kind: name,
        sender: opened.sender,
        timestampMs: opened.timestampMs,
        hash,
        raw: encodeContent(opened.content),
      });
    } catch (error) {
      signal.throwIfAborted();
      parts.onError(error);
    }
    await store.commit(finish);
  }

  async function takeText(
    opened: DirectMessage,
    verdict: Extract<Verdict, { kind: "text" }>,
    mailboxHash: string,
    finish: readonly StoreChange[],
  ): Promise<void> {
    const isOwn = opened.sender === account.accountId;
    const id = `${opened.sender}:${opened.timestampMs}`;
    const existing = await store.message(id);
    if (existing?.isHandled) return store.commit(finish); // the same (sender, T) under another hash, or our own copy
    const before = await store.contact(verdict.conversation);
    const contact =
      isOwn && verdict.conversation === account.accountId ? undefined : contactAfter(before, verdict, isOwn);
    const message: StoredMessage = existing ?? {
      id,
      conversation: verdict.conversation,
      sender: opened.sender,
      direction: isOwn ? "outgoing" : "incoming",
      text: verdict.text,
      timestampMs: opened.timestampMs,
      status: isOwn ? "sent" : "received",
      ...(isOwn ? {} : { hash: mailboxHash }),
      mailboxHash,
      isHandled: false,
      deliveries: 0,
    };
    const isContactNew = contact !== undefined && contact !== before;
    const started = { ...message, deliveries: message.deliveries + 1 };
    await store.commit([
      { kind: "putMessage", message: started },
      ...(isContactNew ? [{ kind: "putContact", contact } as const] : []),
    ]);
    if (isContactNew) await tell("contact", contact);
    await handOver(started, finish);
  }

  function contactAfter(
    before: Contact | undefined,
    verdict: Extract<Verdict, { kind: "text" }>,
    isOwn: boolean,
  ): Contact {
    const contact = before ?? newContact(verdict.conversation, clock.now());
    return isOwn ? approved(contact) : heardFrom(contact, verdict.profile);
  }

  /** Calls the handlers and closes the matter in one commit, also when they failed for the last time. */
  async function handOver(message: StoredMessage, finish: readonly StoreChange[]): Promise<void> {
    try {
      await deliver("message", toMessage(message));
    } catch (error) {
      signal.throwIfAborted();
      if (message.deliveries < DELIVERIES_MAX) throw error;
      parts.onError(error);
    }
    await store.commit([...finish, { kind: "putMessage", message: { ...message, isHandled: true } }]);
  }

  async function deliver<E extends ClientEvent>(event: E, payload: ClientEvents[E]): Promise<void> {
    try {
      await withTimeout(emitter.emit(event, payload), config.handlerTimeoutMs, { clock, signal });
    } catch (cause) {
      signal.throwIfAborted();
      throw clientError("handler_failed", `${event}: a handler failed`, { retryable: true, cause });
    }
  }

  async function tell(event: "contact", contact: Contact): Promise<void> {
    try {
      await emitter.emit(event, contact);
    } catch (cause) {
      parts.onError(clientError("handler_failed", `${event}: a handler failed`, { cause }));
    }
  }

  return {
    take: (items, cursor) => inTurn(() => takeAll(items, cursor)),
    redeliver: () =>
      inTurn(async () => {
        const failures: unknown[] = [];
        for (const message of await store.unhandledMessages()) {
          const started = { ...message, deliveries: message.deliveries + 1 };
          await store.commit([{ kind: "putMessage", message: started }]);
          await handOver(started, []).catch((error: unknown) => failures.push(error));
          signal.throwIfAborted();
        }
        if (failures.length > 0) throw failures[0];
      }),
  };
}

/** Of several cursor steps in one commit only the last matters. */
function lastCursorOnly(changes: readonly StoreChange[]): readonly StoreChange[] {
  const last = changes.findLastIndex(({ kind }) => kind === "putCursor");
  return changes.filter(({ kind }, index) => kind !== "putCursor" || index === last);
}
