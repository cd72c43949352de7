import type { PoolView } from "../indexer/contract-views.ts";
import type { Database } from "./client.ts";
import { pool } from "./schema.ts";

/** Keeps what the contracts said last. */
export async function savePool(db: Database, atHeight: number, view: PoolView): Promise<void> {
  const row = { asOfHeight: atHeight, ...view };
  await db
    .insert(pool)
    .values({ id: 1, ...row })
    .onConflictDoUpdate({ target: pool.id, set: row });
}
