import type { JsonValue } from "@session/protocol/codec";
import type { Random } from "@session/protocol/ports";
import { decodeOxendResponse, type SimpleRequest } from "@session/protocol/rpc";
import { serviceNodesParams } from "@session/protocol/rpc/daemon";
import type { NetworkConfig } from "../config.ts";
import { clientError } from "../errors.ts";
import { shuffled } from "../onion/select.ts";
import { readNodeList } from "./node-list.ts";
import type { Pool } from "./pool.ts";
import type { Rpc } from "./rpc.ts";
import type { PoolNode } from "./types.ts";

/**
 * A list that several random nodes agree on, asked through paths, so that no seed needs to be trusted again.
 *
 * @throws ClientError node_list_invalid when fewer than `refreshAgreement` entries are in all answers; what the
 *   requests throw
 * Spec: docs/spec/onion-requests.md section 10.3.
 */
export async function fetchFromNodes(
  config: NetworkConfig,
  parts: { readonly pool: Pool; readonly rpc: Rpc; readonly random: Random },
  signal: AbortSignal,
): Promise<readonly PoolNode[]> {
  const nodes = shuffled(await parts.pool.nodes(signal), parts.random).slice(0, config.refreshNodes);
  const request: SimpleRequest = {
    method: "oxend_request",
    endpoint: "get_service_nodes",
    params: serviceNodesParams() as JsonValue, // names, true and false
  };
  const lists = await Promise.all(
    nodes.map(async (node) => {
      const { result } = decodeOxendResponse(await parts.rpc.toNode(node, request, signal));
      return readNodeList(result);
    }),
  );
  const common = commonNodes(lists);
  if (lists.length < config.refreshNodes || common.length < config.refreshAgreement)
    throw clientError(
      "node_list_invalid",
      `node list: ${lists.length} nodes agree on ${common.length} entries, expected ${config.refreshAgreement}`,
      { retryable: true },
    );
  return common;
}

/** Entries that stand in every list with the same address. */
export function commonNodes(lists: readonly (readonly PoolNode[])[]): readonly PoolNode[] {
  const [first = [], ...others] = lists;
  const key = (node: PoolNode) => `${node.ed25519} ${node.x25519} ${node.ip} ${node.httpsPort}`;
  const sets = others.map((list) => new Set(list.map(key)));
  return first.filter((node) => sets.every((set) => set.has(key(node))));
}
