import type { CryptoProvider } from "@session/protocol/crypto";
import type { MailboxId } from "@session/protocol/identity";
import type { NetworkParams } from "@session/protocol/params";
import {
  type RequestAuth,
  RPC_LIMITS,
  type RpcFailure,
  type RpcFailureName,
  rpcFailure,
  type SimpleRequest,
  signedPayload,
  swarmInfo,
  timeFields,
  verifyRequestAuth,
} from "@session/protocol/rpc";
import { isOurs, type NetworkView } from "../swarm/view.ts";

/** All a decision looks at besides the request: plain data, so that it can be replayed. */
export interface DecisionFacts {
  readonly view: NetworkView;
  readonly nowMs: number;
  readonly params: NetworkParams;
  /** The request came from another member of our swarm. */
  readonly isForwarded: boolean;
  /** The request's subaccount token was revoked. */
  readonly isRevoked: boolean;
  readonly crypto: CryptoProvider;
}

/** undefined means: go on. */
export type Refusal = RpcFailure | undefined;

/** 421 with the right swarm, unless the account is ours. */
export function refuseWrongSwarm(account: MailboxId, facts: DecisionFacts): Refusal {
  if (isOurs(facts.view, account)) return undefined;
  const { state, proofs } = facts.view;
  return {
    ...rpcFailure("wrong_swarm"),
    body: { ...swarmInfo(account, state, proofs), ...timeFields(facts.nowMs, facts.params) },
  };
}

/** Refuses a time further than the tolerance from ours, in either direction. */
export function refuseFarTime(
  timestampMs: number,
  nowMs: number,
  name: RpcFailureName,
  toleranceMs: number = RPC_LIMITS.signatureToleranceMs,
): Refusal {
  return Math.abs(timestampMs - nowMs) > toleranceMs ? rpcFailure(name) : undefined;
}

/** Refuses unless the signature is the account's, or of a subaccount with the permission. */
export function refuseBadSignature(
  request: SimpleRequest & { readonly account: MailboxId },
  auth: RequestAuth,
  facts: DecisionFacts,
  options: {
    readonly permission: number | "account";
    readonly failure: RpcFailureName;
    readonly isRevocable?: boolean;
  },
): Refusal {
  const signedBytes = signedPayload(request);
  if (signedBytes === undefined) return rpcFailure(options.failure);
  const { isRevocable = true } = options;
  const verdict = verifyRequestAuth({
    ...auth,
    account: request.account,
    signedBytes,
    neededPermission: options.permission,
    isRevoked: () => isRevocable && facts.isRevoked,
    crypto: facts.crypto,
  });
  return verdict.ok ? undefined : rpcFailure(options.failure);
}
