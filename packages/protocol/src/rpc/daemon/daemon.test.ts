import { describe, expect, test } from "vitest";
import { type JsonValue, jsonDecode } from "../../codec/index.ts";
import { applyBlock, emptyNetworkState } from "../../network/index.ts";
import { blockAt, DOMAIN, decommissioned, registered, testNode } from "../../network/testing/chain.ts";
import { local } from "../../params/index.ts";
import { acceptProofs, emptyProofBook, signUptimeProof } from "../../proofs/index.ts";
import { errorCode, seededRandom } from "../../testing/index.ts";
import { writeJson } from "../wire-value.ts";
import { decodeServiceNodes, serviceNodesParams } from "./decode.ts";
import {
  decodeJsonRpcResult,
  jsonRpcError,
  jsonRpcRequest,
  jsonRpcResult,
  parseJsonRpc,
} from "./json-rpc.ts";
import { onsResolve } from "./ons-resolve.ts";
import { isServiceNodesMethod, parseServiceNodesRequest } from "./request.ts";
import { getServiceNodes } from "./service-nodes.ts";

const NOW = 1_718_000_010_000;
const operator = `0x${"0b".repeat(20)}` as const;
const blocks = [
  blockAt(5, registered(...Array.from({ length: 16 }, (_, index) => index + 1))),
  blockAt(6, [
    decommissioned(2),
    { type: "UnlockRequested", nodeId: 3, by: operator, unlockAtSeconds: NOW / 1000 + 60 },
  ]),
  blockAt(10),
];
const state = blocks.reduce((before, block) => applyBlock(before, block, DOMAIN), emptyNetworkState());

function proofOf(nodeId: number, httpPort?: number) {
  const { ed25519, seed } = testNode(nodeId);
  return signUptimeProof(
    {
      tableDigest: new Uint8Array(32),
      tableHeight: 6,
      ip: `127.0.${nodeId}.1`,
      height: 10,
      ed25519,
      httpsPort: 22_021,
      peerPort: 22_020,
      storageServerVersion: [2, 8, 0],
      timestampSeconds: NOW / 1000,
      nodeVersion: [0, 1, 0],
      ...(httpPort === undefined ? {} : { httpPort }),
    },
    seed,
  );
}

const proofs = acceptProofs(emptyProofBook(), [proofOf(1, 8081), proofOf(3)], {
  nowMs: NOW + 400,
  params: local,
  state,
}).book;

interface Entry {
  readonly [field: string]: unknown;
}
interface Answer extends Entry {
  readonly service_node_states: readonly Entry[];
}

function text(params?: JsonValue): string {
  const request = parseServiceNodesRequest(params);
  return writeJson(getServiceNodes({ state, proofs, request, params: local, random: seededRandom("list") }));
}

function answer(params?: JsonValue): Answer {
  return JSON.parse(text(params));
}

function entryOf(nodeId: number, params?: JsonValue): Entry | undefined {
  return answer(params).service_node_states.find(
    (entry) => entry.pubkey_ed25519 === testNode(nodeId).ed25519,
  );
}

describe("getServiceNodes", () => {
  test("default: header and all nodes in list order", () => {
    const { service_node_states: nodes, ...header } = answer();
    expect(header).toEqual({
      status: "OK",
      height: 10,
      target_height: 10,
      block_hash: blockAt(10).hash,
      hardfork: 19,
      snode_revision: 4,
    });
    const keys = nodes.map((entry) => String(entry.service_node_pubkey));
    expect(keys).toHaveLength(16);
    expect(keys).toEqual([...keys].sort());
  });

  test("default: every field of an active node with a proof", () => {
    const entry = entryOf(1);
    expect(entry).toMatchObject({
      service_node_pubkey: testNode(1).ed25519,
      public_ip: "127.0.1.1",
      storage_port: 22_021,
      storage_lmq_port: 22_020,
      last_uptime_proof: NOW / 1000,
      service_node_version: [0, 1, 0],
      storage_server_version: [2, 8, 0],
      funded: true,
      active: true,
      payable: true,
      registration_height: 5,
      state_height: 5,
      requested_unlock_height: 0,
      operator_address: operator,
      operator_fee: 50_000,
      staking_requirement: 25_000_000_000_000,
      total_contributed: 25_000_000_000_000,
      contributors: [
        {
          address: operator,
          beneficiary: operator,
          amount: 25_000_000_000_000,
          reserved: 25_000_000_000_000,
        },
      ],
    });
    expect(entry?.pubkey_bls).toHaveLength(192);
    expect(entry).not.toHaveProperty("storage_http_port");
  });

  test("behaviour: a node without a proof has address 0.0.0.0 and port 0, so that clients keep the list", () => {
    expect(entryOf(4)).toMatchObject({
      public_ip: "0.0.0.0",
      storage_port: 0,
      storage_lmq_port: 0,
      last_uptime_proof: 0,
    });
    expect(entryOf(4)).not.toHaveProperty("storage_server_version");
  });

  test("behaviour: a decommissioned node has the unassigned swarm ID, exactly", () => {
    expect(entryOf(2)).toMatchObject({
      active: false,
      funded: true,
      swarm: "ffffffffffffffff",
      state_height: 6,
    });
    expect(text({ service_node_pubkeys: [testNode(2).ed25519], fields: ["swarm_id"] })).toContain(
      '[{"swarm_id":18446744073709551615}]',
    );
  });

  test("behaviour: swarm IDs beyond 2^53 are written exactly", () => {
    const ids = [...text({ fields: ["swarm_id"], active_only: true }).matchAll(/"swarm_id":([0-9]+)/g)];
    expect(new Set(ids.map((match) => match[1]))).toEqual(new Set(["0", "9223372036854775807"]));
  });

  test("behaviour: an unlock time becomes the height at which it is reached", () => {
    expect(entryOf(3)?.requested_unlock_height).toBe(70);
  });

  test.each<[string, JsonValue, readonly string[]]>([
    ["a list of names", ["public_ip", "height"], ["public_ip"]],
    ["an object", { public_ip: true, storage_port: true, funded: false }, ["public_ip", "storage_port"]],
    [
      "names of ours outright",
      ["storage_http_port", "pubkey_ed25519"],
      ["pubkey_ed25519", "storage_http_port"],
    ],
    ["nothing known", ["colour"], []],
    ["an empty object", {}, []],
  ])("behaviour: fields as %s", (_, fields, expected) => {
    const [entry] = answer({ fields, service_node_pubkeys: [testNode(1).ed25519] }).service_node_states;
    expect(Object.keys(entry ?? {})).toEqual(expected);
  });

  test("behaviour: all but some; the header follows the selection too", () => {
    const selected = answer({ fields: ["all", "-contributors", "-height"] });
    expect(selected).not.toHaveProperty("height");
    expect(selected).toHaveProperty("block_hash");
    expect(selected.service_node_states[0]).not.toHaveProperty("contributors");
    expect(Object.keys(answer({ fields: ["height"] }))).toEqual(["height", "service_node_states", "status"]);
  });

  test("behaviour: only active ones, only some keys", () => {
    expect(answer({ active_only: true }).service_node_states).toHaveLength(15);
    const keys = [testNode(2).ed25519.toUpperCase(), testNode(3).ed25519, "ab".repeat(32)];
    expect(answer({ service_node_pubkeys: keys }).service_node_states).toHaveLength(2);
    expect(answer({ service_node_pubkeys: keys, active_only: true }).service_node_states).toHaveLength(1);
  });

  test("behaviour: limit", () => {
    const keysOf = (limit: number) =>
      answer({ limit, fields: ["pubkey_ed25519"] }).service_node_states.map((entry) => entry.pubkey_ed25519);
    expect(new Set(keysOf(5)).size).toBe(5);
    for (const limit of [-1, 16, 99]) {
      expect(keysOf(limit)).not.toEqual(keysOf(0));
      expect([...keysOf(limit)].sort()).toEqual(keysOf(0));
    }
  });

  test("behaviour: a poll with the top hash gets the header only", () => {
    const fields = { height: true };
    expect(answer({ poll_block_hash: blockAt(10).hash, fields })).toEqual({
      status: "OK",
      height: 10,
      block_hash: blockAt(10).hash,
      unchanged: true,
    });
    expect(answer({ poll_block_hash: blockAt(9).hash, fields })).toMatchObject({
      unchanged: false,
      block_hash: blockAt(10).hash,
    });
  });

  test.each<[string, JsonValue]>([
    ["parameters as text", "x"],
    ["fields as a number", { fields: 5 }],
    ["a field name as a number", { fields: [5] }],
    ["a field as text", { fields: { height: "yes" } }],
    ["too many fields", { fields: Array.from({ length: 201 }, () => "a") }],
    ["a key that is none", { service_node_pubkeys: ["ab"] }],
    ["a fraction as limit", { limit: 1.5 }],
    ["active_only as text", { active_only: "no" }],
  ])("error: %s", (_, params) => {
    expect(errorCode(() => parseServiceNodesRequest(params))).not.toBe("none");
  });

  test("behaviour: null counts as absent", () => {
    expect(answer({ fields: null, limit: null, active_only: null, service_node_pubkeys: null })).toEqual(
      answer(),
    );
    expect(answer(null)).toEqual(answer());
  });

  test("behaviour: three names, one call", () => {
    expect(
      ["get_service_nodes", "get_n_service_nodes", "get_all_service_nodes", "get_info"].map(
        isServiceNodesMethod,
      ),
    ).toEqual([true, true, true, false]);
  });
});

describe("client side", () => {
  const params = jsonDecode(writeJson(serviceNodesParams()));

  test("default: what a node writes, a client reads", () => {
    const list = decodeServiceNodes(jsonDecode(text(params)));
    expect([list.height, list.total]).toEqual([10, 15]);
    const { x25519, ...first } = list.nodes.find(({ ed25519 }) => ed25519 === testNode(1).ed25519) ?? {};
    expect(x25519).toHaveLength(64);
    expect(first).toEqual({
      ed25519: testNode(1).ed25519,
      ip: "127.0.1.1",
      httpsPort: 22_021,
      peerPort: 22_020,
      httpPort: 8081,
      requestedUnlockHeight: 0,
      swarmId: state.nodes.get(1)?.swarmId,
    });
    expect(list.nodes).toHaveLength(2);
  });

  test("behaviour: an answer of the original daemon, with only the five fields", () => {
    const entry = {
      public_ip: "8.8.8.8",
      storage_port: 22_021,
      pubkey_x25519: "ab".repeat(32),
      pubkey_ed25519: "cd".repeat(32),
      requested_unlock_height: 0,
    };
    expect(decodeServiceNodes({ height: 1, service_node_states: [entry] }).nodes).toEqual([
      {
        ed25519: "cd".repeat(32),
        x25519: "ab".repeat(32),
        ip: "8.8.8.8",
        httpsPort: 22_021,
        peerPort: 0,
        requestedUnlockHeight: 0,
      },
    ]);
    for (const field of Object.keys(entry)) {
      const lacking = Object.fromEntries(Object.entries(entry).filter(([name]) => name !== field));
      const bad = { height: 1, service_node_states: [entry, lacking] };
      expect(errorCode(() => decodeServiceNodes(bad))).toBe("missing_field");
    }
  });

  test("error: no height, nobody with an address, too many, a malformed address", () => {
    const code = (result: JsonValue) => errorCode(() => decodeServiceNodes(result));
    expect(code({ service_node_states: [] })).toBe("missing_field");
    expect(code({ height: 1, service_node_states: [] })).toBe("missing_field");
    expect(code({ height: 1, service_node_states: Array.from({ length: 10_001 }, () => ({})) })).toBe(
      "out_of_range",
    );
    const [entry] = decodeEntries();
    expect(code({ height: 1, service_node_states: [{ ...entry, public_ip: "example.org" }] })).toBe(
      "invalid_encoding",
    );
  });

  function decodeEntries(): readonly { readonly [key: string]: JsonValue }[] {
    return JSON.parse(text({ fields: ["all"], service_node_pubkeys: [testNode(1).ed25519] }))
      .service_node_states;
  }
});

describe("JSON-RPC", () => {
  test("behaviour: calls with and without id and version", () => {
    expect(parseJsonRpc('{"method":"get_n_service_nodes","params":{"limit":1}}')).toEqual({
      id: null,
      method: "get_n_service_nodes",
      params: { limit: 1 },
    });
    expect(parseJsonRpc(jsonRpcRequest("x", { a: 1 }))).toEqual({ id: 0, method: "x", params: { a: 1 } });
  });

  test("behaviour: results and errors echo the id", () => {
    expect(jsonRpcResult("a", { status: "OK" })).toBe('{"id":"a","jsonrpc":"2.0","result":{"status":"OK"}}');
    expect(jsonRpcError(null, -32601, "Method not found")).toBe(
      '{"error":{"code":-32601,"message":"Method not found"},"id":null,"jsonrpc":"2.0"}',
    );
    expect(decodeJsonRpcResult(jsonRpcResult(1, { a: 1 }))).toEqual({ a: 1 });
    expect(() => decodeJsonRpcResult(jsonRpcError(1, -32601, "Method not found"))).toThrow(
      "Method not found",
    );
  });

  test.each(["[]", "{", "{}", '{"method":5}', '{"method":"x","id":{}}'])("error: %s", (body) => {
    expect(errorCode(() => parseJsonRpc(body))).not.toBe("none");
  });

  test("error: a call longer than a megabyte", () => {
    expect(errorCode(() => parseJsonRpc(" ".repeat(1_000_001)))).toBe("out_of_range");
  });

  test("behaviour: names are unknown to our chain", () => {
    expect(onsResolve()).not.toHaveProperty("encrypted_value");
  });
});
