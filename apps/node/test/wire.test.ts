/**
 * The exact answers of every endpoint, over a swarm of five whole nodes with fixed keys and time.
 * Signatures in expected values were checked against the portable crypto when they were written down; the
 * last test of each recursive endpoint checks the others' again.
 */
import { base64Decode, base64Encode, hexDecode, utf8Encode } from "@session/protocol/bytes";
import { nobleCrypto } from "@session/protocol/crypto";
import {
  type DeleteAllRequest,
  type DeleteBeforeRequest,
  type DeleteRequest,
  decodeMemberResult,
  type ExpireAllRequest,
  type ExpireRequest,
  type GetExpiriesRequest,
  memberSignedPayload,
  namespace,
  type RecursiveRequest,
  type RevokeSubaccountRequest,
  type StoreRequest,
  signRequest,
  subaccountToken,
  type UnrevokeSubaccountRequest,
} from "@session/protocol/rpc";
import { alice, bob } from "@session/testkit/fixtures";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createTestNetwork, type TestNetwork, type TestNode } from "../src/testing/index.ts";
import { DAY_MS, paramsOf, retrieveParams, signerOf, storeParams } from "./client.ts";

let network: TestNetwork;
let first: TestNode;

async function setUp(): Promise<void> {
  network = await createTestNetwork({ count: 5 });
  const [node] = network.nodes;
  if (node === undefined) throw new Error("five nodes were asked for");
  first = node;
}
const tearDown = () => network.stop();

/** For tests that leave nothing behind. */
function useOneNetwork(): void {
  beforeAll(setUp);
  afterAll(tearDown);
}

function useFreshNetworks(): void {
  beforeEach(setUp);
  afterEach(tearDown);
}

const now = () => network.clock.now();
const signer = signerOf(alice);
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

async function post(body: string | Uint8Array, headers: Record<string, string> = {}) {
  const answer = await first.request("/storage_rpc/v1", body, { headers });
  return { status: answer.status, body: text(answer.body), type: answer.headers?.["content-type"] };
}

/** Runs a recursive request and checks that all five members signed their result; gives the first node's. */
async function runSigned(request: RecursiveRequest) {
  const { status, body } = await first.rpc(request.method, paramsOf(request));
  expect(status).toBe(200);
  expect(Object.keys(body)).toEqual([...(request.method === "store" ? ["hash"] : []), "hf", "swarm", "t"]);
  expect(Object.keys(body.swarm)).toHaveLength(5);
  for (const [key, entry] of Object.entries(body.swarm)) {
    const { signature, ...effect } = decodeMemberResult(request.method, entry);
    const signed = memberSignedPayload(request, effect as Parameters<typeof memberSignedPayload>[1]); // without its signature
    expect(nobleCrypto.ed25519Verify(signature, signed, hexDecode(key))).toBe(true);
  }
  const { signature: _signature, ...own } = body.swarm[first.fixture.ed25519];
  return own;
}

function storeRequest(data: string, changes: Partial<StoreRequest> = {}): StoreRequest {
  return signRequest<StoreRequest>(
    {
      method: "store",
      account: alice.accountId,
      namespace: namespace(0),
      timestampMs: now(),
      expiryMs: now() + DAY_MS,
      data: utf8Encode(data),
      ...changes,
    },
    signer,
  );
}

async function storeSome(...texts: string[]): Promise<string[]> {
  const hashes: string[] = [];
  for (const one of texts) hashes.push((await runSigned(storeRequest(one))).hash);
  return hashes;
}

describe("envelope", () => {
  useOneNetwork();

  test.each([
    ["not JSON", "{", "400 invalid json"],
    ["not UTF-8", Uint8Array.of(0xff, 0xfe), "400 invalid json"],
    ["a list", "[]", "400 invalid json: no `method` field"],
    ["no method", '{"params":{}}', "400 invalid json: no `method` field"],
    ["method not text", '{"method":1,"params":{}}', "400 invalid json: no `method` field"],
    ["no params", '{"method":"info"}', "400 invalid json: no `params` field"],
    ["params not an object", '{"method":"info","params":[]}', "400 invalid json: no `params` field"],
    ["unknown method", '{"method":"nope","params":{}}', "400 no method nope"],
    [
      "missing field",
      '{"method":"store","params":{}}',
      "400 invalid request: Required field 'timestamp' missing",
    ],
    [
      "bad account",
      '{"method":"get_swarm","params":{"pubkey":"05zz"}}',
      "400 invalid request: Pubkey must be 66 hex digits (33 bytes) long",
    ],
    [
      "a batch that fails to parse",
      '{"method":"batch","params":{"requests":[{"method":"info","params":{}},{"method":"nope","params":{}}]}}',
      '400 invalid request: Invalid batch subrequest: invalid method "nope"',
    ],
    [
      "a batch in a batch",
      '{"method":"batch","params":{"requests":[{"method":"batch","params":{"requests":[]}}]}}',
      "400 invalid request: Invalid batch subrequest: subrequests may not contain meta-requests",
    ],
  ])("error: %s", async (_name, body, expected) => {
    const answer = await post(body);
    expect(`${answer.status} ${answer.body}`).toBe(expected);
    expect(answer.type).toBe("text/plain");
  });

  test("error: a message above 76,800 bytes", async () => {
    const { status, body } = await first.rpc("store", {
      ...storeParams("", now()),
      data: base64Encode(new Uint8Array(76_801)),
    });
    expect(`${status} ${body}`).toBe(
      "400 invalid request: Message body exceeds maximum allowed length of 76800 bytes",
    );
    expect(
      (await first.rpc("store", { ...storeParams("", now()), data: base64Encode(new Uint8Array(76_800)) }))
        .status,
    ).toBe(200);
  });

  test("error: a retrieve that nobody signed", async () => {
    const { status, body } = await first.rpc("retrieve", { pubkey: alice.accountId });
    expect(`${status} ${body}`).toBe("401 retrieve: request signature required");
  });

  test("error: the old long polling header", async () => {
    const answer = await post('{"method":"info","params":{}}', { "x-loki-long-poll": "1" });
    expect(`${answer.status} ${answer.body}`).toBe(
      "410 long polling is no longer supported, client upgrade required",
    );
  });

  test("error: more than the bucket of one address holds", async () => {
    const ask = (ip: string) => first.request("/storage_rpc/v1", '{"method":"info","params":{}}', { ip });
    for (let index = 0; index < 600; index++) expect((await ask("203.0.113.9")).status).toBe(200);
    const refused = await ask("203.0.113.9");
    expect(`${refused.status} ${text(refused.body)}`).toBe("429 Too Many Requests\n");
    expect((await ask("203.0.113.10")).status).toBe(200);
  });

  test("behaviour: every answer names the server; unknown paths are 404 with the method in lower case", async () => {
    const answer = await first.request("/nothing/here?x=1", "", { method: "PUT" });
    expect(`${answer.status} ${text(answer.body)}`).toBe("404 put /nothing/here Not Found");
    expect(answer.headers?.server).toBe("Oxen Storage Server/2.8.0");
  });

  test("behaviour: ping_test and get_stats", async () => {
    const ping = await first.request("/ping_test/v1");
    expect(ping.status).toBe(200);
    expect(ping.body).toHaveLength(0);
    expect(ping.headers?.["x-oxen-snode-pubkey"]).toBe(base64Encode(hexDecode(first.fixture.ed25519)));
    const stats = await first.request("/get_stats/v1", "", { method: "GET" });
    expect(text(stats.body)).toBe('{"version":"2.8.0"}');
  });
});

describe("store", () => {
  useFreshNetworks();

  test("default: the whole answer", async () => {
    const answer = await post(
      JSON.stringify({ method: "store", params: storeParams("golden", 1_718_000_003_123) }),
    );
    const { swarm, ...rest } = JSON.parse(answer.body);
    expect(answer.type).toBe("application/json");
    expect(rest).toEqual({
      hash: "W3smvAK4odhrBXpzUdNgxST67sRLfzdzgQhIxKkwUV0",
      hf: [19, 4],
      t: 1_718_000_003_123,
    });
    expect(swarm[first.fixture.ed25519]).toEqual({
      expiry: 1_718_086_403_123,
      hash: "W3smvAK4odhrBXpzUdNgxST67sRLfzdzgQhIxKkwUV0",
      signature: "8OAHA8ZNAKoxGJPhkpoY98nKk55912J6otDHvEk3UyE8CFa/qwyAI+zao/TVTtZT81GECzHwPQLV0H/MTiE2AA==",
      t: 1_718_000_003_123,
    });
  });

  test("behaviour: keys come in alphabetic order", async () => {
    const answer = await post(JSON.stringify({ method: "store", params: storeParams("x", now()) }));
    expect(answer.body).toMatch(/^\{"hash":"[^"]{43}","hf":\[19,4\],"swarm":\{"[0-9a-f]{64}":\{"expiry":/);
  });

  test("behaviour: stored again with a later expiry it is extended, by every member", async () => {
    await storeSome("again");
    const again = await runSigned(storeRequest("again", { expiryMs: now() + 2 * DAY_MS }));
    expect(again).toMatchObject({ already: true, expiry: now() + 2 * DAY_MS });
    const shorter = await runSigned(storeRequest("again", { expiryMs: now() + DAY_MS }));
    expect(shorter).toMatchObject({ already: true, expiry: now() + 2 * DAY_MS });
  });

  test("behaviour: a public outbox keeps the newest", async () => {
    const outbox = { namespace: namespace(-21) };
    await runSigned(storeRequest("one", outbox));
    await runSigned(storeRequest("two", outbox));
    const { body } = await first.rpc("retrieve", { pubkey: alice.accountId, namespace: -21 });
    expect(body.messages.map(({ data }: { data: string }) => text(base64Decode(data)))).toEqual(["two"]);
  });
});

describe("retrieve", () => {
  useFreshNetworks();

  test("default: the whole answer", async () => {
    await first.rpc("store", storeParams("golden", now()));
    const answer = await post(JSON.stringify({ method: "retrieve", params: retrieveParams(now()) }));
    expect(answer.body).toBe(
      '{"hf":[19,4],"messages":[{"data":"Z29sZGVu","expiration":1718086403123,"hash":"W3smvAK4odhrBXpzUdNgxST67sRLfzdzgQhIxKkwUV0","timestamp":1718000003123}],"more":false,"t":1718000003123}',
    );
  });

  test("behaviour: after a hash, by count, and both spellings", async () => {
    const hashes = await storeSome("one", "two", "three");
    const got = async (more: object) => {
      const { body } = await first.rpc("retrieve", retrieveParams(now(), more));
      return [body.messages.map(({ hash }: { hash: string }) => hashes.indexOf(hash)), body.more];
    };
    expect(await got({ last_hash: hashes[0] })).toEqual([[1, 2], false]);
    expect(await got({ lastHash: hashes[1] })).toEqual([[2], false]);
    expect(await got({ last_hash: "" })).toEqual([[0, 1, 2], false]);
    expect(await got({ max_count: 2 })).toEqual([[0, 1], true]);
    expect(await got({ max_count: -1 })).toEqual([[0, 1, 2], false]);
    expect(await got({ max_size: 1 })).toEqual([[0], true]);
    expect(await got({ max_size: 0, max_count: 0 })).toEqual([[0, 1, 2], false]);
  });
});

describe("network", () => {
  useOneNetwork();

  test("info: the whole answer", async () => {
    const answer = await post('{"jsonrpc":"2.0","id":1,"method":"info","params":{}}');
    expect(answer.body).toBe('{"hf":[19,4],"t":1718000003123,"timestamp":1718000003123,"version":[2,8,0]}');
  });

  test("get_swarm: every member, under both names", async () => {
    for (const method of ["get_swarm", "get_snodes_for_pubkey"]) {
      const { body } = await first.rpc(method, { pubKey: bob.accountId.toUpperCase(), params: {} });
      expect(Object.keys(body)).toEqual(["hf", "snodes", "swarm", "t"]);
      expect(body.swarm).toBe("0");
      expect(body.snodes).toHaveLength(5);
      expect(body.snodes.find((node: { ip: string }) => node.ip === "127.0.1.1")).toEqual({
        address: "ey8tofedetj5ag1zpypq75izsqza6kcdp6znefgtsri864cyx5go.snode",
        ip: "127.0.1.1",
        port: "22021",
        port_https: 22021,
        port_omq: 22020,
        port_quic: 22020,
        pubkey_ed25519: first.fixture.ed25519,
        pubkey_legacy: first.fixture.ed25519,
        pubkey_x25519: first.fixture.x25519,
      });
    }
  });

  test("oxend_request: the node list as clients ask for it", async () => {
    const fields = { public_ip: true, storage_port: true, pubkey_x25519: true, pubkey_ed25519: true };
    const { body } = await first.rpc("oxend_request", {
      endpoint: "get_service_nodes",
      params: { active_only: true, fields },
    });
    expect(Object.keys(body)).toEqual(["hf", "result", "t"]);
    expect(body.result.status).toBe("OK");
    expect(body.result.service_node_states).toHaveLength(5);
    expect(body.result.service_node_states).toContainEqual({
      public_ip: "127.0.1.1",
      storage_port: 22021,
      pubkey_ed25519: first.fixture.ed25519,
      pubkey_x25519: first.fixture.x25519,
    });
  });

  test("oxend_request: every name is unknown, other endpoints are refused", async () => {
    const ons = await first.rpc("oxend_request", {
      endpoint: "ons_resolve",
      params: { type: 0, name_hash: "x" },
    });
    expect(ons.body.result).toEqual({});
    const other = await first.rpc("oxend_request", { endpoint: "get_block" });
    expect(`${other.status} ${other.body}`).toBe("400 invalid request: Invalid oxend endpoint 'get_block'");
    const bad = await first.rpc("oxend_request", {
      endpoint: "get_service_nodes",
      params: { active_only: 1 },
    });
    expect(`${bad.status} ${bad.body}`).toBe("400 active_only: expected true or false");
  });
});

describe("deleting", () => {
  useFreshNetworks();

  test("delete: what was really there, by every member", async () => {
    const [one = "", two = ""] = await storeSome("one", "two");
    const messages = [two, one, "A".repeat(43)];
    const request = signRequest<DeleteRequest>(
      { method: "delete", account: alice.accountId, messages, required: true },
      signer,
    );
    expect(await runSigned(request)).toEqual({ deleted: [one, two].sort() });
    const again = await first.rpc("delete", paramsOf(request));
    expect(again.status).toBe(404);
    expect(again.body.swarm[first.fixture.ed25519].deleted).toEqual([]);
    const notRequired = await first.rpc("delete", { ...paramsOf(request), required: false });
    expect(notRequired.status).toBe(200);
  });

  test("delete_all: a list, or lists by namespace", async () => {
    const [one = ""] = await storeSome("one");
    const contacts = await runSigned(storeRequest("two", { namespace: namespace(3) }));
    const request = (which: DeleteAllRequest["namespace"]) =>
      signRequest<DeleteAllRequest>(
        { method: "delete_all", account: alice.accountId, namespace: which, timestampMs: now() },
        signer,
      );
    expect(await runSigned(request(namespace(0)))).toEqual({ deleted: [one] });
    expect(await runSigned(request("all"))).toEqual({ deleted: { "3": [contacts.hash] } });
    expect(await runSigned(request("all"))).toEqual({ deleted: {} });
  });

  test("delete_before: by the sender's time, in all namespaces too", async () => {
    const old = await runSigned(
      storeRequest("old", { timestampMs: now() - 5_000, namespace: namespace(10) }),
    );
    await storeSome("new");
    const request = signRequest<DeleteBeforeRequest>(
      { method: "delete_before", account: alice.accountId, namespace: "all", beforeMs: now() - 5_000 },
      signer,
    );
    expect(await runSigned(request)).toEqual({ deleted: { "10": [old.hash] } });
  });
});

describe("expiring", () => {
  useFreshNetworks();

  test("expire: set, extend, shorten, and several at once", async () => {
    const [one = "", two = ""] = await storeSome("one", "two");
    const messages = [one, two];
    const expireTo = (changes: Partial<ExpireRequest>) =>
      runSigned(
        signRequest<ExpireRequest>(
          {
            method: "expire",
            account: alice.accountId,
            messages,
            expiriesMs: [now() + DAY_MS],
            mode: "set",
            ...changes,
          },
          signer,
        ),
      );
    expect(await expireTo({ expiriesMs: [now() + 2 * DAY_MS] })).toEqual({
      expiry: now() + 2 * DAY_MS,
      updated: [one, two].sort(),
    });
    expect(await expireTo({ mode: "extend" })).toEqual({
      expiry: now() + DAY_MS,
      unchanged: { [one]: now() + 2 * DAY_MS, [two]: now() + 2 * DAY_MS },
      updated: [],
    });
    expect(await expireTo({ mode: "shorten", messages: [one] })).toEqual({
      expiry: now() + DAY_MS,
      unchanged: {},
      updated: [one],
    });
    expect(await expireTo({ expiriesMs: [now() + 3 * DAY_MS, now() + 4 * DAY_MS] })).toEqual({
      expiry: [now() + 3 * DAY_MS, now() + 4 * DAY_MS],
      updated: [one, two].sort(),
    });
  });

  test("expire: clamped to 30 days from now", async () => {
    const [one = ""] = await storeSome("one");
    const request = signRequest<ExpireRequest>(
      {
        method: "expire",
        account: alice.accountId,
        messages: [one],
        expiriesMs: [now() + 90 * DAY_MS],
        mode: "set",
      },
      signer,
    );
    expect(await runSigned(request)).toEqual({ expiry: now() + 30 * DAY_MS, updated: [one] });
  });

  test("expire_all and get_expiries", async () => {
    const [one = ""] = await storeSome("one");
    const all = signRequest<ExpireAllRequest>(
      { method: "expire_all", account: alice.accountId, namespace: namespace(0), expiryMs: now() + 60_000 },
      signer,
    );
    expect(await runSigned(all)).toEqual({ updated: [one] });
    expect(await runSigned(all)).toEqual({ updated: [] });
    const asked = signRequest<GetExpiriesRequest>(
      {
        method: "get_expiries",
        account: alice.accountId,
        messages: [one, "A".repeat(43)],
        timestampMs: now(),
      },
      signer,
    );
    const { body } = await first.rpc("get_expiries", paramsOf(asked));
    expect(body).toEqual({ expiries: { [one]: now() + 60_000 } });
  });
});

describe("subaccounts", () => {
  useFreshNetworks();

  test("revoked ones are refused by every member until taken back", async () => {
    const subSeed = new Uint8Array(32).fill(3);
    const token = subaccountToken({
      prefix: 5,
      permissions: 7,
      publicKey: nobleCrypto.ed25519PublicKey(subSeed),
    });
    const subaccount = { token, signature: nobleCrypto.ed25519Sign(token, alice.ed25519Seed) };
    const bySub = () =>
      paramsOf(
        signRequest<StoreRequest>(
          {
            method: "store",
            account: alice.accountId,
            namespace: namespace(3),
            timestampMs: now(),
            expiryMs: now() + DAY_MS,
            data: utf8Encode("by a sub-user"),
          },
          { ...signer, ed25519Seed: subSeed, subaccount },
        ),
      );
    const common = { account: alice.accountId, tokens: [token], timestampMs: now() };
    expect((await first.rpc("store", bySub())).status).toBe(200);
    expect(
      await runSigned(
        signRequest<RevokeSubaccountRequest>({ method: "revoke_subaccount", ...common }, signer),
      ),
    ).toEqual({});
    for (const node of network.nodes) expect((await node.rpc("store", bySub())).status).toBe(401);
    expect(
      await runSigned(
        signRequest<UnrevokeSubaccountRequest>({ method: "unrevoke_subaccount", ...common }, signer),
      ),
    ).toEqual({ count: 1 });
    expect((await first.rpc("store", bySub())).status).toBe(200);
  });
});

describe("meta requests", () => {
  useFreshNetworks();

  test("batch: all results in request order, with neither t nor hf around them", async () => {
    const { status, body } = await first.rpc("batch", {
      requests: [
        { method: "info", params: {} },
        { method: "retrieve", params: { pubkey: alice.accountId } },
        { method: "store", params: storeParams("in a batch", now()) },
      ],
    });
    expect(status).toBe(200);
    expect(Object.keys(body)).toEqual(["results"]);
    expect(body.results.map(({ code }: { code: number }) => code)).toEqual([200, 401, 200]);
    expect(body.results[1].body).toBe("retrieve: request signature required");
    expect(body.results[2].body.t).toBe(now());
  });

  test("batch: several mailboxes share one answer's size", async () => {
    const data = base64Encode(new Uint8Array(76_800));
    for (let index = 0; index < 20; index++)
      await first.rpc("store", {
        ...storeParams("", now()),
        data: data.slice(4) + base64Encode(Uint8Array.of(index, 0, 0)),
      });
    const requests = Array.from({ length: 8 }, () => ({
      method: "retrieve",
      params: retrieveParams(now(), { max_size: -1 }),
    }));
    const answer = await post(JSON.stringify({ method: "batch", params: { requests } }));
    expect(answer.status).toBe(200);
    expect(answer.body.length).toBeLessThan(8_700_000); // 7.8 MB and one message for each that found no room
    const { results } = JSON.parse(answer.body);
    expect(results[0].body.messages).toHaveLength(20);
    expect(results.map(({ body }: { body: { more: boolean } }) => body.more).at(-1)).toBe(true);
  });

  test("sequence: stops after the first failure", async () => {
    const { body } = await first.rpc("sequence", {
      requests: [
        { method: "store", params: storeParams("first", now()) },
        { method: "retrieve", params: retrieveParams(now()) },
        { method: "retrieve", params: { pubkey: alice.accountId } },
        { method: "info", params: {} },
      ],
    });
    expect(body.results.map(({ code }: { code: number }) => code)).toEqual([200, 200, 401]);
    expect(body.results[1].body.messages).toHaveLength(1);
  });

  test("ifelse: by hard fork, version and height", async () => {
    const ifElse = async (condition: string) =>
      JSON.parse(
        (await post(`{"method":"ifelse","params":{"if":${condition},"then":{"method":"info","params":{}}}}`))
          .body,
      );
    const body = await ifElse('{"hf_at_least":[19,4]}');
    expect(body).toMatchObject({ condition: true, hf: [19, 4], v: [2, 8, 0], result: { code: 200 } });
    expect(body.height).toBeGreaterThan(0);
    expect(Object.keys(await ifElse('{"v_at_least":[9]}'))).toEqual(["condition", "height", "hf", "v"]);
  });
});
