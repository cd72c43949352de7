import { fastestCrypto } from "@session/platform/native";
import { utf8Encode } from "@session/protocol/bytes";
import { SessionError } from "@session/protocol/errors";
import type { Ed25519PublicKey } from "@session/protocol/identity";
import type { Transport } from "@session/protocol/ports";
import { jsonRpcResult } from "@session/protocol/rpc/daemon";
import { swarmId } from "@session/protocol/swarm";
import {
  createMemoryNetwork,
  createSeededRandom,
  createSimClock,
  type MemoryNetwork,
  type SimClock,
} from "@session/testkit/fakes";
import { type FixtureNode, fixtureNodes } from "@session/testkit/fixtures";
import { clientError } from "../errors.ts";
import type { ClientPorts, SeedTransport } from "../ports.ts";
import { scriptedNode } from "./scripted-node.ts";
import { type ScriptedStorage, type ScriptedSwarm, scriptedStorage } from "./scripted-storage.ts";

/** A whole network in memory: real onion layers and signatures, simulated time, faults on demand. */
export interface ScriptedNetwork {
  readonly clock: SimClock;
  readonly nodes: readonly FixtureNode[];
  readonly storage: ScriptedStorage;
  /** Who sent what to whom, and faults on the way. */
  readonly memory: MemoryNetwork;
  /** Takes a node off the network without telling anyone. */
  kill(node: Ed25519PublicKey): Promise<void>;
  revive(node: Ed25519PublicKey): Promise<void>;
  /** Takes a node off the lists of the seeds and of all nodes. */
  forget(node: Ed25519PublicKey): void;
  /** Puts other swarms in place. */
  setSwarms(swarms: readonly ScriptedSwarm[]): void;
  /** Seeds answer (the default) or do not. */
  setSeeds(state: "up" | "down" | "garbage"): void;
  /** Ports of one client; `name` seeds its randomness. */
  ports(name: string): ClientPorts;
  /**
   * Lets time pass until the promise settles, and gives its result. Fails after `limitMs` of simulated time, ten
   * minutes when absent.
   */
  during<T>(promise: Promise<T>, limitMs?: number): Promise<T>;
  /** Lets time pass until the condition holds. */
  until(condition: () => boolean | Promise<boolean>, limitMs?: number): Promise<void>;
}

const LIMIT_MS = 600_000;
const SWARM_SIZE = 7;
/** Swarm IDs far apart on the ring, in the order in which swarms are made. */
const SWARM_IDS = [0n, 0x7fff_ffff_ffff_ffffn, 0x3fff_ffff_ffff_ffffn, 0xbfff_ffff_ffff_fffen];

export async function createScriptedNetwork(
  options: { readonly nodes?: number; readonly seed?: string } = {},
): Promise<ScriptedNetwork> {
  const { nodes: count = 14, seed = "scripted network" } = options;
  const clock = createSimClock();
  // One process makes and opens every layer of every node here.
  const { crypto } = fastestCrypto();
  const random = createSeededRandom(seed);
  const memory = createMemoryNetwork({ clock });
  const nodes = fixtureNodes(count);
  const listed = new Set(nodes.map((node) => node.ed25519));
  const alive = new Set<Ed25519PublicKey>();
  let swarms: readonly ScriptedSwarm[] = evenSwarms(nodes);
  let seeds: "up" | "down" | "garbage" = "up";

  const storage = scriptedStorage({
    clock,
    crypto,
    swarms: () => swarms,
    isAlive: (node) => alive.has(node),
  });
  const handlers = new Map(
    nodes.map((node) => [
      node.ed25519,
      scriptedNode({
        node,
        clock,
        crypto,
        storage,
        random: random.fork(node.ed25519),
        transport: memory.transport({ kind: "node", ed25519: node.ed25519 }),
        findNode: (key) => (listed.has(key) ? nodes.find((one) => one.ed25519 === key)?.address : undefined),
      }),
    ]),
  );
  const listeners = new Map(nodes.map((node) => [node.ed25519, memory.listener(node.ed25519)]));

  async function revive(node: Ed25519PublicKey): Promise<void> {
    const handler = handlers.get(node);
    if (!handler || alive.has(node)) return;
    alive.add(node);
    await listeners.get(node)?.start(handler);
  }

  const seedTransport: SeedTransport = {
    async post(_url, _request, { signal }) {
      signal.throwIfAborted();
      if (seeds === "down")
        throw clientError("transport_unreachable", "the seed is down", { retryable: true });
      if (seeds === "garbage") return { status: 200, body: utf8Encode('{"result":{"height":1}}') };
      const states = nodes
        .filter((node) => listed.has(node.ed25519))
        .map(({ ed25519, x25519, address }) => ({
          public_ip: address.ip,
          storage_port: address.httpsPort,
          storage_lmq_port: address.peerPort,
          pubkey_ed25519: ed25519,
          pubkey_x25519: x25519,
          requested_unlock_height: 0,
        }));
      const result = { height: 1, status: "OK", service_node_states: states };
      return { status: 200, body: utf8Encode(jsonRpcResult(0, result)) };
    },
  };

  async function until(condition: () => boolean | Promise<boolean>, limitMs = LIMIT_MS): Promise<void> {
    const endMs = clock.monotonic() + limitMs;
    while (!(await condition())) {
      if (clock.monotonic() > endMs) throw new Error(`not within ${limitMs} ms of simulated time`);
      if (!(await clock.advanceToNext()) && !(await condition()))
        throw new Error("nothing happens any more, and the condition does not hold");
    }
  }

  await Promise.all(nodes.map((node) => revive(node.ed25519)));
  return {
    clock,
    nodes,
    storage,
    memory,
    revive,
    async kill(node) {
      alive.delete(node);
      await listeners.get(node)?.stop();
    },
    forget: (node) => void listed.delete(node),
    setSwarms(next) {
      swarms = next;
    },
    setSeeds(state) {
      seeds = state;
    },
    ports: (name) => ({
      clock,
      crypto,
      random: random.fork(`client ${name}`),
      transport: clientTransport(memory.transport({ kind: "client", ip: "192.0.2.1" })),
      seeds: seedTransport,
    }),
    until,
    async during(promise, limitMs) {
      let isSettled = false;
      const settled = promise.then(
        () => {
          isSettled = true;
        },
        () => {
          isSettled = true;
        },
      );
      await until(() => isSettled, limitMs);
      await settled;
      return promise;
    },
  };
}

/** Names a missing listener as the client's own adapters do. */
function clientTransport(transport: Transport): Transport {
  return {
    async request(to, request, options) {
      try {
        return await transport.request(to, request, options);
      } catch (cause) {
        if (cause instanceof SessionError && cause.code === "memory_unreachable")
          throw clientError("transport_unreachable", "no connection", { retryable: true, cause });
        throw cause;
      }
    },
  };
}

/** Swarms of seven; the rest joins the last one. */
function evenSwarms(nodes: readonly FixtureNode[]): readonly ScriptedSwarm[] {
  const count = Math.min(SWARM_IDS.length, Math.max(1, Math.floor(nodes.length / SWARM_SIZE)));
  return SWARM_IDS.slice(0, count).map((id, index) => ({
    id: swarmId(id),
    members: nodes.slice(index * SWARM_SIZE, index === count - 1 ? undefined : (index + 1) * SWARM_SIZE),
  }));
}
