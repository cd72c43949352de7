/** One swarm of five whole nodes with fixed keys and time, and what the wire tests ask of its first node. */
import { hexDecode, utf8Encode } from "@session/protocol/bytes";
import { nobleCrypto } from "@session/protocol/crypto";
import {
  decodeMemberResult,
  memberSignedPayload,
  namespace,
  type RecursiveRequest,
  type StoreRequest,
  signRequest,
} from "@session/protocol/rpc";
import { alice } from "@session/testkit/fixtures";
import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import { createTestNetwork, type TestNetwork, type TestNode } from "../src/testing/index.ts";
import { DAY_MS, paramsOf, signerOf } from "./client.ts";

export const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

export function createSwarmOfFive() {
  let current: TestNetwork | undefined;

  async function setUp(): Promise<void> {
    current = await createTestNetwork({ count: 5 });
  }
  async function tearDown(): Promise<void> {
    await current?.stop();
  }
  function network(): TestNetwork {
    if (current === undefined) throw new Error("the network is not set up");
    return current;
  }
  function first(): TestNode {
    const [node] = network().nodes;
    if (node === undefined) throw new Error("five nodes were asked for");
    return node;
  }
  const now = () => network().clock.now();

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
      signerOf(alice),
    );
  }

  /** Runs a recursive request and checks that all five members signed their result; gives the first node's. */
  async function runSigned(request: RecursiveRequest) {
    const { status, body } = await first().rpc(request.method, paramsOf(request));
    expect(status).toBe(200);
    expect(Object.keys(body)).toEqual([...(request.method === "store" ? ["hash"] : []), "hf", "swarm", "t"]);
    expect(Object.keys(body.swarm)).toHaveLength(5);
    for (const [key, entry] of Object.entries(body.swarm)) {
      const { signature, ...effect } = decodeMemberResult(request.method, entry);
      // A result without its signature is an effect again.
      const signed = memberSignedPayload(request, effect as Parameters<typeof memberSignedPayload>[1]);
      expect(nobleCrypto.ed25519Verify(signature, signed, hexDecode(key))).toBe(true);
    }
    const { signature: _signature, ...own } = body.swarm[first().fixture.ed25519];
    return own;
  }

  return {
    network,
    first,
    now,
    storeRequest,
    runSigned,
    /** For tests that leave nothing behind. */
    useOneNetwork() {
      beforeAll(setUp);
      afterAll(tearDown);
    },
    useFreshNetworks() {
      beforeEach(setUp);
      afterEach(tearDown);
    },
    /** Posts to the storage RPC as bytes. */
    async post(body: string | Uint8Array, headers: Record<string, string> = {}) {
      const answer = await first().request("/storage_rpc/v1", body, { headers });
      return { status: answer.status, body: text(answer.body), type: answer.headers?.["content-type"] };
    },
    /** Stores texts in the inbox and gives their hashes. */
    async storeSome(...texts: string[]): Promise<string[]> {
      const hashes: string[] = [];
      for (const one of texts) hashes.push((await runSigned(storeRequest(one))).hash);
      return hashes;
    },
  };
}
