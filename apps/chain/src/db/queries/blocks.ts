import { and, desc, eq, gt, type SQL, sql } from "drizzle-orm";
import type { z } from "zod";
import type { BlockDetail, blockList } from "../../api/outputs/network.ts";
import type { PageRequest } from "../../api/queries.ts";
import type { ContractViews } from "../../indexer/contract-views.ts";
import { blocks } from "../schema.ts";
import { countAll, inSnapshot, type QueryContext } from "./context.ts";
import { eventRows } from "./events.ts";
import { decodeCursor, encodeCursor } from "./keyset.ts";
import { toSeconds } from "./node-output.ts";

/** Events of one block shown at most; a block holds fewer by its gas limit. */
const EVENTS_MAX = 5_000;

export function queryBlocks(
  context: QueryContext,
  request: PageRequest & { readonly eventsOnly: boolean },
): Promise<z.infer<typeof blockList>> {
  return inSnapshot(context, async ({ tx, stamp }) => {
    const after = request.cursor === undefined ? undefined : decodeCursor(request.cursor, "numeric");
    const filter: SQL | undefined = request.eventsOnly ? gt(blocks.eventCount, 0) : undefined;
    const position = after && sql`${blocks.height} < ${after.value}::bigint`;
    const found = await tx
      .select()
      .from(blocks)
      .where(and(filter, position))
      .orderBy(desc(blocks.height))
      .limit(request.limit + 1);
    const shown = found.slice(0, request.limit);
    const last = shown.at(-1);
    const [count] = await tx.select({ total: countAll }).from(blocks).where(filter);
    return {
      stamp,
      items: shown.map((block) => ({
        height: block.height,
        hash: block.hash,
        timeSeconds: toSeconds(block.timeMs),
        events: block.eventCount,
      })),
      nextCursor:
        found.length > request.limit && last !== undefined
          ? encodeCursor({ value: String(last.height), id: 0 })
          : null,
      total: count?.total ?? 0,
    };
  });
}

/** Header from the chain, events from the tables. */
export async function queryBlock(
  context: QueryContext,
  views: ContractViews,
  at: { readonly height: number } | { readonly hash: string },
): Promise<BlockDetail | undefined> {
  const view = await views.block(at);
  if (view === undefined) return undefined;
  return inSnapshot(context, async ({ tx, cursor, stamp }) => {
    const [row] = await tx.select({ hash: blocks.hash }).from(blocks).where(eq(blocks.height, view.height));
    // A height that was passed over had no events; one with another hash is of a chain that is gone or not read yet.
    const isIndexed = row === undefined ? view.height <= cursor.height : row.hash === view.hash;
    const found =
      row?.hash === view.hash ? await eventRows(tx, { blockHeight: view.height, limit: EVENTS_MAX }) : [];
    return {
      stamp,
      block: {
        height: view.height,
        hash: view.hash,
        parentHash: view.parentHash,
        timeSeconds: toSeconds(view.timeMs),
        gasUsed: view.gasUsed.toString(),
        gasLimit: view.gasLimit.toString(),
        transactions: view.transactions,
        events: found.toReversed(),
        indexed: isIndexed,
      },
    };
  });
}
