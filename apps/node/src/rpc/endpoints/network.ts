import {
  type GetSwarmRequest,
  infoAnswer,
  type RpcOutcome,
  rpcOk,
  swarmInfo,
  timeFields,
} from "@session/protocol/rpc";
import type { DecisionFacts } from "../facts.ts";

/** Any node answers for any account. Spec: docs/spec/storage-rpc.md section 7.10. */
export function handleGetSwarm(request: GetSwarmRequest, { view, nowMs, params }: DecisionFacts): RpcOutcome {
  return rpcOk({ ...swarmInfo(request.account, view.state, view.proofs), ...timeFields(nowMs, params) });
}

/** Spec: docs/spec/storage-rpc.md section 7.11. */
export function handleInfo({ nowMs, params }: DecisionFacts): RpcOutcome {
  return rpcOk({ ...infoAnswer(nowMs, params), ...timeFields(nowMs, params) });
}
