import { gt } from "drizzle-orm";
import type { Database } from "../../src/db/client.ts";
import * as schema from "../../src/db/schema.ts";

/**
 * Everything derived from the chain, in a fixed order: two indexes of the same chain must be equal, whatever
 * happened on the way. Left out: blocks without events (which of them were seen is chance), the count of reorgs.
 */
export async function dumpTables(db: Database): Promise<Record<string, unknown[]>> {
  const { cursor, blocks, events, nodes, nodeStates, slots, claims, withdrawals, accruals, swarms } = schema;
  const [position] = await db.select().from(cursor);
  return {
    cursor: position === undefined ? [] : [{ ...position, reorgs: 0 }],
    blocks: await db.select().from(blocks).where(gt(blocks.eventCount, 0)).orderBy(blocks.height),
    events: await db.select().from(events).orderBy(events.blockHeight, events.logIndex),
    nodes: await db.select().from(nodes).orderBy(nodes.nodeId),
    nodeStates: await db.select().from(nodeStates).orderBy(nodeStates.nodeId, nodeStates.position),
    slots: await db.select().from(slots).orderBy(slots.nodeId, slots.position),
    claims: await db.select().from(claims).orderBy(claims.blockHeight, claims.logIndex),
    withdrawals: await db.select().from(withdrawals).orderBy(withdrawals.blockHeight, withdrawals.logIndex),
    accruals: await db.select().from(accruals).orderBy(accruals.blockHeight, accruals.logIndex),
    swarms: await db.select().from(swarms).orderBy(swarms.swarmId, swarms.fromHeight),
  };
}
