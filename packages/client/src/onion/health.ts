import type { Ed25519PublicKey } from "@session/protocol/identity";
import type { Path } from "../network/types.ts";

/** Failures after which a node or path is given up. Spec: docs/spec/onion-requests.md section 12. */
export const STRIKES_MAX = 3;

/** Who failed how often since the last success; plain data, replaced as a whole. */
export interface Health {
  readonly nodes: ReadonlyMap<Ed25519PublicKey, number>;
  /** By guard. */
  readonly paths: ReadonlyMap<Ed25519PublicKey, number>;
  /** Until when a node that failed is better left out of new paths. */
  readonly avoidUntilMs: ReadonlyMap<Ed25519PublicKey, number>;
}

export const HEALTHY: Health = { nodes: new Map(), paths: new Map(), avoidUntilMs: new Map() };

export interface Strike {
  readonly health: Health;
  /** Nodes that reached the limit; their counters are reset. */
  readonly nodesOut: readonly Ed25519PublicKey[];
  readonly isPathOut: boolean;
}

/** One more failure of a single node. */
export function strikeNode(health: Health, node: Ed25519PublicKey, avoidUntilMs: number): Strike {
  const { counts, out } = counted(health.nodes, [node]);
  return {
    health: { ...health, nodes: counts, avoidUntilMs: avoiding(health, [node], avoidUntilMs) },
    nodesOut: out,
    isPathOut: false,
  };
}

/** One more failure of a path whose culprit is unknown: counts for the path and for each hop behind the guard. */
export function strikePath(health: Health, path: Path, avoidUntilMs: number): Strike {
  const [guard, ...rest] = path.map((node) => node.ed25519);
  const nodes = counted(health.nodes, rest);
  const paths = counted(health.paths, guard === undefined ? [] : [guard]);
  return {
    health: { nodes: nodes.counts, paths: paths.counts, avoidUntilMs: avoiding(health, rest, avoidUntilMs) },
    nodesOut: nodes.out,
    isPathOut: paths.out.length > 0,
  };
}

/** One more time the guard could not be reached at all; the hops behind it are innocent. */
export function strikeGuard(health: Health, path: Path): Strike {
  const { counts, out } = counted(health.paths, path[0] ? [path[0].ed25519] : []);
  return { health: { ...health, paths: counts }, nodesOut: [], isPathOut: out.length > 0 };
}

/** An answer came through this path: every hop works. */
export function pathWorked(health: Health, path: Path): Health {
  const keys = new Set(path.map((node) => node.ed25519));
  const without = <V>(map: ReadonlyMap<Ed25519PublicKey, V>) =>
    new Map([...map].filter(([key]) => !keys.has(key)));
  return {
    nodes: without(health.nodes),
    paths: without(health.paths),
    avoidUntilMs: without(health.avoidUntilMs),
  };
}

/** Nodes to leave out of new paths while others can be chosen. */
export function avoidedAt(health: Health, nowMs: number): ReadonlySet<Ed25519PublicKey> {
  return new Set([...health.avoidUntilMs].filter(([, until]) => until > nowMs).map(([key]) => key));
}

function counted(
  map: ReadonlyMap<Ed25519PublicKey, number>,
  keys: readonly Ed25519PublicKey[],
): { counts: ReadonlyMap<Ed25519PublicKey, number>; out: Ed25519PublicKey[] } {
  const counts = new Map(map);
  const out: Ed25519PublicKey[] = [];
  for (const key of keys) {
    const strikes = (counts.get(key) ?? 0) + 1;
    if (strikes < STRIKES_MAX) counts.set(key, strikes);
    else {
      counts.delete(key);
      out.push(key);
    }
  }
  return { counts, out };
}

function avoiding(
  health: Health,
  keys: readonly Ed25519PublicKey[],
  untilMs: number,
): ReadonlyMap<Ed25519PublicKey, number> {
  const next = new Map(health.avoidUntilMs);
  for (const key of keys) next.set(key, untilMs);
  return next;
}
