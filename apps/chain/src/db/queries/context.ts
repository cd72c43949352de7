import type { Deployment } from "@session/staking/deployments";
import { eq, sql } from "drizzle-orm";
import type { Stamp } from "../../api/outputs/common.ts";
import type { Database, Transaction } from "../client.ts";
import { cursor, pool } from "../schema.ts";

/** What every query needs. */
export interface QueryContext {
  readonly db: Database;
  readonly deployment: Deployment;
  /** Newest block the chain is known to have. */
  readonly headHeight: () => number;
}

export type CursorRow = typeof cursor.$inferSelect;
export type PoolRow = typeof pool.$inferSelect;

/** One consistent look at all tables: what one answer is made from. */
export interface Snapshot {
  readonly tx: Transaction;
  readonly cursor: CursorRow;
  /** undefined until the contracts were read for the first time. */
  readonly pool: PoolRow | undefined;
  readonly stamp: Stamp;
}

/** Runs a query in one read-only snapshot, so that its parts and its stamp belong to the same block. */
export function inSnapshot<T>(context: QueryContext, query: (snapshot: Snapshot) => Promise<T>): Promise<T> {
  return context.db.transaction(
    async (tx) => {
      const [position] = await tx.select().from(cursor).where(eq(cursor.id, 1));
      const [poolRow] = await tx.select().from(pool).where(eq(pool.id, 1));
      const row = position ?? NOTHING_INDEXED;
      return query({ tx, cursor: row, pool: poolRow, stamp: stampOf(context, row) });
    },
    { isolationLevel: "repeatable read", accessMode: "read only" },
  );
}

function stampOf({ deployment, headHeight }: QueryContext, row: CursorRow): Stamp {
  return {
    chainId: deployment.chainId,
    registry: deployment.registry,
    indexedBlock: row.height,
    indexedTime: Math.floor(row.timeMs / 1000),
    headBlock: Math.max(headHeight(), row.height),
    epoch: Math.floor(row.height / deployment.params.epochBlocks),
  };
}

/** Tables that were never written to. */
const NOTHING_INDEXED: CursorRow = {
  id: 1,
  chainId: 0,
  registry: "",
  deploymentBlock: 0,
  height: 0,
  hash: "0".repeat(64),
  timeMs: 0,
  membershipHeight: 0,
  tableDigest: "",
  accumulator: 0n,
  remainder: 0n,
  accruedHeight: 0,
  reorgs: 0,
};

/** A pattern that matches the text itself anywhere, with `%` and `_` taken literally. */
export function containing(text: string): string {
  return `%${literal(text)}%`;
}

export function startingWith(text: string): string {
  return `${literal(text)}%`;
}

function literal(text: string): string {
  return text.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`);
}

export const countAll = sql<number>`count(*)::int`;
