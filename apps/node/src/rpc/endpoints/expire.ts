import {
  type ExpireAllRequest,
  type ExpireRequest,
  expiriesAnswer,
  type GetExpiriesRequest,
  type MemberEffect,
  PERMISSIONS,
  RPC_LIMITS,
  type RpcOutcome,
  rpcFailure,
  rpcOk,
  subaccountPermissions,
} from "@session/protocol/rpc";
import type { MessageStore } from "../../store/message-store.ts";
import { byNamespace } from "../affected.ts";
import {
  type DecisionFacts,
  type Refusal,
  refuseBadSignature,
  refuseFarTime,
  refuseWrongSwarm,
} from "../facts.ts";

/** Spec: docs/spec/storage-rpc.md section 7.8. */
export function decideExpire(request: ExpireRequest, facts: DecisionFacts): Refusal {
  const wrongSwarm = refuseWrongSwarm(request.account, facts);
  if (wrongSwarm) return wrongSwarm;
  const earliest = facts.nowMs - RPC_LIMITS.signatureToleranceMs;
  if (request.expiriesMs.some((expiryMs) => expiryMs < earliest)) return rpcFailure("expire_in_past");
  if (request.mode === "shorten" && !mayShorten(request)) return rpcFailure("shorten_not_permitted");
  return refuseBadSignature(request, request.auth, facts, {
    permission: PERMISSIONS.write,
    failure: "expire_signature_invalid",
  });
}

/** The account itself, or a subaccount that may delete. */
function mayShorten({ auth }: ExpireRequest): boolean {
  return (
    auth.subaccount === undefined || (subaccountPermissions(auth.subaccount.token) & PERMISSIONS.delete) !== 0
  );
}

/** Each member clamps for itself, so members with different clocks may keep slightly different expiries. */
export async function applyExpire(
  request: ExpireRequest,
  store: MessageStore,
  nowMs: number,
): Promise<MemberEffect> {
  const latest = nowMs + RPC_LIMITS.ttlMaxMs;
  const [first, ...others] = request.expiriesMs;
  const isOne = others.length === 0;
  const changes = request.messages.map((hash, index) => ({
    hash,
    expiryMs: Math.min((isOne ? first : request.expiriesMs[index]) ?? latest, latest),
  }));
  // A subaccount without the delete bit only extends, whatever it asked for; its signed bytes stay as they were.
  const mode = request.mode === "set" && !mayShorten(request) ? "extend" : request.mode;
  const { updated, unchanged } = await store.updateExpiries(request.account, changes, mode);
  return {
    method: "expire",
    updated: updated.map(({ hash }) => hash),
    expiryMs: isOne ? Math.min(first, latest) : updated.map(({ expiryMs }) => expiryMs),
    ...(request.mode === "set"
      ? {}
      : { unchanged: new Map(unchanged.map(({ hash, expiryMs }) => [hash, expiryMs])) }),
  };
}

/** Spec: docs/spec/storage-rpc.md section 7.6. */
export function decideExpireAll(request: ExpireAllRequest, facts: DecisionFacts): Refusal {
  const wrongSwarm = refuseWrongSwarm(request.account, facts);
  if (wrongSwarm) return wrongSwarm;
  const tolerance = facts.isForwarded
    ? RPC_LIMITS.signatureToleranceForwardedMs
    : RPC_LIMITS.signatureToleranceMs;
  if (request.expiryMs < facts.nowMs - tolerance) return rpcFailure("expire_all_in_past");
  return refuseBadSignature(request, request.auth, facts, {
    permission: PERMISSIONS.delete,
    failure: "expire_all_signature_invalid",
  });
}

export async function applyExpireAll(request: ExpireAllRequest, store: MessageStore): Promise<MemberEffect> {
  const updated = await store.shortenAll(request.account, request.namespace, request.expiryMs);
  return { method: "expire_all", updated: byNamespace(request.namespace, updated) };
}

/** Spec: docs/spec/storage-rpc.md section 7.7. */
export function decideGetExpiries(request: GetExpiriesRequest, facts: DecisionFacts): Refusal {
  return (
    refuseWrongSwarm(request.account, facts) ??
    refuseFarTime(request.timestampMs, facts.nowMs, "get_expiries_clock") ??
    refuseBadSignature(request, request.auth, facts, {
      permission: PERMISSIONS.read,
      failure: "get_expiries_signature_invalid",
    })
  );
}

export async function handleGetExpiries(
  request: GetExpiriesRequest,
  facts: DecisionFacts,
  store: MessageStore,
): Promise<RpcOutcome> {
  const refusal = decideGetExpiries(request, facts);
  if (refusal) return refusal;
  const found = await store.expiries(request.account, request.messages);
  return rpcOk(expiriesAnswer(new Map(found.map(({ hash, expiryMs }) => [hash, expiryMs]))));
}
