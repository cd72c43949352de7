import type { NodeRow } from "../../trpc/types.ts";
import type { NodeColumn, NodeQuery } from "./node-query.ts";
import { proofStanding } from "./proof-standing.ts";

/** Orders and filters that the API does not know, over rows that are already here. */

export interface ArrangeContext {
  /** When the rows were received. */
  readonly seenAtMs: number;
  readonly proofValidityMs: number;
}

export interface ArrangedNodes {
  readonly items: readonly NodeRow[];
  readonly nextCursor: string | null;
  readonly total: number;
}

const OFFSET = /^o:(\d{1,6})$/;

export function arrangeNodes(
  rows: readonly NodeRow[],
  query: Pick<NodeQuery, "version" | "swarm" | "isLateOnly" | "sort" | "direction" | "cursor">,
  pageSize: number,
  context: ArrangeContext,
): ArrangedNodes {
  const matching = rows.filter((row) => matches(row, query, context));
  const sorted = matching.toSorted(nodeOrder(query.sort, query.direction));
  const start = Number(OFFSET.exec(query.cursor ?? "")?.[1] ?? 0);
  const end = start + pageSize;
  return {
    items: sorted.slice(start, end),
    nextCursor: end < sorted.length ? `o:${end}` : null,
    total: sorted.length,
  };
}

function matches(
  row: NodeRow,
  query: Pick<NodeQuery, "version" | "swarm" | "isLateOnly">,
  context: ArrangeContext,
): boolean {
  if (query.version !== null && row.proof?.storageServerVersion !== query.version) return false;
  if (query.swarm !== null && row.swarmId !== query.swarm) return false;
  return !query.isLateOnly || proofStanding(row.proof, context.seenAtMs, context.proofValidityMs) !== "fresh";
}

/** Compares two rows; equal ones keep the order of their IDs, missing values come last both ways. */
export function nodeOrder(column: NodeColumn, direction: "asc" | "desc"): (a: NodeRow, b: NodeRow) => number {
  const sign = direction === "desc" ? -1 : 1;
  const keyOf = KEYS[column];
  return (a, b) => {
    const keyA = keyOf(a);
    const keyB = keyOf(b);
    if (keyA === null || keyB === null) return keyA === keyB ? a.nodeId - b.nodeId : keyA === null ? 1 : -1;
    return compare(keyA, keyB) * sign || a.nodeId - b.nodeId;
  };
}

type SortKey = bigint | string | null;

/** Trouble first when rising. */
const STATE_RANK = { deregistered: 0n, decommissioned: 1n, exited: 3n, active: 4n } as const;

const KEYS: Readonly<Record<NodeColumn, (row: NodeRow) => SortKey>> = {
  id: (row) => BigInt(row.nodeId),
  state: (row) => (row.state === "active" && row.unlockAtSeconds !== null ? 2n : STATE_RANK[row.state]),
  key: (row) => row.ed25519,
  operator: (row) => row.operator,
  contributors: (row) => BigInt(row.contributors),
  stake: (row) => BigInt(row.stakeAtomic),
  fee: (row) => BigInt(row.feeBps),
  swarm: (row) => row.swarmId,
  version: (row) => (row.proof ? versionKey(row.proof.storageServerVersion) : null),
  // Age: the older the proof, the larger.
  proof: (row) => (row.proof ? -BigInt(row.proof.receivedSeconds) : null),
  rewards: (row) => BigInt(row.rewards.earnedAtomic),
  unlock: (row) => (row.unlockAtSeconds === null ? null : BigInt(row.unlockAtSeconds)),
};

/** "2.10.0" is newer than "2.9.1". */
function versionKey(version: string): bigint {
  return version
    .split(".")
    .slice(0, 3)
    .reduce((sum, part) => sum * 65_536n + BigInt(/^\d{1,5}$/.test(part) ? part : "0"), 0n);
}

function compare(a: bigint | string, b: bigint | string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
