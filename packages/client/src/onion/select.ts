import type { Ed25519PublicKey } from "@session/protocol/identity";
import type { Random } from "@session/protocol/ports";
import type { Path, PoolNode } from "../network/types.ts";

/** What path building may choose from. */
export interface Selection {
  readonly pool: readonly PoolNode[];
  readonly hops: number;
  /** No two hops of a path in one /24. */
  readonly subnetDiversity: boolean;
  /** Chosen only when too few others are left. */
  readonly avoided: ReadonlySet<Ed25519PublicKey>;
}

/** The /24 of a dotted IPv4 address: the text before its last dot. */
export function subnetOf(ip: string): string {
  return ip.slice(0, ip.lastIndexOf("."));
}

/** The list in random order. */
export function shuffled<T>(items: readonly T[], random: Random): T[] {
  const out = [...items];
  for (let last = out.length - 1; last > 0; last--) {
    const other = random.below(last + 1);
    [out[last], out[other]] = [out[other] as T, out[last] as T]; // both indices are inside the list
  }
  return out;
}

/** Nodes that may be tested as guards, in the order to test them. */
export function guardCandidates(
  selection: Omit<Selection, "hops" | "subnetDiversity">,
  exclude: ReadonlySet<Ed25519PublicKey>,
  random: Random,
): PoolNode[] {
  const candidates = shuffled(
    selection.pool.filter((node) => !exclude.has(node.ed25519)),
    random,
  );
  return [
    ...candidates.filter((node) => !selection.avoided.has(node.ed25519)),
    ...candidates.filter((node) => selection.avoided.has(node.ed25519)),
  ];
}

/**
 * One path per guard, as many as the pool allows, in the order of the guards; no node is in two of them and no
 * guard is a middle hop. Existing paths are kept and only added to.
 *
 * Spec: docs/spec/onion-requests.md section 11.
 */
export function buildPaths(
  selection: Selection & { readonly guards: readonly PoolNode[]; readonly existing: readonly Path[] },
  random: Random,
): Path[] {
  const paths = [...selection.existing];
  for (const guard of selection.guards) {
    if (paths.some((path) => path[0]?.ed25519 === guard.ed25519)) continue;
    const exclude = new Set([
      ...selection.guards.map((node) => node.ed25519),
      ...paths.flat().map((node) => node.ed25519),
    ]);
    const path = extendPath([guard], selection, exclude, random);
    if (path) paths.push(path);
  }
  return paths;
}

/**
 * A path around a destination that lies on every ordinary path, or undefined. It starts at one of our guards; other
 * paths' nodes, and in the last resort other guards, may be its middle hops, since it lives for one request.
 */
export function buildDetour(
  selection: Selection & { readonly guards: readonly PoolNode[]; readonly destination: Ed25519PublicKey },
  random: Random,
): Path | undefined {
  const guards = shuffled(
    selection.guards.filter((node) => node.ed25519 !== selection.destination),
    random,
  );
  const others = selection.guards.map((node) => node.ed25519);
  for (const exclude of [new Set([selection.destination, ...others]), new Set([selection.destination])])
    for (const guard of guards) {
      const path = extendPath([guard], selection, exclude, random);
      if (path) return path;
    }
  return undefined;
}

/**
 * The path without a node that failed: a replacement joins at the end, and when the guard failed the second hop
 * becomes guard. Undefined when the pool has no replacement outside the other paths and the path's own subnets.
 *
 * Spec: docs/spec/onion-requests.md section 12.
 */
export function repairPath(
  selection: Selection & {
    readonly path: Path;
    readonly removed: Ed25519PublicKey;
    readonly otherPaths: readonly Path[];
  },
  random: Random,
): Path | undefined {
  const rest = selection.path.filter((node) => node.ed25519 !== selection.removed);
  const exclude = new Set([
    selection.removed,
    ...selection.otherPaths.flat().map((node) => node.ed25519),
    ...(selection.subnetDiversity
      ? selection.pool
          .filter((node) => selection.path.some((hop) => subnetOf(hop.ip) === subnetOf(node.ip)))
          .map((node) => node.ed25519)
      : []),
  ]);
  return extendPath(rest, selection, exclude, random);
}

/**
 * Appends random nodes until the path has all its hops. Drawing uniformly from the nodes outside the used subnets
 * gives each /24 the weight of its size, as the spec's candidate set does.
 */
function extendPath(
  start: Path,
  selection: Selection,
  exclude: ReadonlySet<Ed25519PublicKey>,
  random: Random,
): Path | undefined {
  const path = [...start];
  while (path.length < selection.hops) {
    const usable = selection.pool.filter(
      (node) =>
        !exclude.has(node.ed25519) &&
        !path.some((hop) => hop.ed25519 === node.ed25519) &&
        !(selection.subnetDiversity && path.some((hop) => subnetOf(hop.ip) === subnetOf(node.ip))),
    );
    const preferred = usable.filter((node) => !selection.avoided.has(node.ed25519));
    const next = pick(preferred, random) ?? pick(usable, random);
    if (!next) return undefined;
    path.push(next);
  }
  return path;
}

/** A uniformly random element, or undefined of an empty list. */
export function pick<T>(items: readonly T[], random: Random): T | undefined {
  return items.length === 0 ? undefined : items[random.below(items.length)];
}
