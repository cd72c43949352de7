import type { CryptoProvider } from "@session/protocol/crypto";
import {
  type MemberEffect,
  type MemberOutcome,
  memberSignedPayload,
  type RecursiveRequest,
} from "@session/protocol/rpc";
import type { MessageStore } from "../store/message-store.ts";
import {
  applyDelete,
  applyDeleteAll,
  applyDeleteBefore,
  decideDelete,
  decideDeleteAll,
  decideDeleteBefore,
} from "./endpoints/delete.ts";
import { applyExpire, applyExpireAll, decideExpire, decideExpireAll } from "./endpoints/expire.ts";
import { applyRevoke, applyUnrevoke, decideRevocation } from "./endpoints/revoke-subaccount.ts";
import { applyStore, decideStore, messageOf } from "./endpoints/store.ts";
import type { DecisionFacts, Refusal } from "./facts.ts";
import type { Mailbox } from "./held-requests.ts";

/** Whether this member accepts the request; the same for the contacted node and for the others. */
export function decideRecursive(request: RecursiveRequest, facts: DecisionFacts): Refusal {
  switch (request.method) {
    case "store":
      return decideStore(request, facts);
    case "delete":
      return decideDelete(request, facts);
    case "delete_all":
      return decideDeleteAll(request, facts);
    case "delete_before":
      return decideDeleteBefore(request, facts);
    case "expire":
      return decideExpire(request, facts);
    case "expire_all":
      return decideExpireAll(request, facts);
    case "revoke_subaccount":
    case "unrevoke_subaccount":
      return decideRevocation(request, facts);
    default:
      return request satisfies never;
  }
}

export interface ExecutePorts {
  readonly store: MessageStore;
  readonly crypto: CryptoProvider;
  readonly ed25519Seed: Uint8Array;
  /** A message that was not there before is now in this mailbox. */
  readonly onStored: (mailbox: Mailbox) => void;
}

/**
 * Does what was accepted and signs the result. A store without room is an outcome of this member; a
 * failing database throws.
 */
export async function executeRecursive(
  request: RecursiveRequest,
  nowMs: number,
  ports: ExecutePorts,
): Promise<MemberOutcome> {
  const effect = await apply(request, nowMs, ports);
  if (effect === "full") return { ok: false, failure: { kind: "query_failure", reason: "storage full" } };
  const signature = ports.crypto.ed25519Sign(memberSignedPayload(request, effect), ports.ed25519Seed);
  return { ok: true, result: { ...effect, signature } };
}

async function apply(
  request: RecursiveRequest,
  nowMs: number,
  { store, crypto, onStored }: ExecutePorts,
): Promise<MemberEffect | "full"> {
  switch (request.method) {
    case "store": {
      const applied = await applyStore(messageOf(request, crypto), store);
      if (applied === "full") return "full";
      if (applied.isNew) onStored(request);
      return applied.effect;
    }
    case "delete":
      return applyDelete(request, store);
    case "delete_all":
      return applyDeleteAll(request, store);
    case "delete_before":
      return applyDeleteBefore(request, store);
    case "expire":
      return applyExpire(request, store, nowMs);
    case "expire_all":
      return applyExpireAll(request, store);
    case "revoke_subaccount":
      return applyRevoke(request, store);
    case "unrevoke_subaccount":
      return applyUnrevoke(request, store);
    default:
      return request satisfies never;
  }
}
