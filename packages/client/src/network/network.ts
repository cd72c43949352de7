import { nobleCrypto } from "@session/protocol/crypto";
import { SessionError } from "@session/protocol/errors";
import { type NetworkConfig, type NetworkOptions, networkConfig } from "../config.ts";
import { createPaths, type Paths } from "../onion/paths.ts";
import type { ClientPorts } from "../ports.ts";
import type { ClientStore } from "../store/port.ts";
import { createPool, type Pool } from "./pool.ts";
import { fetchFromNodes } from "./refresh.ts";
import { createRpc, type Rpc } from "./rpc.ts";
import { fetchFromSeeds } from "./seeds.ts";
import { createSwarms, type Swarms } from "./swarms.ts";
import { createNetworkTime, type NetworkTime } from "./time.ts";
import type { Path } from "./types.ts";

/** The first look for a newer node list comes this long after the start. Spec: onion-requests.md 10.3. */
const FIRST_REFRESH_MS = 300_000;

/** What a network object keeps in its store: node list, guards, swarms. */
export type NetworkStore = Pick<ClientStore, "value" | "commit">;

export type NetworkPorts = ClientPorts & { readonly store: NetworkStore };

/**
 * Node list, guards, paths and swarms of one network. Every client has one; several clients of one process may share
 * it. The parts are for clients; applications make it, hand it over, and close it.
 */
export interface Network {
  readonly config: NetworkConfig;
  readonly time: NetworkTime;
  readonly pool: Pool;
  readonly paths: Paths;
  readonly swarms: Swarms;
  readonly rpc: Rpc;
  /** Begins to keep the node list fresh. Idempotent; clients call it. */
  start(): void;
  /** Calls back with all paths each time they change, until the returned function is called. */
  onPaths(listener: (paths: readonly Path[]) => void): () => void;
  /** Failures of background work. */
  onError(listener: (error: unknown) => void): () => void;
  /** Stops background work and cancels running requests. Idempotent. */
  close(): Promise<void>;
}

/** @throws ClientError invalid_config */
export function createNetwork(options: NetworkOptions, ports: NetworkPorts): Network {
  const config = networkConfig(options);
  const { clock, store, transport, crypto = nobleCrypto } = ports;
  const random = ports.random.fork("network");
  const life = new AbortController();
  const pathListeners = new Set<(paths: readonly Path[]) => void>();
  const errorListeners = new Set<(error: unknown) => void>();
  const report = (error: unknown) => {
    for (const listener of errorListeners) listener(error);
  };

  const time = createNetworkTime(clock);
  const pool: Pool = createPool(config, {
    clock,
    store,
    fetch: () =>
      fetchFromSeeds(config, { clock, random: random.fork("seeds"), seeds: ports.seeds }, life.signal),
    onReplaced: () => paths.poolReplaced(),
  });
  const paths: Paths = createPaths(config, {
    clock,
    random: ports.random,
    transport,
    store,
    pool,
    life: life.signal,
    onChange: (now) => {
      for (const listener of pathListeners) listener(now);
    },
    onError: report,
  });
  const swarms: Swarms = createSwarms(config, {
    clock,
    random,
    store,
    pool,
    life: life.signal,
    ask: (node, body, signal) => rpc.toNode(node, body, signal),
  });
  const rpc: Rpc = createRpc(config, {
    clock,
    random: ports.random,
    transport,
    crypto,
    paths,
    swarms,
    time,
  });

  async function keepFresh(): Promise<void> {
    await clock.sleep(Math.min(FIRST_REFRESH_MS, config.refreshMs), life.signal);
    while (!life.signal.aborted) {
      try {
        await refresh();
      } catch (error) {
        if (life.signal.aborted) return;
        report(error);
      }
      await clock.sleep(config.refreshMs, life.signal);
    }
  }

  async function refresh(): Promise<void> {
    if (config.refreshNodes > 0)
      try {
        const parts = { pool, rpc, random: random.fork("refresh") };
        return await pool.replace(await fetchFromNodes(config, parts, life.signal));
      } catch (error) {
        // The seeds are the fallback for whatever went wrong between the nodes.
        if (!(error instanceof SessionError)) throw error;
      }
    await pool.refresh(life.signal);
  }

  let loop: Promise<void> | undefined;
  return {
    config,
    time,
    pool,
    paths,
    swarms,
    rpc,
    start() {
      loop ??= keepFresh().catch((error: unknown) => {
        if (!life.signal.aborted) report(error);
      });
    },
    onPaths(listener) {
      pathListeners.add(listener);
      return () => pathListeners.delete(listener);
    },
    onError(listener) {
      errorListeners.add(listener);
      return () => errorListeners.delete(listener);
    },
    async close() {
      life.abort();
      await loop;
    },
  };
}
