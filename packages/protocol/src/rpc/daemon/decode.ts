import {
  type JsonObject,
  type JsonValue,
  jsonArray,
  jsonField,
  jsonInteger,
  jsonObject,
  jsonString,
} from "../../codec/index.ts";
import { DecodeError } from "../../errors.ts";
import { ed25519PublicKey, type X25519PublicKey, x25519PublicKey } from "../../identity/keys.ts";
import type { NodeAddress } from "../../ports/index.ts";
import { isIpv4 } from "../../proofs/address.ts";
import { type SwarmId, swarmId, UNASSIGNED_SWARM } from "../../swarm/id.ts";
import type { WireObject } from "../wire-value.ts";

/** A node that clients may use. */
export interface ServiceNodeEntry extends NodeAddress {
  readonly x25519: X25519PublicKey;
  /** 0: nobody asked to unlock. */
  readonly requestedUnlockHeight: number;
  /** null: in no swarm; undefined: the answer does not say. */
  readonly swarmId?: SwarmId | null;
}

export interface ServiceNodeList {
  readonly height: number;
  readonly nodes: readonly ServiceNodeEntry[];
  /** How many entries the answer had before those without address were dropped. */
  readonly total: number;
}

/** The five fields every client asks for, and those of ours that help when the answering node knows them. */
export const CLIENT_NODE_FIELDS: readonly string[] = [
  "public_ip",
  "storage_port",
  "pubkey_x25519",
  "pubkey_ed25519",
  "requested_unlock_height",
  "height",
  "storage_lmq_port",
  "storage_http_port",
  "swarm",
];

/** Parameters of the call as clients send them. */
export function serviceNodesParams(limit?: number): WireObject {
  return {
    active_only: true,
    fields: Object.fromEntries(CLIENT_NODE_FIELDS.map((name) => [name, true])),
    limit,
  };
}

const NODES_MAX = 10_000;

/**
 * Reads the answer of `get_service_nodes` (the JSON-RPC `result`, or the `result` of `oxend_request`). As strict as
 * existing clients: one entry without a needed field spoils the list; entries without address are dropped.
 *
 * `swarm_id` is not read: JSON.parse cannot hold it, `swarm` has the same value as hex.
 * @throws DecodeError, also when no usable node remains
 * Spec: docs/spec/onion-requests.md section 10.1.
 */
export function decodeServiceNodes(result: JsonValue): ServiceNodeList {
  const answer = jsonObject(result, "result");
  const height = jsonInteger(answer, "height", { min: 0 });
  const list = jsonArray(jsonField(answer, "service_node_states"), "service_node_states");
  if (list.length > NODES_MAX)
    throw new DecodeError("out_of_range", `expected at most ${NODES_MAX} nodes, got ${list.length}`, {
      path: "service_node_states",
    });
  const nodes = list.flatMap(
    (item, index) => readEntry(jsonObject(item, `nodes[${index}]`), `nodes[${index}]`) ?? [],
  );
  if (nodes.length === 0)
    throw new DecodeError("missing_field", "expected at least one node with an address", {
      path: "service_node_states",
    });
  return { height, nodes, total: list.length };
}

function readEntry(item: JsonObject, path: string): ServiceNodeEntry | undefined {
  const port = (name: string, min: number): number =>
    jsonInteger(item, name, { min, max: 65535, path: `${path}.${name}` });
  const ip = jsonString(item, "public_ip", `${path}.public_ip`);
  const entry = {
    ed25519: ed25519PublicKey(jsonString(item, "pubkey_ed25519", path), path),
    x25519: x25519PublicKey(jsonString(item, "pubkey_x25519", path), path),
    httpsPort: port("storage_port", 0),
    requestedUnlockHeight: jsonInteger(item, "requested_unlock_height", { min: 0, path }),
  };
  const swarm = readSwarm(item, path);
  if (ip === "" || ip === "0.0.0.0" || entry.httpsPort === 0) return undefined;
  if (!isIpv4(ip))
    throw new DecodeError("invalid_encoding", "expected a dotted IPv4 address", {
      path: `${path}.public_ip`,
    });
  return {
    ...entry,
    ip,
    peerPort: jsonField(item, "storage_lmq_port") === undefined ? 0 : port("storage_lmq_port", 0),
    ...(jsonField(item, "storage_http_port") === undefined ? {} : { httpPort: port("storage_http_port", 1) }),
    ...(swarm === undefined ? {} : { swarmId: swarm }),
  };
}

function readSwarm(item: JsonObject, path: string): SwarmId | null | undefined {
  if (jsonField(item, "swarm") === undefined) return undefined;
  const text = jsonString(item, "swarm", `${path}.swarm`);
  if (!/^[0-9a-f]{1,16}$/.test(text))
    throw new DecodeError("invalid_encoding", "expected up to 16 lower-case hex digits", {
      path: `${path}.swarm`,
    });
  const value = BigInt(`0x${text}`);
  return value === UNASSIGNED_SWARM ? null : swarmId(value);
}
