import type { CryptoProvider } from "@session/protocol/crypto";
import {
  isPublicInbox,
  isPublicOutbox,
  type MemberEffect,
  messageHash,
  RPC_LIMITS,
  rpcFailure,
  type StoreRequest,
  storePermission,
  storeTtlMaxMs,
} from "@session/protocol/rpc";
import type { MessageStore, StoredMessage } from "../../store/message-store.ts";
import {
  type DecisionFacts,
  type Refusal,
  refuseBadSignature,
  refuseFarTime,
  refuseWrongSwarm,
} from "../facts.ts";

/** Checks in the reference's order. Spec: docs/spec/storage-rpc.md section 7.1. */
export function decideStore(request: StoreRequest, facts: DecisionFacts): Refusal {
  const { nowMs } = facts;
  const { namespace, timestampMs, expiryMs } = request;
  const wrongSwarm = refuseWrongSwarm(request.account, facts);
  if (wrongSwarm) return wrongSwarm;
  const ttlMs = expiryMs - timestampMs;
  if (ttlMs < RPC_LIMITS.ttlMinMs || ttlMs > storeTtlMaxMs(namespace)) return rpcFailure("store_ttl_invalid");
  const tolerance = RPC_LIMITS.storeToleranceMs;
  if (timestampMs > nowMs + tolerance || expiryMs < nowMs - tolerance) return rpcFailure("store_clock");
  if (isPublicInbox(namespace)) return undefined; // whoever signs here is not looked at
  if (request.auth === undefined) return rpcFailure("store_signature_required", String(namespace));
  return (
    refuseFarTime(request.signatureTimestampMs ?? timestampMs, nowMs, "store_signature_clock") ??
    refuseBadSignature(request, request.auth, facts, {
      permission: storePermission(namespace),
      failure: "store_signature_invalid",
    })
  );
}

/** The row a store request makes. */
export function messageOf(request: StoreRequest, crypto: CryptoProvider): StoredMessage {
  const { account, namespace, timestampMs, expiryMs, data } = request;
  return {
    account,
    namespace,
    hash: messageHash({ accountId: account, namespace, data, crypto }),
    timestampMs,
    expiryMs,
    data,
  };
}

export type StoreEffect = {
  readonly effect: MemberEffect & { method: "store" };
  /** The message was not there before. */
  readonly isNew: boolean;
};

/** @returns "full" when the quota does not allow it */
export async function applyStore(message: StoredMessage, store: MessageStore): Promise<StoreEffect | "full"> {
  const replaceOthers = isOutbox(message);
  const outcome = await store.put(message, { replaceOthers });
  if (outcome.kind === "full") return "full";
  return {
    effect: {
      method: "store",
      hash: message.hash,
      expiryMs: outcome.expiryMs,
      already: outcome.kind !== "new",
    },
    isNew: outcome.kind === "new",
  };
}

/** Public outboxes hold one message. */
export function isOutbox({ namespace }: Pick<StoredMessage, "namespace">): boolean {
  return isPublicOutbox(namespace);
}
