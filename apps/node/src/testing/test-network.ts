/** Several whole nodes in one process, on fakes: time, chain, network and stores belong to the test. */
import { fastestCrypto } from "@session/platform/native";
import { utf8Decode } from "@session/protocol/bytes";
import { local, type NetworkParams } from "@session/protocol/params";
import type { Listener, WireHandler, WireResponse } from "@session/protocol/ports";
import {
  createMemoryNetwork,
  createRecordingTelemetry,
  createScriptedChain,
  createSeededRandom,
  createSimClock,
  type MemoryNetwork,
  type RecordingTelemetry,
  type ScriptedChain,
  type SimClock,
  settle,
} from "@session/testkit/fakes";
import { type FixtureNode, fixtureDomain, fixtureNode, registerNode } from "@session/testkit/fixtures";
import { nodeError } from "../errors.ts";
import { nodeKeys } from "../keys/derive.ts";
import { createNode, type NodePorts, type ServiceNode } from "../node.ts";
import { createMemoryStore } from "../store/memory-store.ts";
import type { MessageStore } from "../store/message-store.ts";
import type { UrlClient } from "../transport/http-client.ts";

export interface TestNode {
  readonly fixture: FixtureNode;
  readonly node: ServiceNode;
  readonly store: MessageStore;
  readonly telemetry: RecordingTelemetry;
  /** What a client sends to the HTTPS listener. */
  request(
    path: string,
    body?: string | Uint8Array,
    options?: { method?: string; headers?: Record<string, string>; ip?: string; signal?: AbortSignal },
  ): Promise<WireResponse>;
  /** One storage RPC call; the body is parsed when it is JSON. */
  rpc(method: string, params: object, signal?: AbortSignal): Promise<{ status: number; body: TestJson }>;
  /** What a node with this key sends to the node channel is not answered any more, and the store is kept. */
  stop(): Promise<void>;
}

// biome-ignore lint/suspicious/noExplicitAny: answers are looked into by tests, which fail where a field is missing
export type TestJson = any;

export interface TestNetwork {
  readonly clock: SimClock;
  readonly chain: ScriptedChain;
  readonly peers: MemoryNetwork;
  readonly nodes: readonly TestNode[];
  /** Starts a node; a store may be handed on from one that stopped. */
  add(
    number: number,
    options?: { readonly store?: MessageStore; readonly ports?: Partial<NodePorts> },
  ): Promise<TestNode>;
  /** Registers nodes on the chain, in one block. */
  register(...numbers: number[]): Promise<void>;
  /** Lets this much time pass in small steps. */
  pass(ms: number): Promise<void>;
  stop(): Promise<void>;
}

const STEP_MS = 250;

/**
 * Nodes 1 to `count`, started, registered, and with each other's proofs.
 *
 * @param options.count 0 for an empty network
 */
export async function createTestNetwork(options: {
  readonly count: number;
  readonly params?: NetworkParams;
}): Promise<TestNetwork> {
  const params = options.params ?? local;
  const clock = createSimClock();
  const chain = createScriptedChain({ startMs: clock.now() - 1_000_000 });
  const peers = createMemoryNetwork({ clock });
  const { crypto } = fastestCrypto();
  const sites = new Map<string, WireHandler>();
  const nodes: TestNode[] = [];
  chain.append();

  const network: TestNetwork = {
    clock,
    chain,
    peers,
    nodes,
    async add(number, given = {}) {
      const node = await startNode(number, given.store ?? createMemoryStore(), given.ports ?? {});
      nodes.push(node);
      return node;
    },
    async register(...numbers) {
      chain.append(numbers.map(fixtureNode).flatMap(registerNode));
      await settle();
    },
    async pass(ms) {
      for (let rest = ms; rest > 0; rest -= STEP_MS) await clock.advance(Math.min(rest, STEP_MS));
    },
    async stop() {
      await Promise.all(nodes.map((node) => node.stop()));
    },
  };

  async function startNode(
    number: number,
    store: MessageStore,
    ports: Partial<NodePorts>,
  ): Promise<TestNode> {
    const fixture = fixtureNode(number);
    const telemetry = createRecordingTelemetry();
    const url = `https://${fixture.address.ip}:${fixture.address.httpsPort}`;
    let isStopped = false;
    const node = createNode(
      {
        params,
        keys: nodeKeys({
          ed25519Seed: fixture.ed25519Seed,
          blsSecret: new Uint8Array(32).fill(number),
          operatorSecret: new Uint8Array(32).fill(number),
        }),
        address: fixture.address,
        fold: fixtureDomain,
        seedUrls: [siteOf(1)],
      },
      {
        clock,
        random: createSeededRandom(number),
        telemetry,
        crypto,
        chain,
        // A test may hand the store to the node's next life, so stopping must not close it.
        store: { ...store, close: async () => {} },
        peers: peers.transport({ kind: "node", ed25519: fixture.ed25519 }),
        peerListener: () => peers.listener(fixture.ed25519),
        httpsListener: siteListener(sites, url),
        urls: siteClient(sites),
        ...ports,
      },
    );
    await node.start();
    const request: TestNode["request"] = async (path, body = "", given = {}) => {
      const handler = sites.get(url);
      if (handler === undefined) throw nodeError("seed_unreachable", "the node is stopped");
      return handler(
        {
          method: given.method ?? "POST",
          path,
          body: typeof body === "string" ? new TextEncoder().encode(body) : body,
          headers: given.headers ?? {},
        },
        { kind: "client", ip: given.ip ?? "192.0.2.1" },
        given.signal ?? new AbortController().signal,
      );
    };
    return {
      fixture,
      node,
      store,
      telemetry,
      request,
      async rpc(method, params, signal) {
        const answer = await request(
          "/storage_rpc/v1",
          JSON.stringify({ method, params }),
          signal === undefined ? {} : { signal },
        );
        const text = utf8Decode(answer.body);
        const isJson = answer.headers?.["content-type"] === "application/json";
        return { status: answer.status, body: isJson ? JSON.parse(text) : text };
      },
      async stop() {
        if (isStopped) return;
        isStopped = true;
        const stopped = node.stop();
        await settle();
        await stopped;
      },
    };
  }

  const numbers = Array.from({ length: options.count }, (_, index) => index + 1);
  for (const number of numbers) await network.add(number);
  if (numbers.length > 0) {
    await network.register(...numbers);
    await network.pass(3_000);
  }
  return network;
}

function siteOf(number: number): string {
  const { ip, httpsPort } = fixtureNode(number).address;
  return `https://${ip}:${httpsPort}`;
}

function siteListener(sites: Map<string, WireHandler>, url: string): Listener {
  return {
    async start(handler) {
      sites.set(url, handler);
      const { hostname, port } = new URL(url);
      return { ip: hostname, port: Number(port) };
    },
    async stop() {
      sites.delete(url);
    },
  };
}

function siteClient(sites: ReadonlyMap<string, WireHandler>): UrlClient {
  return {
    async request({ url, body }, { signal }) {
      const { origin, pathname, search } = new URL(url);
      const handler = sites.get(origin);
      if (handler === undefined) throw nodeError("seed_unreachable", "nobody listens", { retryable: true });
      return handler(
        {
          method: body === undefined ? "GET" : "POST",
          path: pathname + search,
          body: body ?? new Uint8Array(),
          headers: {},
        },
        { kind: "client", ip: "192.0.2.2" },
        signal,
      );
    },
    close() {},
  };
}
