// The seed's answers, checked by the rules an existing desktop client applies (docs/spec/onion-requests.md 10.1).
import { utf8Encode } from "@session/protocol/bytes";
import { local } from "@session/protocol/params";
import { acceptProofs, emptyProofBook, type ProofBook } from "@session/protocol/proofs";
import { decodeJsonRpcResult, decodeServiceNodes } from "@session/protocol/rpc/daemon";
import { createSeededRandom } from "@session/testkit/fakes";
import { fixtureNetwork, fixtureNodes, fixtureProof } from "@session/testkit/fixtures";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { answerJsonRpc, type SeedView } from "./answer.ts";

const nodes = fixtureNodes(14);
const state = fixtureNetwork(nodes);
const nowMs = 1_718_000_000_000;

/** @param withProof how many of the nodes have sent an uptime proof */
function view(withProof: number): SeedView {
  const proofs: ProofBook = acceptProofs(
    emptyProofBook(),
    nodes.slice(0, withProof).map((node) => fixtureProof(node, state, nowMs)),
    { nowMs, params: local, state },
  ).book;
  return { state, proofs, params: local, random: createSeededRandom("seed") };
}

const ask = (body: unknown, withProof = 14) =>
  JSON.parse(
    answerJsonRpc(utf8Encode(typeof body === "string" ? body : JSON.stringify(body)), view(withProof)),
  );

/** What the desktop client sends, letter by letter. */
const DESKTOP_CALL = {
  jsonrpc: "2.0",
  method: "get_n_service_nodes",
  params: {
    active_only: true,
    fields: {
      public_ip: true,
      storage_port: true,
      pubkey_x25519: true,
      pubkey_ed25519: true,
      requested_unlock_height: true,
      height: true,
    },
  },
};

/** The desktop client's own check: one wrong element and the whole list is thrown away. */
function desktopAccepts(answer: {
  result?: { height?: unknown; service_node_states?: Record<string, unknown>[] };
}): { usable: number } | undefined {
  const list = answer.result?.service_node_states;
  if (typeof answer.result?.height !== "number" || !Array.isArray(list)) return undefined;
  const isWhole = list.every(
    (node) =>
      typeof node.public_ip === "string" &&
      typeof node.storage_port === "number" &&
      typeof node.pubkey_x25519 === "string" &&
      typeof node.pubkey_ed25519 === "string" &&
      typeof node.requested_unlock_height === "number",
  );
  if (!isWhole) return undefined;
  const usable = list.filter((node) => node.public_ip !== "" && node.public_ip !== "0.0.0.0").length;
  return usable === 0 ? undefined : { usable };
}

describe("answerJsonRpc", () => {
  test("default: the desktop client accepts the list", () => {
    expect(desktopAccepts(ask(DESKTOP_CALL))).toEqual({ usable: 14 });
  });

  test("compat: a node without a proof does not spoil the list for the others", () => {
    const answer = ask(DESKTOP_CALL, 9);
    expect(desktopAccepts(answer)).toEqual({ usable: 9 });
    expect(answer.result.service_node_states).toHaveLength(14);
    expect(
      answer.result.service_node_states.filter((node: { public_ip: string }) => node.public_ip === "0.0.0.0"),
    ).toHaveLength(5);
  });

  test("behaviour: only the fields asked for", () => {
    const [first] = ask(DESKTOP_CALL).result.service_node_states;
    expect(Object.keys(first).sort()).toEqual([
      "pubkey_ed25519",
      "pubkey_x25519",
      "public_ip",
      "requested_unlock_height",
      "storage_port",
    ]);
  });

  test("behaviour: the three names are one call, and our own client reads the answer", () => {
    for (const method of ["get_service_nodes", "get_n_service_nodes", "get_all_service_nodes"]) {
      const text = answerJsonRpc(
        utf8Encode(JSON.stringify({ ...DESKTOP_CALL, method, params: { active_only: true } })),
        view(14),
      );
      const list = decodeServiceNodes(decodeJsonRpcResult(text));
      expect(list.nodes).toHaveLength(14);
      expect(list.height).toBe(state.head.height);
    }
  });

  test("behaviour: the id is echoed, and null without one", () => {
    expect(ask({ ...DESKTOP_CALL, id: 7 }).id).toBe(7);
    expect(ask({ ...DESKTOP_CALL, id: "x" }).id).toBe("x");
    expect(ask(DESKTOP_CALL).id).toBe(null);
  });

  test("behaviour: get_info names the head", () => {
    expect(ask({ method: "get_info" }).result).toMatchObject({
      status: "OK",
      height: state.head.height,
      top_block_hash: state.head.hash,
      service_node_count: 14,
    });
  });

  test.each([
    ["no JSON", "{", -32700],
    ["no object", "[]", -32600],
    ["no method", "{}", -32600],
    ["method of another kind", { method: 5 }, -32600],
    ["unknown method", { method: "stop_daemon", id: 1 }, -32601],
    ["name every object has", { method: "constructor" }, -32601],
    ["parameters of another kind", { method: "get_service_nodes", params: "all" }, -32602],
    ["limit of another kind", { method: "get_service_nodes", params: { limit: "ten" } }, -32602],
    ["fields of another kind", { method: "get_service_nodes", params: { fields: 5 } }, -32602],
  ])("error: %s", (_name, body, code) => {
    const answer = ask(body);
    expect(answer.error.code).toBe(code);
    expect(answer.result).toBeUndefined();
  });

  test("error: whatever comes in, an answer goes out", () => {
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), fc.json().map(utf8Encode)), (body) => {
        const answer = JSON.parse(answerJsonRpc(body, view(1)));
        expect(answer.jsonrpc).toBe("2.0");
      }),
    );
  });
});
