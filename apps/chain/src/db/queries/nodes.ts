import { ed25519PublicKey, parseSnodeHost, snodeHost } from "@session/protocol/identity";
import {
  and,
  asc,
  desc,
  eq,
  exists,
  inArray,
  isNotNull,
  like,
  or,
  type SQL,
  type SQLWrapper,
  sql,
} from "drizzle-orm";
import type { z } from "zod";
import { evmAddress } from "../../api/outputs/common.ts";
import { type NodeDetail, type nodeList, nodeState } from "../../api/outputs/nodes.ts";
import type { NodeListRequest, NodeSort } from "../../api/queries.ts";
import type { Transaction } from "../client.ts";
import { nodeStates, nodes, proofs, slots } from "../schema.ts";
import {
  containing,
  countAll,
  inSnapshot,
  type QueryContext,
  type Snapshot,
  startingWith,
} from "./context.ts";
import { eventRows } from "./events.ts";
import { decodeCursor, encodeCursor } from "./keyset.ts";
import { rewardRates } from "./money.ts";
import { type NodeTable, nodeOutput, type SlotTable, slotOutput, toSeconds } from "./node-output.ts";
import { presentSwarm } from "./swarms.ts";

const PRESENT_STATES = ["active", "decommissioned"] as const;
const EVENTS_SHOWN = 100;
/** A proof belongs to the node that holds the key now, not to an earlier one that has left. */
const proofOfNode = and(eq(proofs.ed25519, nodes.ed25519), inArray(nodes.state, [...PRESENT_STATES]));

/** What a list is sorted by; never null, so that every row has its place. */
const SORTS: Readonly<Record<NodeSort, { readonly by: SQL; readonly type: "numeric" | "text" }>> = {
  id: { by: sql`${nodes.nodeId}`, type: "numeric" },
  // Oldest first puts trouble on top; no proof at all is the oldest.
  proofAge: { by: sql`coalesce(${proofs.receivedMs}, 0)`, type: "numeric" },
  stake: { by: sql`${nodes.requiredAtomic}`, type: "numeric" },
  registered: { by: sql`${nodes.registrationHeight}`, type: "numeric" },
  operator: { by: sql`${nodes.operator}`, type: "text" },
  swarm: { by: sql`coalesce(${nodes.swarmId}, 'none')`, type: "text" },
  unlock: { by: sql`coalesce(${nodes.unlockAtSeconds}, ${Number.MAX_SAFE_INTEGER})`, type: "numeric" },
};

export function queryNodes(
  context: QueryContext,
  request: NodeListRequest,
): Promise<z.infer<typeof nodeList>> {
  return inSnapshot(context, async (snapshot) => {
    const { tx, stamp } = snapshot;
    const { by, type } = SORTS[request.sort];
    const filter = and(stateFilter(request.states), searchFilter(tx, request.search));
    const after = request.cursor === undefined ? undefined : decodeCursor(request.cursor, type);
    const comparison = request.direction === "asc" ? sql`>` : sql`<`;
    const position =
      after && sql`(${by}, ${nodes.nodeId}) ${comparison} (${cast(after.value, type)}, ${after.id})`;
    const order = request.direction === "asc" ? asc : desc;
    const found = await tx
      .select({ node: nodes, proof: proofs, sortValue: sql<string>`(${by})::text` })
      .from(nodes)
      .leftJoin(proofs, proofOfNode)
      .where(and(filter, position))
      .orderBy(order(by), order(nodes.nodeId))
      .limit(request.limit + 1);
    const [count] = await tx
      .select({ total: countAll })
      .from(nodes)
      .leftJoin(proofs, proofOfNode)
      .where(filter);
    const shown = found.slice(0, request.limit);
    const last = shown.at(-1);
    const own = await slotsOf(
      tx,
      shown.map(({ node }) => node.nodeId),
    );
    const output = await outputContext(snapshot);
    return {
      stamp,
      items: shown.map(({ node, proof }) => nodeOutput(node, own.get(node.nodeId) ?? [], proof, output)),
      nextCursor:
        found.length > request.limit && last !== undefined
          ? encodeCursor({ value: last.sortValue, id: last.node.nodeId })
          : null,
      total: count?.total ?? 0,
    };
  });
}

export function queryNodeById(context: QueryContext, nodeId: number): Promise<NodeDetail | undefined> {
  return inSnapshot(context, (snapshot) => detail(snapshot, context, eq(nodes.nodeId, nodeId)));
}

/** The newest node that was registered with the key. */
export function queryNodeByKey(context: QueryContext, ed25519: string): Promise<NodeDetail | undefined> {
  return inSnapshot(context, (snapshot) => detail(snapshot, context, eq(nodes.ed25519, ed25519)));
}

async function detail(
  snapshot: Snapshot,
  { deployment }: QueryContext,
  which: SQL,
): Promise<NodeDetail | undefined> {
  const { tx, cursor, stamp } = snapshot;
  const [row] = await tx
    .select({ node: nodes, proof: proofs })
    .from(nodes)
    .leftJoin(proofs, proofOfNode)
    .where(which)
    .orderBy(desc(nodes.nodeId))
    .limit(1);
  if (row === undefined) return undefined;
  const { node, proof } = row;
  const { nodeId } = node;
  const own = (await slotsOf(tx, [nodeId])).get(nodeId) ?? [];
  const periods = await tx
    .select()
    .from(nodeStates)
    .where(eq(nodeStates.nodeId, nodeId))
    .orderBy(asc(nodeStates.position));
  const output = await outputContext(snapshot);
  return {
    stamp,
    node: {
      ...nodeOutput(node, own, proof, output),
      x25519: node.x25519,
      onionHost: snodeHost(ed25519PublicKey(node.ed25519)),
      blsHex: node.blsHex,
      requiredAtomic: node.requiredAtomic.toString(),
      slots: own.map((slot) => slotOutput(node, slot, output.rates)),
      periods: periods.map((period) => ({
        state: nodeState.parse(period.state),
        fromBlock: period.fromHeight,
        fromSeconds: toSeconds(period.fromMs),
        toBlock: period.toHeight,
        toSeconds: period.toMs === null ? null : toSeconds(period.toMs),
        reasons: period.reasons,
      })),
      credit: creditOutput(node, toSeconds(cursor.timeMs), deployment.params),
      unlockRequestedBy: node.unlockRequestedBy === null ? null : evmAddress.parse(node.unlockRequestedBy),
      swarm: node.swarmId === null ? null : ((await presentSwarm(tx, node.swarmId)) ?? null),
      events: await eventRows(tx, { nodeId, limit: EVENTS_SHOWN }),
    },
  };
}

/** docs/spec/staking-design.md section 7.5. */
function creditOutput(
  node: NodeTable,
  nowSeconds: number,
  params: { readonly creditMaxSeconds: number; readonly creditRateDivisor: number },
): NodeDetail["node"]["credit"] {
  const passed = Math.max(0, nowSeconds - node.creditSinceSeconds);
  const { creditMaxSeconds: maxSeconds, creditRateDivisor } = params;
  if (node.state === "active") {
    const earned = node.creditBaseSeconds + Math.floor(passed / creditRateDivisor);
    return { seconds: Math.min(maxSeconds, earned), maxSeconds, perSecond: 1 / creditRateDivisor };
  }
  if (node.state === "decommissioned")
    return { seconds: node.creditBaseSeconds - passed, maxSeconds, perSecond: -1 };
  return null;
}

async function outputContext(snapshot: Snapshot) {
  const [count] = await snapshot.tx.select({ active: countAll }).from(nodes).where(eq(nodes.state, "active"));
  return { cursor: snapshot.cursor, rates: rewardRates(snapshot, count?.active ?? 0) };
}

/** Slots by node, by position. */
export async function slotsOf(
  tx: Transaction,
  nodeIds: readonly number[],
): Promise<ReadonlyMap<number, SlotTable[]>> {
  if (nodeIds.length === 0) return new Map();
  const rows = await tx
    .select()
    .from(slots)
    .where(inArray(slots.nodeId, [...nodeIds]))
    .orderBy(asc(slots.nodeId), asc(slots.position));
  return Map.groupBy(rows, (slot) => slot.nodeId);
}

function stateFilter(states: NodeListRequest["states"]): SQL | undefined {
  const plain = states.filter((state) => state !== "unlocking");
  const isUnlocking = and(inArray(nodes.state, [...PRESENT_STATES]), isNotNull(nodes.unlockAtSeconds));
  const filters = [
    ...(plain.length > 0 ? [inArray(nodes.state, plain)] : []),
    ...(plain.length < states.length ? [isUnlocking] : []),
  ];
  // No state at all asks for nothing.
  return filters.length === 0 ? sql`false` : or(...filters);
}

function searchFilter(tx: Transaction, search: string | undefined): SQL | undefined {
  const text = search?.trim().toLowerCase() ?? "";
  if (text === "") return undefined;
  const staked = tx
    .select({ one: sql`1` })
    .from(slots)
    .where(and(eq(slots.nodeId, nodes.nodeId), like(slots.staker, startingWith(text))));
  return or(
    like(nodes.ed25519, containing(keyText(text))),
    like(nodes.operator, startingWith(text)),
    like(nodes.swarmId, startingWith(text)),
    like(proofs.publicIp, startingWith(text)),
    exists(staked),
    ...(/^[0-9]{1,9}$/.test(text) ? [eq(nodes.nodeId, Number(text))] : []),
  );
}

/** An onion host names a key; anything else is taken as it is. */
function keyText(text: string): string {
  if (!/^[a-z0-9]{52}\.snode$/.test(text)) return text;
  try {
    return parseSnodeHost(text);
  } catch (error) {
    if (error instanceof Error && error.name === "DecodeError") return text;
    throw error;
  }
}

function cast(value: string, type: "numeric" | "text"): SQLWrapper {
  return type === "numeric" ? sql`${value}::numeric` : sql`${value}::text`;
}
