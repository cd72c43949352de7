/** The exact answers to what concerns no single mailbox: envelope, network, batches. */
import { base64Encode, hexDecode } from "@session/protocol/bytes";
import { alice, bob } from "@session/testkit/fixtures";
import { describe, expect, test } from "vitest";
import { retrieveParams, storeParams } from "./client.ts";
import { createSwarmOfFive, text } from "./swarm-of-five.ts";

const { first, now, post, useOneNetwork, useFreshNetworks } = createSwarmOfFive();

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
    const { status, body } = await first().rpc("store", {
      ...storeParams("", now()),
      data: base64Encode(new Uint8Array(76_801)),
    });
    expect(`${status} ${body}`).toBe(
      "400 invalid request: Message body exceeds maximum allowed length of 76800 bytes",
    );
    expect(
      (await first().rpc("store", { ...storeParams("", now()), data: base64Encode(new Uint8Array(76_800)) }))
        .status,
    ).toBe(200);
  });

  test("error: a retrieve that nobody signed", async () => {
    const { status, body } = await first().rpc("retrieve", { pubkey: alice.accountId });
    expect(`${status} ${body}`).toBe("401 retrieve: request signature required");
  });

  test("error: the old long polling header", async () => {
    const answer = await post('{"method":"info","params":{}}', { "x-loki-long-poll": "1" });
    expect(`${answer.status} ${answer.body}`).toBe(
      "410 long polling is no longer supported, client upgrade required",
    );
  });

  test("error: more than the bucket of one address holds", async () => {
    const ask = (ip: string) => first().request("/storage_rpc/v1", '{"method":"info","params":{}}', { ip });
    for (let index = 0; index < 600; index++) expect((await ask("203.0.113.9")).status).toBe(200);
    const refused = await ask("203.0.113.9");
    expect(`${refused.status} ${text(refused.body)}`).toBe("429 Too Many Requests\n");
    expect((await ask("203.0.113.10")).status).toBe(200);
  });

  test("behaviour: every answer names the server; unknown paths are 404 with the method in lower case", async () => {
    const answer = await first().request("/nothing/here?x=1", "", { method: "PUT" });
    expect(`${answer.status} ${text(answer.body)}`).toBe("404 put /nothing/here Not Found");
    expect(answer.headers?.server).toBe("Oxen Storage Server/2.8.0");
  });

  test("behaviour: ping_test and get_stats", async () => {
    const ping = await first().request("/ping_test/v1");
    expect(ping.status).toBe(200);
    expect(ping.body).toHaveLength(0);
    expect(ping.headers?.["x-oxen-snode-pubkey"]).toBe(base64Encode(hexDecode(first().fixture.ed25519)));
    const stats = await first().request("/get_stats/v1", "", { method: "GET" });
    expect(text(stats.body)).toBe('{"version":"2.8.0"}');
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
      const { body } = await first().rpc(method, { pubKey: bob.accountId.toUpperCase(), params: {} });
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
        pubkey_ed25519: first().fixture.ed25519,
        pubkey_legacy: first().fixture.ed25519,
        pubkey_x25519: first().fixture.x25519,
      });
    }
  });

  test("oxend_request: the node list as clients ask for it", async () => {
    const fields = { public_ip: true, storage_port: true, pubkey_x25519: true, pubkey_ed25519: true };
    const { body } = await first().rpc("oxend_request", {
      endpoint: "get_service_nodes",
      params: { active_only: true, fields },
    });
    expect(Object.keys(body)).toEqual(["hf", "result", "t"]);
    expect(body.result.status).toBe("OK");
    expect(body.result.service_node_states).toHaveLength(5);
    expect(body.result.service_node_states).toContainEqual({
      public_ip: "127.0.1.1",
      storage_port: 22021,
      pubkey_ed25519: first().fixture.ed25519,
      pubkey_x25519: first().fixture.x25519,
    });
  });

  test("oxend_request: every name is unknown, other endpoints are refused", async () => {
    const ons = await first().rpc("oxend_request", {
      endpoint: "ons_resolve",
      params: { type: 0, name_hash: "x" },
    });
    expect(ons.body.result).toEqual({});
    const other = await first().rpc("oxend_request", { endpoint: "get_block" });
    expect(`${other.status} ${other.body}`).toBe("400 invalid request: Invalid oxend endpoint 'get_block'");
    const bad = await first().rpc("oxend_request", {
      endpoint: "get_service_nodes",
      params: { active_only: 1 },
    });
    expect(`${bad.status} ${bad.body}`).toBe("400 active_only: expected true or false");
  });
});

describe("meta requests", () => {
  useFreshNetworks();

  test("batch: all results in request order, with neither t nor hf around them", async () => {
    const { status, body } = await first().rpc("batch", {
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
      await first().rpc("store", {
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
    const { body } = await first().rpc("sequence", {
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
