import { btDecode } from "../../src/bt/index.ts";
import { jsonDecode } from "../../src/codec/index.ts";
import {
  decodeJsonRpcResult,
  decodeServiceNodes,
  jsonRpcResult,
  parseJsonRpc,
  parseServiceNodesRequest,
} from "../../src/rpc/daemon/index.ts";
import {
  decodeBatchResponse,
  decodeGetExpiriesResponse,
  decodeIfElseResponse,
  decodeInfoResponse,
  decodeMemberOutcome,
  decodeOxendResponse,
  decodeRetrieveResponse,
  decodeSwarmInfo,
  decodeSwarmResponse,
  memberOutcomeFields,
  type RecursiveRequest,
  writeBt,
  writeJson,
} from "../../src/rpc/index.ts";
import { jsons, textOf } from "../seeds.ts";
import type { FuzzTarget } from "../target.ts";

const hash = "a".repeat(43);
const key = "ab".repeat(32);
const other = "cd".repeat(32);
const signature = Buffer.alloc(64, 3).toString("base64");
const failures = [
  { failed: true, timeout: true },
  { failed: true, code: "406", reason: "clock" },
  { failed: true, bad_peer_response: true },
  { failed: true, query_failure: true, reason: "x" },
];

/** What a member that did its work answers. */
const RESULTS: Readonly<Record<RecursiveRequest["method"], readonly object[]>> = {
  store: [{ hash, expiry: 1_718_000_000_123, signature, already: true, t: 1_718_000_000_123 }],
  delete: [{ deleted: [hash, hash], signature }],
  delete_all: [
    { deleted: [hash], signature },
    { deleted: { "0": [hash], "-10": [] }, signature },
  ],
  delete_before: [{ deleted: { "0": [hash] }, signature }],
  expire: [
    { updated: [hash], expiry: [1, 2], unchanged: { [hash]: 5 }, signature },
    { updated: [], expiry: 1_718_000_000_123, signature },
  ],
  expire_all: [{ updated: { "0": [hash] }, signature }],
  revoke_subaccount: [{ signature }],
  unrevoke_subaccount: [{ count: 3, signature }],
};
const METHODS = Object.keys(RESULTS) as RecursiveRequest["method"][]; // the keys of that record

const SWARM_INFO = {
  snodes: [
    {
      address: "x.snode",
      ip: "8.8.8.8",
      port: "22021",
      port_https: 22021,
      port_omq: 22020,
      pubkey_ed25519: key,
      pubkey_x25519: other,
    },
  ],
  swarm: "7fffffffffffffff",
  t: 1_718_000_000_123,
  hf: [19, 4],
};

const NODE_ENTRY = {
  public_ip: "8.8.8.8",
  storage_port: 22021,
  storage_lmq_port: 22020,
  storage_http_port: 80,
  pubkey_ed25519: key,
  pubkey_x25519: other,
  requested_unlock_height: 0,
  swarm: "abc",
};

const parsedOrText = (input: Uint8Array) => (input.length % 2 === 0 ? jsonDecode(input) : textOf(input));

const memberTargets = METHODS.flatMap((method): FuzzTarget[] => [
  {
    name: `rpc-client/${method}`,
    weight: 0.5,
    seeds: () =>
      RESULTS[method].flatMap((result) =>
        jsons({ swarm: { [key]: result, [other]: failures[0] }, hash, t: 1, hf: [19, 4] }),
      ),
    run: (input) => decodeSwarmResponse(method, parsedOrText(input)),
  },
  {
    name: `rpc-client/${method} of a member, bencode`,
    weight: 0.5,
    seeds: () =>
      [...RESULTS[method], ...failures].map((result) => writeBt(JSON.parse(JSON.stringify(result)))),
    run: (input) =>
      writeJson(memberOutcomeFields(decodeMemberOutcome(method, btDecode(input, { depthMax: 4 })))),
  },
]);

export const RPC_CLIENT_TARGETS: readonly FuzzTarget[] = [
  ...memberTargets,
  {
    name: "rpc-client/retrieve",
    weight: 1,
    seeds: () =>
      jsons({
        messages: [{ hash, timestamp: 5, expiration: 6, data: "AAAA" }],
        more: true,
        t: 7,
        hf: [19, 4],
      }),
    run: (input) => decodeRetrieveResponse(parsedOrText(input)),
  },
  {
    name: "rpc-client/swarm-info",
    weight: 1,
    seeds: () => jsons(SWARM_INFO),
    run: (input) => decodeSwarmInfo(parsedOrText(input)),
  },
  {
    name: "rpc-client/info",
    weight: 0.5,
    seeds: () => jsons({ version: [2, 8, 0], timestamp: 1_718_000_000_123, t: 1, hf: [19, 4] }),
    run: (input) => decodeInfoResponse(parsedOrText(input)),
  },
  {
    name: "rpc-client/expiries",
    weight: 0.5,
    seeds: () => jsons({ expiries: { [hash]: 1_718_000_000_123 }, t: 1 }),
    run: (input) => decodeGetExpiriesResponse(parsedOrText(input)),
  },
  {
    name: "rpc-client/oxend",
    weight: 0.5,
    seeds: () => jsons({ result: { height: 1, service_node_states: [NODE_ENTRY] } }),
    run: (input) => decodeServiceNodes(decodeOxendResponse(parsedOrText(input)).result),
  },
  {
    name: "rpc-client/ifelse",
    weight: 0.5,
    seeds: () =>
      jsons(
        { hf: [19, 4], v: [2, 8, 0], height: 7, condition: true, result: { code: 200, body: SWARM_INFO } },
        { hf: [19, 4], v: [2, 8, 0], height: 7, condition: false },
      ),
    run: (input) => decodeIfElseResponse(parsedOrText(input)),
  },
  {
    name: "rpc-client/batch",
    weight: 1,
    seeds: () =>
      jsons({
        results: [
          { code: 200, body: SWARM_INFO },
          { code: 421, body: "x" },
        ],
      }),
    run: (input) => {
      const [first] = decodeBatchResponse(parsedOrText(input), { count: 2, method: "sequence" });
      if (first) decodeSwarmInfo(first.body);
    },
  },
  {
    name: "daemon/call",
    weight: 1,
    seeds: () =>
      jsons(
        {
          jsonrpc: "2.0",
          id: 0,
          method: "get_service_nodes",
          params: { fields: ["all", "-swarm"], limit: -1, service_node_pubkeys: [key] },
        },
        {
          method: "get_n_service_nodes",
          params: { fields: { public_ip: true }, active_only: true, poll_block_hash: key },
        },
      ),
    run: (input) => {
      const call = parseJsonRpc(input);
      jsonRpcResult(call.id, {});
      const request = parseServiceNodesRequest(call.params);
      for (const name of ["swarm", "toString", "__proto__"]) request.wants(name) === request.names(name);
    },
  },
  {
    name: "daemon/answer",
    weight: 1,
    seeds: () =>
      jsons(
        { result: { height: 1, service_node_states: [NODE_ENTRY] } },
        { error: { code: -1, message: "x" } },
      ),
    run: (input) => decodeServiceNodes(decodeJsonRpcResult(input)),
  },
];
