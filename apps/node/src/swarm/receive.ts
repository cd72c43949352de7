import { utf8Encode } from "@session/protocol/bytes";
import type { CryptoProvider } from "@session/protocol/crypto";
import { DecodeError } from "@session/protocol/errors";
import type { Clock, Telemetry, WireResponse } from "@session/protocol/ports";
import { decodePushBatch, messageHash, type PushedMessage, RPC_LIMITS } from "@session/protocol/rpc";
import { isOutbox } from "../rpc/endpoints/store.ts";
import type { Mailbox } from "../rpc/held-requests.ts";
import type { MessageStore } from "../store/message-store.ts";
import { isOurs, type NetworkView } from "./view.ts";

/** Why a pushed message is dropped. */
export type PushVerdict = "take" | "expired" | "expires_too_late" | "not_ours" | "hash_mismatch";

/** Nothing is believed that can be recomputed. Spec: docs/spec/storage-rpc.md section 13.1. */
export function decidePushed(
  message: PushedMessage,
  facts: { readonly view: NetworkView; readonly nowMs: number; readonly crypto: CryptoProvider },
): PushVerdict {
  const { account, namespace, data, expiryMs } = message;
  if (expiryMs <= facts.nowMs) return "expired";
  if (expiryMs > facts.nowMs + RPC_LIMITS.ttlMaxMs + RPC_LIMITS.storeToleranceMs) return "expires_too_late";
  if (!isOurs(facts.view, account)) return "not_ours";
  const hash = messageHash({ accountId: account, namespace, data, crypto: facts.crypto });
  return hash === message.hash ? "take" : "hash_mismatch";
}

export interface PushReceiverPorts {
  readonly view: () => NetworkView;
  readonly store: MessageStore;
  readonly clock: Clock;
  readonly crypto: CryptoProvider;
  readonly telemetry: Telemetry;
  readonly onStored: (mailbox: Mailbox) => void;
}

/** Checked at once before other requests get their turn; each check hashes a message. */
const CHECKS_PER_TURN = 200;

/** Handles `sn.data`: takes what verifies and is not here yet; the answer is empty. */
export function createPushReceiver(ports: PushReceiverPorts): (body: Uint8Array) => Promise<WireResponse> {
  const { store, telemetry } = ports;

  /** An outbox holds one message, and a push may carry one that was replaced in the meantime. */
  async function takeOutbox(message: PushedMessage): Promise<boolean> {
    const { account, namespace, timestampMs } = message;
    const { messages } = await store.retrieve({ account, namespace, sizeMax: RPC_LIMITS.retrieveBytesMax });
    if (messages.some((held) => held.timestampMs > timestampMs)) return false;
    return (await store.put(message, { replaceOthers: true })).kind === "new";
  }

  async function takeAll(messages: readonly PushedMessage[]): Promise<void> {
    const facts = { view: ports.view(), nowMs: ports.clock.now(), crypto: ports.crypto };
    const plain: PushedMessage[] = [];
    for (const message of messages) {
      const verdict = decidePushed(message, facts);
      telemetry.count(`push_${verdict}`);
      if (verdict !== "take") continue;
      if (!isOutbox(message)) plain.push(message);
      else if (await takeOutbox(message)) ports.onStored(message);
    }
    const outcomes = await store.putAll(plain);
    for (const [index, message] of plain.entries()) {
      const kind = outcomes[index]?.kind;
      if (kind === "new") ports.onStored(message);
      if (kind === "full") telemetry.count("push_store_full");
    }
  }

  return async (body) => {
    let messages: readonly PushedMessage[];
    try {
      messages = decodePushBatch(body);
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      return { status: 400, body: utf8Encode(`invalid push: ${error.message}`) };
    }
    for (let start = 0; start < messages.length; start += CHECKS_PER_TURN)
      await takeAll(messages.slice(start, start + CHECKS_PER_TURN));
    return { status: 200, body: new Uint8Array() };
  };
}
