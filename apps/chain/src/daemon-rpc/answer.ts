import { DecodeError } from "@session/protocol/errors";
import type { NetworkState } from "@session/protocol/network";
import type { NetworkParams } from "@session/protocol/params";
import type { Random } from "@session/protocol/ports";
import type { ProofBook } from "@session/protocol/proofs";
import {
  getServiceNodes,
  isServiceNodesMethod,
  type JsonRpcCall,
  jsonRpcError,
  jsonRpcResult,
  parseJsonRpc,
  parseServiceNodesRequest,
} from "@session/protocol/rpc/daemon";

export interface SeedView {
  readonly state: NetworkState;
  readonly proofs: ProofBook;
  readonly params: NetworkParams;
  readonly random: Random;
}

/** Longest body read; a call that lists 500 keys stays below it. */
export const JSON_RPC_BYTES_MAX = 64 * 1024;

const PARSE_ERROR = -32700;
const INVALID_REQUEST = -32600;
const METHOD_NOT_FOUND = -32601;
const INVALID_PARAMS = -32602;

/**
 * Answers one body of `POST /json_rpc`: what ordinary clients bootstrap from. Always text to be sent with status 200
 * and `Content-Type: application/json`, exactly so (docs/spec/onion-requests.md section 10.1).
 *
 * Methods: `get_service_nodes` under its three names, `get_info`.
 */
export function answerJsonRpc(body: Uint8Array, view: SeedView): string {
  let call: JsonRpcCall;
  try {
    call = parseJsonRpc(body);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return jsonRpcError(null, isJson(body) ? INVALID_REQUEST : PARSE_ERROR, error.message);
  }
  if (isServiceNodesMethod(call.method)) {
    try {
      const request = parseServiceNodesRequest(call.params);
      return jsonRpcResult(call.id, getServiceNodes({ ...view, request }));
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      return jsonRpcError(call.id, INVALID_PARAMS, error.message);
    }
  }
  if (call.method === "get_info") return jsonRpcResult(call.id, info(view));
  return jsonRpcError(call.id, METHOD_NOT_FOUND, "Method not found");
}

/** The part of the daemon's `get_info` that has a meaning here. */
function info({ state, params }: SeedView) {
  const { height, hash, timeMs } = state.head;
  return {
    status: "OK",
    height,
    target_height: height,
    top_block_hash: hash,
    block_timestamp: Math.floor(timeMs / 1000),
    nettype: params.name,
    hard_fork: params.hardfork[0],
    snode_revision: params.hardfork[1],
    service_node_count: state.nodes.size,
  };
}

function isJson(body: Uint8Array): boolean {
  try {
    JSON.parse(new TextDecoder().decode(body));
    return true;
  } catch {
    return false;
  }
}
