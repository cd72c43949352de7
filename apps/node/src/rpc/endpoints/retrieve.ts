import type { NetworkParams } from "@session/protocol/params";
import {
  isUnrevocable,
  PERMISSIONS,
  type RetrieveRequest,
  type RpcOutcome,
  retrieveAnswer,
  retrieveLimits,
  retrieveNeedsAuth,
  rpcFailure,
  rpcOk,
  timeFields,
} from "@session/protocol/rpc";
import { type MessageStore, messageCost } from "../../store/message-store.ts";
import {
  type DecisionFacts,
  type Refusal,
  refuseBadSignature,
  refuseFarTime,
  refuseWrongSwarm,
} from "../facts.ts";

/** Spec: docs/spec/storage-rpc.md section 7.2. */
export function decideRetrieve(request: RetrieveRequest, facts: DecisionFacts): Refusal {
  const wrongSwarm = refuseWrongSwarm(request.account, facts);
  if (wrongSwarm) return wrongSwarm;
  if (request.auth === undefined || request.timestampMs === undefined)
    return retrieveNeedsAuth(request.namespace) ? rpcFailure("retrieve_signature_required") : undefined;
  return (
    refuseFarTime(request.timestampMs, facts.nowMs, "retrieve_clock") ??
    refuseBadSignature(request, request.auth, facts, {
      permission: PERMISSIONS.read,
      failure: "retrieve_signature_invalid",
      isRevocable: !isUnrevocable(request.namespace),
    })
  );
}

export interface Retrieved {
  readonly outcome: RpcOutcome;
  /** Accepted, and nothing was there: the request may be held until something is. */
  readonly isEmpty: boolean;
  /** What the messages take of the answer's size. */
  readonly bytes: number;
}

/** Reads what an accepted request asks for. */
export async function readMailbox(
  request: RetrieveRequest,
  answer: { readonly nowMs: number; readonly params: NetworkParams; readonly bytesMax: number },
  store: MessageStore,
): Promise<Retrieved> {
  const { account, namespace, lastHash } = request;
  const { count, bytes } = retrieveLimits(request);
  const page = await store.retrieve({
    account,
    namespace,
    ...(lastHash === undefined ? {} : { afterHash: lastHash }),
    countMax: count,
    sizeMax: Math.min(bytes, answer.bytesMax),
  });
  return {
    outcome: rpcOk({
      ...retrieveAnswer(page.messages, page.more),
      ...timeFields(answer.nowMs, answer.params),
    }),
    isEmpty: page.messages.length === 0,
    bytes: page.messages.reduce((sum, message) => sum + messageCost(message), 0),
  };
}
