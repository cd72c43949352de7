import {
  type DeleteAllRequest,
  type DeleteBeforeRequest,
  type DeleteRequest,
  type MemberEffect,
  PERMISSIONS,
  RPC_LIMITS,
  rpcFailure,
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

const permission = PERMISSIONS.delete;

/** Spec: docs/spec/storage-rpc.md section 7.3. */
export function decideDelete(request: DeleteRequest, facts: DecisionFacts): Refusal {
  return (
    refuseWrongSwarm(request.account, facts) ??
    refuseBadSignature(request, request.auth, facts, { permission, failure: "delete_signature_invalid" })
  );
}

export async function applyDelete(request: DeleteRequest, store: MessageStore): Promise<MemberEffect> {
  return { method: "delete", deleted: await store.deleteHashes(request.account, request.messages) };
}

/** Spec: docs/spec/storage-rpc.md section 7.4. */
export function decideDeleteAll(request: DeleteAllRequest, facts: DecisionFacts): Refusal {
  const tolerance = facts.isForwarded
    ? RPC_LIMITS.signatureToleranceForwardedMs
    : RPC_LIMITS.signatureToleranceMs;
  return (
    refuseWrongSwarm(request.account, facts) ??
    refuseFarTime(request.timestampMs, facts.nowMs, "delete_all_clock", tolerance) ??
    refuseBadSignature(request, request.auth, facts, { permission, failure: "delete_all_signature_invalid" })
  );
}

export async function applyDeleteAll(request: DeleteAllRequest, store: MessageStore): Promise<MemberEffect> {
  const deleted = await store.deleteAll(request.account, request.namespace);
  return { method: "delete_all", deleted: byNamespace(request.namespace, deleted) };
}

/** Spec: docs/spec/storage-rpc.md section 7.5. */
export function decideDeleteBefore(request: DeleteBeforeRequest, facts: DecisionFacts): Refusal {
  const wrongSwarm = refuseWrongSwarm(request.account, facts);
  if (wrongSwarm) return wrongSwarm;
  if (request.beforeMs > facts.nowMs + RPC_LIMITS.signatureToleranceMs)
    return rpcFailure("delete_before_in_future");
  return refuseBadSignature(request, request.auth, facts, {
    permission,
    failure: "delete_before_signature_invalid",
  });
}

export async function applyDeleteBefore(
  request: DeleteBeforeRequest,
  store: MessageStore,
): Promise<MemberEffect> {
  const deleted = await store.deleteBefore(request.account, request.namespace, request.beforeMs);
  return { method: "delete_before", deleted: byNamespace(request.namespace, deleted) };
}
