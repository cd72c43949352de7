/** Onion requests through whole nodes: three hops, and everything that can go wrong at each of them. */
import { hexDecode, hexEncode, utf8Encode } from "@session/protocol/bytes";
import { buildOnionRequest, type EncType, encodeFrame, openReply, sealLayer } from "@session/protocol/onion";
import { createSeededRandom } from "@session/testkit/fakes";
import { fixtureNode } from "@session/testkit/fixtures";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { SERVER_RELAY_REFUSED } from "../src/onion/service.ts";
import { createTestNetwork, type TestNetwork, type TestNode } from "../src/testing/index.ts";
import { retrieveParams, storeParams, textsOf } from "./client.ts";

let network: TestNetwork;
beforeEach(async () => {
  network = await createTestNetwork({ count: 5 });
});
afterEach(() => network.stop());

const random = createSeededRandom(1);
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const now = () => network.clock.now();

function node(number: number): TestNode {
  const found = network.nodes.find(({ fixture }) => fixture.nodeId === number);
  if (found === undefined) throw new Error(`no node ${number}`);
  return found;
}

function build(path: readonly number[], destination: number, body: string, encType: EncType = "xchacha20") {
  return buildOnionRequest({
    path: path.map(fixtureNode),
    destination: { kind: "node", ...fixtureNode(destination) },
    body,
    encType,
    random,
  });
}

const call = (method: string, params: object) => JSON.stringify({ method, params });

/** Sends through nodes 1, 2, 3 to node 4. */
async function through(body: string, encType?: EncType) {
  const request = build([1, 2, 3], 4, body, encType);
  const answer = await node(1).request("/onion_req/v2", request.guardBody);
  expect(answer.status).toBe(200);
  return request.openReply(answer.body);
}

describe("three hops to a node", () => {
  test.each(["aes-gcm", "xchacha20", "aes-cbc"] as const)(
    "default: store and retrieve under %s",
    async (encType) => {
      const stored = await through(call("store", storeParams("hidden", now())), encType);
      expect(stored.status).toBe(200);
      const read = await through(call("retrieve", retrieveParams(now())), encType);
      expect(textsOf(JSON.parse(read.body))).toEqual(["hidden"]);
    },
  );

  test("behaviour: each hop talks to the next one only, over the node channel", async () => {
    await through(call("info", {}));
    const relayed = network.peers.exchanges.filter(({ path }) => path === "sn.onion_request");
    expect(relayed.map(({ from, to }) => [from.kind === "node" && from.ed25519, to])).toEqual([
      [fixtureNode(3).ed25519, fixtureNode(4).ed25519],
      [fixtureNode(2).ed25519, fixtureNode(3).ed25519],
      [fixtureNode(1).ed25519, fixtureNode(2).ed25519],
    ]);
  });

  test("behaviour: errors of the destination come back inside the encryption, under HTTP 200", async () => {
    expect(await through("{")).toEqual({ status: 400, body: "invalid json" });
    expect(await through(call("retrieve", retrieveParams(now() - 61_000)))).toEqual({
      status: 406,
      body: "retrieve timestamp too far from current time",
    });
  });

  test("behaviour: a batch of retrieves, as real clients send it", async () => {
    await node(2).rpc("store", storeParams("polled", now()));
    const { body } = await through(
      call("batch", { requests: [{ method: "retrieve", params: retrieveParams(now()) }] }),
    );
    expect(textsOf(JSON.parse(body).results[0].body)).toEqual(["polled"]);
  });

  test("behaviour: a waiting retrieve is answered when the message arrives at another member", async () => {
    const waiting = through(call("retrieve", retrieveParams(now(), { wait: 20_000 })));
    await network.pass(2_000);
    expect(node(4).node.status().heldRequests).toBe(1);
    await node(5).rpc("store", storeParams("live", now()));
    await network.pass(250);
    expect(textsOf(JSON.parse((await waiting).body))).toEqual(["live"]);
    expect(node(4).node.status().heldRequests).toBe(0);
  });
});

describe("what goes wrong on the way", () => {
  const post = async (guard: number, body: Uint8Array) => {
    const answer = await node(guard).request("/onion_req/v2", body);
    return `${answer.status} ${text(answer.body)}`;
  };

  test("error: no frame at all", async () => {
    expect(await post(1, Uint8Array.of(1))).toMatch(/^400 Error parsing onion request: /);
    expect(await post(1, encodeFrame({ blob: new Uint8Array(10), control: {} }))).toMatch(
      /^400 Error parsing onion request: .*ephemeral_key/,
    );
  });

  test("error: a layer for somebody else", async () => {
    expect(await post(2, build([1, 2, 3], 4, "{}").guardBody)).toBe("400 Invalid ciphertext");
  });

  test("error: a next hop that is not registered, whichever hop finds out", async () => {
    expect(await post(1, build([1, 9, 3], 4, "{}").guardBody)).toBe(
      `502 Next node not found: ${fixtureNode(9).ed25519}`,
    );
    expect(await post(1, build([1, 2, 3], 9, "{}").guardBody)).toBe(
      `502 Next node not found: ${fixtureNode(9).ed25519}`,
    );
  });

  test("error: a next hop that is down", async () => {
    await node(3).stop();
    expect(await post(1, build([1, 2, 3], 4, "{}").guardBody)).toBe("504 Request time out");
  });

  test("error: a next hop that says nothing for 30 s", async () => {
    network.peers.setFaults(fixtureNode(2).ed25519, { dropRequests: 1 });
    const asked = post(1, build([1, 2, 3], 4, "{}").guardBody);
    let isAnswered = false;
    void asked.then(() => {
      isAnswered = true;
    });
    await network.pass(29_500);
    expect(isAnswered).toBe(false);
    await network.pass(1_000);
    expect(await asked).toBe("504 Request time out");
  });

  test("error: more than 15 hops", async () => {
    const path = [1, 2, 3];
    const { guardBody } = buildOnionRequest({
      path: path.map(fixtureNode),
      destination: { kind: "node", ...fixtureNode(4) },
      body: "{}",
      hopNumber: 14,
      random,
    });
    expect(await post(1, guardBody)).toBe("400 onion request max path length exceeded");
  });

  test("behaviour: control JSON that cannot be read is answered inside the encryption", async () => {
    const layer = sealLayer({
      plaintext: encodeFrame({ blob: new Uint8Array(), control: { nothing: 1 } }),
      receiverX25519: hexDecode(fixtureNode(1).x25519),
      encType: "aes-gcm",
      random,
    });
    const control = { ephemeral_key: hexEncode(layer.ephemeralPublicKey) };
    const answer = await node(1).request("/onion_req/v2", encodeFrame({ blob: layer.sealed, control }));
    expect(answer.status).toBe(200);
    expect(openReply(answer.body, layer.key)).toEqual({ status: 400, body: "Invalid json" });
  });

  test("error: a server, while the operator does not allow it", async () => {
    const { guardBody } = buildOnionRequest({
      path: [1, 2, 3].map(fixtureNode),
      destination: { kind: "server", host: "files.example.org", x25519: fixtureNode(9).x25519 },
      body: utf8Encode("l2:{}e"),
      random,
    });
    expect(await post(1, guardBody)).toBe(`502 ${SERVER_RELAY_REFUSED}`);
  });

  test("error: a node that is not ready", async () => {
    const outsider = await network.add(9);
    const direct = await outsider.request("/onion_req/v2", new Uint8Array());
    expect(`${direct.status} ${text(direct.body)}`).toBe("503 Service node is not ready: not in any swarm\n");
    const stored = await outsider.rpc("store", storeParams("x", now()));
    expect(`${stored.status} ${stored.body}`).toBe("503 Service node is not ready: not in any swarm\n");
    const relayed = await network.peers
      .transport({ kind: "node", ed25519: fixtureNode(1).ed25519 })
      .request(
        fixtureNode(9).address,
        { path: "sn.onion_request", body: new Uint8Array() },
        { timeoutMs: 1_000, signal: new AbortController().signal },
      );
    expect(`${relayed.status} ${text(relayed.body)}`).toBe(`503 Snode not ready: ${fixtureNode(9).ed25519}`);
  });
});
