import { DecodeError } from "@session/protocol/errors";
import type { Random } from "@session/protocol/ports";
import { type OxendRequest, type RpcOutcome, rpcFailure, rpcOk, timeFields } from "@session/protocol/rpc";
import { getServiceNodes, onsResolve, parseServiceNodesRequest } from "@session/protocol/rpc/daemon";
import type { DecisionFacts } from "../facts.ts";

/** Answers what clients ask the original daemon, from our own fold. Spec: docs/spec/storage-rpc.md section 7.12. */
export function answerDaemonRequest(request: OxendRequest, facts: DecisionFacts, random: Random): RpcOutcome {
  const time = timeFields(facts.nowMs, facts.params);
  if (request.endpoint === "ons_resolve") return rpcOk({ result: onsResolve(), ...time });
  try {
    const { state, proofs } = facts.view;
    const result = getServiceNodes({
      state,
      proofs,
      params: facts.params,
      request: parseServiceNodesRequest(request.params),
      random,
    });
    return rpcOk({ result, ...time });
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return rpcFailure("daemon_refused", error.message);
  }
}
