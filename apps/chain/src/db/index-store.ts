import { assert } from "@session/protocol/errors";
import type { NetworkBlock, NetworkHead } from "@session/protocol/network";
import { type SwarmId, swarmIdHex } from "@session/protocol/swarm";
import { and, asc, eq, gt, gte, inArray, isNull, lt, lte, sql } from "drizzle-orm";
import { indexChanges } from "../indexer/changes.ts";
import type { IndexedNode, IndexState } from "../indexer/index-state.ts";
import { decodeStoredEvent, encodeStoredEvent, eventAddresses } from "../indexer/stored-event.ts";
import type { Database, Transaction } from "./client.ts";
import {
  accruals,
  blocks,
  claims,
  cursor,
  events,
  nodeStates,
  nodes,
  pool,
  proofs,
  slots,
  swarms,
  withdrawals,
} from "./schema.ts";

export interface ChainIdentity {
  readonly chainId: number;
  readonly registry: string;
  readonly deploymentBlock: number;
}

export interface StoredCursor extends ChainIdentity {
  readonly head: NetworkHead;
  readonly membershipHeight: number;
  readonly accumulator: bigint;
  readonly reorgs: number;
}

/** The index's tables. Each call is one transaction: it happens as a whole or not at all. */
export interface IndexStore {
  /** undefined in new tables. */
  cursor(): Promise<StoredCursor | undefined>;
  /** Empties every table and writes a first cursor at the empty state. */
  reset(identity: ChainIdentity, empty: IndexState, digestHex: string): Promise<void>;
  /** Blocks with events up to a height, ascending. */
  eventBlocks(toHeight: number): AsyncIterable<NetworkBlock>;
  /** Writes one block and everything it changed. */
  commit(step: {
    readonly block: NetworkBlock;
    readonly before: IndexState;
    readonly after: IndexState;
    readonly digestHex: string;
  }): Promise<void>;
  /** Hash of a stored block; undefined when none is stored at that height. */
  blockHash(height: number): Promise<string | undefined>;
  /** Takes back every block above a height; `after` is the state as it was there. */
  rewind(step: {
    readonly keepHeight: number;
    readonly before: IndexState;
    readonly after: IndexState;
    readonly digestHex: string;
  }): Promise<void>;
}

const CURSOR_ID = 1;
/** Blocks without events are kept this long, to be shown. */
const EMPTY_BLOCKS_KEPT = 256;
const BLOCKS_PER_READ = 500;
/** Rows per INSERT: a statement holds at most 65,535 parameters. */
const ROWS_PER_INSERT = 1_000;

export function createIndexStore(db: Database): IndexStore {
  return {
    async cursor() {
      const [row] = await db.select().from(cursor).where(eq(cursor.id, CURSOR_ID));
      if (row === undefined) return undefined;
      const { chainId, registry, deploymentBlock, membershipHeight, accumulator, reorgs } = row;
      const head = { height: row.height, hash: row.hash, timeMs: row.timeMs };
      return { chainId, registry, deploymentBlock, head, membershipHeight, accumulator, reorgs };
    },

    reset: (identity, empty, digestHex) =>
      db.transaction(async (tx) => {
        for (const table of ALL_TABLES) await tx.delete(table);
        await tx.insert(cursor).values({
          id: CURSOR_ID,
          ...identity,
          ...position(empty, digestHex),
          reorgs: 0,
        });
      }),

    eventBlocks: (toHeight) => readEventBlocks(db, toHeight),

    commit: ({ block, before, after, digestHex }) =>
      db.transaction(async (tx) => {
        await moveCursor(tx, before, { ...position(after, digestHex) });
        await tx.insert(blocks).values({
          height: block.height,
          hash: block.hash,
          timeMs: block.timeMs,
          eventCount: block.events.length,
        });
        await appendEvents(tx, block);
        await writeChanges(tx, before, after, block);
        await tx
          .delete(blocks)
          .where(and(lt(blocks.height, block.height - EMPTY_BLOCKS_KEPT), eq(blocks.eventCount, 0)));
      }),

    async blockHash(height) {
      const [row] = await db.select({ hash: blocks.hash }).from(blocks).where(eq(blocks.height, height));
      return row?.hash;
    },

    rewind: ({ keepHeight, before, after, digestHex }) =>
      db.transaction(async (tx) => {
        await moveCursor(tx, before, {
          ...position(after, digestHex),
          reorgs: sql`${cursor.reorgs} + 1`,
        });
        await tx.delete(blocks).where(gt(blocks.height, keepHeight));
        for (const table of [events, claims, withdrawals, accruals])
          await tx.delete(table).where(gt(table.blockHeight, keepHeight));
        await writeNodes(tx, before, after);
        await tx.delete(swarms).where(gt(swarms.fromHeight, keepHeight));
        await tx.update(swarms).set({ toHeight: null }).where(gt(swarms.toHeight, keepHeight));
        await tx.delete(pool).where(gt(pool.asOfHeight, keepHeight));
      }),
  };
}

const ALL_TABLES = [
  cursor,
  blocks,
  events,
  nodes,
  nodeStates,
  slots,
  claims,
  withdrawals,
  accruals,
  swarms,
  proofs,
  pool,
] as const;

function position(state: IndexState, digestHex: string) {
  const { head, membershipHeight } = state.network;
  const { accumulator, remainder, accruedHeight } = state;
  return { ...head, membershipHeight, tableDigest: digestHex, accumulator, remainder, accruedHeight };
}

type CursorChange = Partial<Parameters<ReturnType<Database["update"]>["set"]>[0]>;

/** Fails when the tables are not where this process left them: then another one writes to them too. */
async function moveCursor(tx: Transaction, before: IndexState, change: CursorChange): Promise<void> {
  const moved = await tx
    .update(cursor)
    .set(change)
    .where(
      and(
        eq(cursor.id, CURSOR_ID),
        eq(cursor.height, before.network.head.height),
        eq(cursor.hash, before.network.head.hash),
      ),
    )
    .returning({ id: cursor.id });
  assert(moved.length === 1, "only one process may write to the index's tables");
}

async function appendEvents(tx: Transaction, block: NetworkBlock): Promise<void> {
  const located = block.events.map((event) => ({
    blockHeight: block.height,
    logIndex: event.logIndex,
    transactionHash: event.transactionHash,
    event,
  }));
  await insertAll(
    located.map(({ event, ...at }) => ({
      ...at,
      type: event.type,
      nodeId: "nodeId" in event ? event.nodeId : null,
      addresses: eventAddresses(event),
      payload: encodeStoredEvent(event),
    })),
    (rows) => tx.insert(events).values(rows),
  );
  await insertAll(
    located.flatMap(({ event, ...at }) =>
      event.type === "RewardsClaimed" ? [{ ...at, ...pick(event), beneficiary: event.beneficiary }] : [],
    ),
    (rows) => tx.insert(claims).values(rows),
  );
  await insertAll(
    located.flatMap(({ event, ...at }) =>
      event.type === "StakeWithdrawn" ? [{ ...at, ...pick(event) }] : [],
    ),
    (rows) => tx.insert(withdrawals).values(rows),
  );
  await insertAll(
    located.flatMap(({ event, blockHeight, logIndex }) =>
      event.type === "Accrued"
        ? [
            {
              blockHeight,
              logIndex,
              amountAtomic: event.amountAtomic,
              accumulator: event.accumulator,
              remainder: event.remainder,
              active: event.active,
            },
          ]
        : [],
    ),
    (rows) => tx.insert(accruals).values(rows),
  );
}

function pick<T extends { nodeId: number; staker: string; amountAtomic: bigint }>(event: T) {
  return { nodeId: event.nodeId, staker: event.staker, amountAtomic: event.amountAtomic };
}

async function writeChanges(
  tx: Transaction,
  before: IndexState,
  after: IndexState,
  block: NetworkBlock,
): Promise<void> {
  await writeNodes(tx, before, after);
  const changes = indexChanges(before, after);
  const ended = [...changes.endedSwarmIds, ...changes.swarms.map((swarm) => swarm.swarmId)].map(hex16);
  if (ended.length > 0)
    await tx
      .update(swarms)
      .set({ toHeight: block.height })
      .where(and(inArray(swarms.swarmId, ended), isNull(swarms.toHeight)));
  await insertAll(
    changes.swarms.map((swarm) => ({
      swarmId: hex16(swarm.swarmId),
      fromHeight: block.height,
      fromMs: block.timeMs,
      memberIds: [...swarm.memberIds],
    })),
    (rows) => tx.insert(swarms).values(rows),
  );
}

/** Replaces the rows of every node that differs between the two states. */
async function writeNodes(tx: Transaction, before: IndexState, after: IndexState): Promise<void> {
  const changes = indexChanges(before, after);
  const stale = [...changes.nodes.map((node) => node.nodeId), ...changes.removedNodeIds];
  if (stale.length === 0) return;
  for (const table of [nodes, slots, nodeStates])
    for (const ids of chunks(stale)) await tx.delete(table).where(inArray(table.nodeId, ids));
  await insertAll(changes.nodes.map(nodeRow), (rows) => tx.insert(nodes).values(rows));
  await insertAll(
    changes.nodes.flatMap(({ nodeId, slots: list }) =>
      list.map((slot, position) => ({ nodeId, position, ...slot })),
    ),
    (rows) => tx.insert(slots).values(rows),
  );
  await insertAll(
    changes.nodes.flatMap(({ nodeId, periods }) =>
      periods.map((period, position) => ({ nodeId, position, ...period })),
    ),
    (rows) => tx.insert(nodeStates).values(rows),
  );
}

function nodeRow(node: IndexedNode): typeof nodes.$inferInsert {
  const { rewards, slots: list, periods, swarmId, unlockAtSeconds, ...plain } = node;
  const present = periods.at(-1);
  assert(present !== undefined, "a node has had a state since it was activated");
  return {
    ...plain,
    stateHeight: present.fromHeight,
    stateMs: present.fromMs,
    unlockAtSeconds: unlockAtSeconds === 0 ? null : unlockAtSeconds,
    swarmId: swarmId === null ? null : hex16(swarmId),
    contributors: list.length,
    settled: rewards.settled,
    debt: rewards.debt,
  };
}

/** Text of fixed width, so that its order is the ring's. */
export function hex16(swarmId: SwarmId): string {
  return swarmIdHex(swarmId).padStart(16, "0");
}

async function insertAll<Row>(rows: Row[], insert: (rows: Row[]) => PromiseLike<unknown>): Promise<void> {
  for (const part of chunks(rows)) await insert(part);
}

function chunks<Item>(items: readonly Item[]): Item[][] {
  const parts: Item[][] = [];
  for (let i = 0; i < items.length; i += ROWS_PER_INSERT) parts.push(items.slice(i, i + ROWS_PER_INSERT));
  return parts;
}

async function* readEventBlocks(db: Database, toHeight: number): AsyncGenerator<NetworkBlock> {
  let next = 0;
  for (;;) {
    const headers = await db
      .select()
      .from(blocks)
      .where(and(gte(blocks.height, next), lte(blocks.height, toHeight), gt(blocks.eventCount, 0)))
      .orderBy(asc(blocks.height))
      .limit(BLOCKS_PER_READ);
    const first = headers[0];
    const last = headers.at(-1);
    if (first === undefined || last === undefined) return;
    const rows = await db
      .select({ blockHeight: events.blockHeight, payload: events.payload })
      .from(events)
      .where(and(gte(events.blockHeight, first.height), lte(events.blockHeight, last.height)))
      .orderBy(asc(events.blockHeight), asc(events.logIndex));
    const byBlock = Map.groupBy(rows, (row) => row.blockHeight);
    for (const { height, hash, timeMs } of headers) {
      const list = (byBlock.get(height) ?? []).map((row) => decodeStoredEvent(row.payload));
      yield { kind: "block", height, hash, timeMs, events: list };
    }
    next = last.height + 1;
  }
}
