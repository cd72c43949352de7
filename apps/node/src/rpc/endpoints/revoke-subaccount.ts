import type { MemberEffect, RevokeSubaccountRequest, UnrevokeSubaccountRequest } from "@session/protocol/rpc";
import type { MessageStore } from "../../store/message-store.ts";
import {
  type DecisionFacts,
  type Refusal,
  refuseBadSignature,
  refuseFarTime,
  refuseWrongSwarm,
} from "../facts.ts";

/** Only the account itself may revoke or take back. Spec: docs/spec/storage-rpc.md section 7.9. */
export function decideRevocation(
  request: RevokeSubaccountRequest | UnrevokeSubaccountRequest,
  facts: DecisionFacts,
): Refusal {
  const { method } = request;
  return (
    refuseWrongSwarm(request.account, facts) ??
    refuseFarTime(request.timestampMs, facts.nowMs, `${method}_clock`) ??
    refuseBadSignature(request, request.auth, facts, {
      permission: "account",
      failure: `${method}_signature_invalid`,
    })
  );
}

export async function applyRevoke(
  { account, tokens }: RevokeSubaccountRequest,
  store: MessageStore,
): Promise<MemberEffect> {
  await store.revoke(account, tokens);
  return { method: "revoke_subaccount" };
}

export async function applyUnrevoke(
  { account, tokens }: UnrevokeSubaccountRequest,
  store: MessageStore,
): Promise<MemberEffect> {
  return { method: "unrevoke_subaccount", count: await store.unrevoke(account, tokens) };
}
