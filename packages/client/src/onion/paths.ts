import type { Ed25519PublicKey } from "@session/protocol/identity";
import type { Clock, Random, Transport } from "@session/protocol/ports";
import type { NetworkConfig } from "../config.ts";
import { clientError } from "../errors.ts";
import type { Pool } from "../network/pool.ts";
import { abortable, singleFlight } from "../network/single-flight.ts";
import type { Path, PoolNode } from "../network/types.ts";
import type { ClientStore } from "../store/port.ts";
import { isGuardReachable } from "./guard-test.ts";
import {
  avoidedAt,
  HEALTHY,
  type Health,
  pathWorked,
  type Strike,
  strikeGuard,
  strikeNode,
  strikePath,
} from "./health.ts";
import { buildDetour, buildPaths, guardCandidates, pick, repairPath, type Selection } from "./select.ts";

/** Guards are tested two at a time, at most this many times. Spec: onion-requests.md 11.1. */
const GUARD_ROUNDS = 5;
const GUARDS_PER_ROUND = 2;
/** A build that found too few paths is repeated after this long at the earliest, while others still carry. */
const REBUILD_PAUSE_MS = 10_000;

export interface PathRequest {
  /** Never a hop of the path. */
  readonly destination: Ed25519PublicKey;
  /** Guard of a path that has just failed: another is taken where there is one. */
  readonly avoidGuard?: Ed25519PublicKey | undefined;
  readonly signal: AbortSignal;
}

/** Our paths: who guards them, which work, and their repair. */
export interface Paths {
  /** @throws ClientError guard_unavailable, path_unavailable, and what the pool throws */
  choose(request: PathRequest): Promise<Path>;
  /** An answer came back through it. */
  worked(path: Path): void;
  /** Nothing usable came back; `guard`: it could not even be reached. */
  failed(path: Path, culprit: "guard" | "unknown"): void;
  /** A destination failed. */
  nodeFailed(node: Ed25519PublicKey): void;
  /** The network says that this node is gone. */
  nodeMissing(node: Ed25519PublicKey): void;
  /** The node list is new: addresses may have changed, strikes are forgotten. */
  poolReplaced(): void;
  current(): readonly Path[];
}

export interface PathsParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly transport: Transport;
  readonly store: Pick<ClientStore, "value" | "commit">;
  readonly pool: Pool;
  /** Lives as long as the network object. */
  readonly life: AbortSignal;
  readonly onChange: (paths: readonly Path[]) => void;
  /** A build in the background failed. */
  readonly onError: (error: unknown) => void;
}

export function createPaths(config: NetworkConfig, parts: PathsParts): Paths {
  const { clock, pool, life } = parts;
  const random = parts.random.fork("paths");
  let health: Health = HEALTHY;
  let guards: readonly Ed25519PublicKey[] | undefined;
  /** Guards to be replaced, by what speaks against them. */
  const suspects = new Map<Ed25519PublicKey, "guard" | "unknown">();
  let paths: readonly Path[] = [];
  let nextBuildMs = Number.NEGATIVE_INFINITY;

  const build = singleFlight(async () => {
    nextBuildMs = clock.monotonic() + REBUILD_PAUSE_MS;
    await pool.nodes(life);
    guards ??= storedGuards(await parts.store.value("guards"));
    await keepGuards(await withReplacements(guards));
    const built = buildPaths({ ...selection(), guards: guardNodes(), existing: paths }, random);
    if (built.length === 0)
      throw clientError("path_unavailable", `${pool.known().length} nodes do not make a path`, {
        retryable: true,
      });
    setPaths(built);
  });

  /**
   * Fills the places of lost guards with nodes that answer. A guard is changed as seldom as possible: one that could
   * not be reached is asked again, and when nobody answers the old ones stay, since it may be us who are offline.
   */
  async function withReplacements(before: readonly Ed25519PublicKey[]): Promise<readonly Ed25519PublicKey[]> {
    try {
      let { kept, found } = await askAround(before);
      if (kept.length + found.length === 0) {
        // Every known node is silent: the list may be of a network that is gone.
        await pool.refresh(life);
        ({ kept, found } = await askAround(before));
      }
      const left = before.filter((key) => pool.find(key));
      if (found.length === 0 && left.length > 0) return left;
      if (found.length === 0)
        throw clientError("guard_unavailable", "no service node answered as guard", { retryable: true });
      for (const key of before) if (!kept.includes(key)) pool.remove(key);
      return [...kept, ...found];
    } finally {
      suspects.clear();
    }
  }

  /** Guards that may stay, and new ones for the free places. */
  async function askAround(before: readonly Ed25519PublicKey[]): Promise<{
    readonly kept: readonly Ed25519PublicKey[];
    readonly found: readonly Ed25519PublicKey[];
  }> {
    const isStaying = await Promise.all(before.map(isGood));
    const kept = before.filter((_, index) => isStaying[index]);
    return { kept, found: await testCandidates(config.guards - kept.length, kept) };
  }

  async function isGood(guard: Ed25519PublicKey): Promise<boolean> {
    const node = pool.find(guard);
    const suspicion = suspects.get(guard);
    if (!node || suspicion === "unknown") return false;
    return suspicion === undefined || isReachable(node);
  }

  function isReachable(node: PoolNode): Promise<boolean> {
    return isGuardReachable(node, parts, { timeoutMs: config.guardTimeoutMs, signal: life });
  }

  async function testCandidates(
    wanted: number,
    kept: readonly Ed25519PublicKey[],
  ): Promise<Ed25519PublicKey[]> {
    // Hops of living paths stay where they are: no node may be in two paths.
    const taken = new Set([...kept, ...suspects.keys(), ...paths.flat().map((node) => node.ed25519)]);
    const candidates = guardCandidates(selection(), taken, random);
    const found: Ed25519PublicKey[] = [];
    for (let round = 0; round < GUARD_ROUNDS && found.length < wanted; round++) {
      const pair = candidates.splice(0, GUARDS_PER_ROUND);
      if (pair.length === 0) break;
      const answers = await Promise.all(
        pair.map((node) => isGuardReachable(node, parts, { timeoutMs: config.guardTimeoutMs, signal: life })),
      );
      for (const [index, node] of pair.entries())
        if (answers[index] && found.length < wanted) found.push(node.ed25519);
    }
    return found;
  }

  async function keepGuards(next: readonly Ed25519PublicKey[]): Promise<void> {
    const isChanged = next.join() !== guards?.join();
    guards = next;
    if (isChanged) await parts.store.commit([{ kind: "putValue", key: "guards", value: next }]);
  }

  function guardNodes(): PoolNode[] {
    return (guards ?? []).flatMap((key) => pool.find(key) ?? []);
  }

  function selection(): Selection {
    return {
      pool: pool.known(),
      hops: config.hops,
      subnetDiversity: config.subnetDiversity,
      avoided: avoidedAt(health, clock.monotonic()),
    };
  }

  function pathAround(destination: Ed25519PublicKey, avoidGuard?: Ed25519PublicKey): Path | undefined {
    const free = paths.filter((path) => path.every((node) => node.ed25519 !== destination));
    const others = free.filter((path) => path[0]?.ed25519 !== avoidGuard);
    const detour = () => buildDetour({ ...selection(), guards: guardNodes(), destination }, random);
    return pick(others, random) ?? pick(free, random) ?? detour();
  }

  function setPaths(next: readonly Path[]): void {
    const isChanged = JSON.stringify(next) !== JSON.stringify(paths);
    paths = next;
    if (isChanged) parts.onChange(paths);
  }

  function apply(strike: Strike): void {
    health = strike.health;
    for (const node of strike.nodesOut) dropNode(node);
  }

  function dropNode(node: Ed25519PublicKey): void {
    pool.remove(node);
    const isGuard = guards?.includes(node) ?? false;
    const next = paths.flatMap((path) => {
      if (!path.some((hop) => hop.ed25519 === node)) return [path];
      const otherPaths = paths.filter((other) => other !== path);
      const repaired = repairPath({ ...selection(), path, removed: node, otherPaths }, random);
      const heir = repaired?.[0]?.ed25519;
      if (isGuard && guards && heir !== undefined)
        guards = guards.map((guard) => (guard === node ? heir : guard));
      return repaired ? [repaired] : [];
    });
    setPaths(next);
  }

  function buildInBackground(): void {
    if (paths.length >= config.guards || clock.monotonic() < nextBuildMs) return;
    build().catch((error: unknown) => {
      if (!life.aborted) parts.onError(error);
    });
  }

  return {
    async choose({ destination, avoidGuard, signal }) {
      if (paths.length > 0) {
        buildInBackground();
        const path = pathAround(destination, avoidGuard);
        if (path) return path;
      }
      // Too few nodes or guards are left: the build fetches and tests others.
      await abortable(build(), signal);
      const path = pathAround(destination, avoidGuard);
      if (!path) throw clientError("path_unavailable", "no path avoids the destination", { retryable: true });
      return path;
    },
    worked(path) {
      health = pathWorked(health, path);
    },
    failed(path, culprit) {
      const until = clock.monotonic() + config.avoidMs;
      const strike = culprit === "guard" ? strikeGuard(health, path) : strikePath(health, path, until);
      apply(strike);
      const guard = path[0]?.ed25519;
      if (!strike.isPathOut || guard === undefined) return;
      suspects.set(guard, culprit);
      setPaths(paths.filter((other) => other[0]?.ed25519 !== guard));
    },
    nodeFailed(node) {
      apply(strikeNode(health, node, clock.monotonic() + config.avoidMs));
    },
    nodeMissing: dropNode,
    poolReplaced() {
      health = { ...HEALTHY, avoidUntilMs: health.avoidUntilMs };
      setPaths(paths.map((path) => path.map((node) => pool.find(node.ed25519) ?? node)));
    },
    current: () => paths,
  };
}

/** A list another version wrote is ignored: guards are then chosen anew. */
function storedGuards(value: unknown): readonly Ed25519PublicKey[] {
  return Array.isArray(value) && value.every((key) => typeof key === "string")
    ? (value as Ed25519PublicKey[]) // each is looked up in the node list before it is used
    : [];
}
