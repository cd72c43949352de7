/** Whatever anybody sends, a node answers; nothing throws and nothing is stored. */

import { fixtureNode } from "@session/testkit/fixtures";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestNetwork, type TestNetwork, type TestNode } from "../src/testing/index.ts";

let network: TestNetwork;
let node: TestNode;
beforeAll(async () => {
  network = await createTestNetwork({ count: 5 });
  const [first] = network.nodes;
  if (first === undefined) throw new Error("five nodes were asked for");
  node = first;
});
afterAll(() => network.stop());

const STATUSES = new Set([200, 400, 401, 403, 404, 406, 410, 413, 421, 429, 502]);
const methods = [
  "store",
  "retrieve",
  "delete",
  "delete_all",
  "delete_before",
  "expire",
  "expire_all",
  "get_expiries",
  "revoke_subaccount",
  "unrevoke_subaccount",
  "get_swarm",
  "info",
  "oxend_request",
  "batch",
  "sequence",
  "ifelse",
];
const fields = [
  "pubkey",
  "pubKey",
  "timestamp",
  "ttl",
  "expiry",
  "data",
  "namespace",
  "signature",
  "pubkey_ed25519",
  "messages",
  "requests",
  "if",
  "then",
  "before",
  "revoke",
  "endpoint",
  "params",
  "max_size",
  "last_hash",
];
const value = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom(`05${"a".repeat(64)}`, "A".repeat(86), "A".repeat(43), 1_718_000_000_000, "all", -1, 0),
);
const call = fc.record({
  method: fc.oneof(fc.constantFrom(...methods), fc.string()),
  params: fc.oneof(fc.dictionary(fc.constantFrom(...fields), value), fc.jsonValue()),
});

test("behaviour: the storage RPC answers any JSON with a status of its table", async () => {
  await fc.assert(
    fc.asyncProperty(call, async (body) => {
      const answer = await node.request("/storage_rpc/v1", JSON.stringify(body), { ip: "203.0.113.1" });
      expect(STATUSES.has(answer.status)).toBe(true);
    }),
    { numRuns: 300 },
  );
  expect(await node.store.count()).toBe(0);
});

test("behaviour: no bytes on any path make a handler fail", async () => {
  const paths = [
    "/storage_rpc/v1",
    "/onion_req/v2",
    "/uptime_proofs/v1",
    "/uptime_proofs/v1?since=x",
    "/ping_test/v1",
  ];
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...paths), fc.uint8Array({ maxLength: 200 }), async (path, body) => {
      const answer = await node.request(path, body, { ip: "203.0.113.2" });
      expect(STATUSES.has(answer.status)).toBe(true);
    }),
    { numRuns: 300 },
  );
});

test("behaviour: no bytes on the node channel make a handler fail", async () => {
  const names = [
    "sn.ping",
    "sn.storage_cc",
    "sn.data",
    "sn.onion_request",
    "sn.hashes",
    "sn.messages",
    "sn.nothing",
  ];
  const from = network.peers.transport({ kind: "node", ed25519: fixtureNode(2).ed25519 });
  const options = { timeoutMs: 1_000, signal: new AbortController().signal };
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...names), fc.uint8Array({ maxLength: 200 }), async (path, body) => {
      const answer = await from.request(node.fixture.address, { path, body }, options);
      expect(STATUSES.has(answer.status)).toBe(true);
    }),
    { numRuns: 300 },
  );
  expect(await node.store.count()).toBe(0);
});
