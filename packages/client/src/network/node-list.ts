import type { JsonValue } from "@session/protocol/codec";
import { SessionError } from "@session/protocol/errors";
import {
  decodeJsonRpcResult,
  decodeServiceNodes,
  jsonRpcRequest,
  serviceNodesParams,
} from "@session/protocol/rpc/daemon";
import type { PoolNode } from "./types.ts";

/** Body of the call to a seed. Spec: docs/spec/onion-requests.md section 10.1. */
export const NODE_LIST_REQUEST: string = jsonRpcRequest("get_n_service_nodes", serviceNodesParams());

/** A seed's answer. @throws DecodeError when one entry lacks a needed field, or none has an address */
export function decodeNodeList(body: Uint8Array): readonly PoolNode[] {
  return readNodeList(decodeJsonRpcResult(body));
}

/** The daemon's result, whoever passed it on. @throws DecodeError */
export function readNodeList(result: JsonValue): readonly PoolNode[] {
  return decodeServiceNodes(result).nodes.map(({ ed25519, x25519, ip, httpsPort, peerPort, httpPort }) => ({
    ed25519,
    x25519,
    ip,
    httpsPort,
    peerPort,
    ...(httpPort !== undefined && { httpPort }),
  }));
}

interface StoredNodeList {
  readonly atMs: number;
  readonly nodes: readonly PoolNode[];
}

/** The list as it lies in the store: in the daemon's form, so that one decoder checks both. */
export function storedNodeList({ atMs, nodes }: StoredNodeList): unknown {
  return {
    atMs,
    result: {
      height: 0,
      service_node_states: nodes.map((node) => ({
        public_ip: node.ip,
        storage_port: node.httpsPort,
        storage_lmq_port: node.peerPort,
        pubkey_x25519: node.x25519,
        pubkey_ed25519: node.ed25519,
        requested_unlock_height: 0,
        ...(node.httpPort !== undefined && { storage_http_port: node.httpPort }),
      })),
    },
  };
}

/** Undefined for nothing, and for what another version wrote in another form: the seeds have a newer list. */
export function decodeStoredNodeList(value: unknown): StoredNodeList | undefined {
  if (typeof value !== "object" || value === null || !("atMs" in value) || !("result" in value))
    return undefined;
  if (typeof value.atMs !== "number") return undefined;
  try {
    return { atMs: value.atMs, nodes: readNodeList(value.result as JsonValue) }; // stores hold plain JSON data
  } catch (error) {
    if (!(error instanceof SessionError)) throw error;
    return undefined;
  }
}
