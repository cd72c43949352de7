import type { Ed25519PublicKey } from "@session/protocol/identity";
import type { Clock } from "@session/protocol/ports";
import type { NetworkConfig } from "../config.ts";
import { clientError } from "../errors.ts";
import type { ClientStore } from "../store/port.ts";
import { decodeStoredNodeList, storedNodeList } from "./node-list.ts";
import { abortable, singleFlight } from "./single-flight.ts";
import type { PoolNode } from "./types.ts";

/** The service nodes we know: memory first, then the store, then the seeds. */
export interface Pool {
  /** At least `minPool` nodes. @throws ClientError seeds_unreachable, pool_too_small */
  nodes(signal: AbortSignal): Promise<readonly PoolNode[]>;
  /** What is in memory now. */
  known(): readonly PoolNode[];
  find(ed25519: Ed25519PublicKey): PoolNode | undefined;
  /** Whether the newest list names it, taken out since or not: its signatures count. */
  isListed(ed25519: Ed25519PublicKey): boolean;
  /** Takes a failing node out until the next refresh. */
  remove(ed25519: Ed25519PublicKey): void;
  /** Fetches the list from the seeds now; concurrent calls share one run. */
  refresh(signal: AbortSignal): Promise<void>;
  /** Puts a newer list in place, in memory and in the store. */
  replace(nodes: readonly PoolNode[]): Promise<void>;
  /** Age of the list in milliseconds of network life; Infinity before the first. */
  ageMs(): number;
}

export function createPool(
  config: NetworkConfig,
  parts: {
    readonly clock: Clock;
    readonly store: Pick<ClientStore, "value" | "commit">;
    /** Gives a fresh list from the seeds. */
    readonly fetch: () => Promise<readonly PoolNode[]>;
    /** Called after each new list. */
    readonly onReplaced: () => void;
  },
): Pool {
  const { clock, store } = parts;
  let list = new Map<Ed25519PublicKey, PoolNode>();
  let listed: ReadonlySet<Ed25519PublicKey> = new Set();
  let fetchedAtMs = Number.NEGATIVE_INFINITY;
  let isLoaded = false;

  function put(nodes: readonly PoolNode[], atMs: number): void {
    list = new Map(nodes.map((node) => [node.ed25519, node]));
    listed = new Set(list.keys());
    fetchedAtMs = atMs;
  }

  const load = singleFlight(async () => {
    if (isLoaded) return;
    const stored = decodeStoredNodeList(await store.value("nodeList"));
    isLoaded = true;
    if (stored && list.size === 0) put(stored.nodes, stored.atMs);
  });

  const fetchOnce = singleFlight(async () => {
    await replace(await parts.fetch());
  });

  async function replace(nodes: readonly PoolNode[]): Promise<void> {
    put(nodes, clock.now());
    isLoaded = true;
    parts.onReplaced();
    await store.commit([
      { kind: "putValue", key: "nodeList", value: storedNodeList({ atMs: fetchedAtMs, nodes }) },
    ]);
  }

  return {
    async nodes(signal) {
      if (!isLoaded) await abortable(load(), signal);
      if (list.size < config.minPool) await abortable(fetchOnce(), signal);
      if (list.size < config.minPool)
        throw clientError(
          "pool_too_small",
          `node list: expected at least ${config.minPool} nodes, got ${list.size}`,
          { retryable: true, meta: { found: list.size, needed: config.minPool } },
        );
      return [...list.values()];
    },
    known: () => [...list.values()],
    find: (ed25519) => list.get(ed25519),
    isListed: (ed25519) => listed.has(ed25519),
    remove: (ed25519) => void list.delete(ed25519),
    refresh: (signal) => abortable(fetchOnce(), signal),
    replace,
    ageMs: () => clock.now() - fetchedAtMs,
  };
}
