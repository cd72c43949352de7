import type { NetworkEvent } from "@session/protocol/network";
import { and, arrayContains, desc, eq, inArray, type SQL, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { z } from "zod";
import { transactionHash } from "../../api/outputs/common.ts";
import type { eventFeed, NetworkEventRow } from "../../api/outputs/events.ts";
import type { EventFeedRequest } from "../../api/queries.ts";
import { decodeStoredEvent } from "../../indexer/stored-event.ts";
import type { Transaction } from "../client.ts";
import { blocks, events } from "../schema.ts";
import { countAll, inSnapshot, type QueryContext } from "./context.ts";
import { decodeCursor, encodeCursor } from "./keyset.ts";
import { toSeconds } from "./node-output.ts";

export interface EventFilter {
  readonly types?: readonly string[] | undefined;
  readonly nodeId?: number | undefined;
  readonly address?: string | undefined;
  readonly blockHeight?: number;
}

export function queryEvents(
  context: QueryContext,
  request: EventFeedRequest,
): Promise<z.infer<typeof eventFeed>> {
  return inSnapshot(context, async ({ tx, stamp }) => {
    const after = request.cursor === undefined ? undefined : decodeCursor(request.cursor, "numeric");
    const position =
      after && sql`(${events.blockHeight}, ${events.logIndex}) < (${after.value}::bigint, ${after.id})`;
    const found = await eventRows(tx, { ...request, limit: request.limit + 1, position });
    const items = found.slice(0, request.limit);
    const last = items.at(-1);
    const [count] = await tx.select({ total: countAll }).from(events).where(filterOf(request));
    return {
      stamp,
      items,
      nextCursor:
        found.length > request.limit && last !== undefined
          ? encodeCursor({ value: String(last.blockHeight), id: last.logIndex })
          : null,
      total: count?.total ?? 0,
    };
  });
}

const registration = alias(events, "registration");

/** Newest first. Every event of a node carries its key, from the event that registered it. */
export async function eventRows(
  tx: Transaction,
  filter: EventFilter & { readonly limit: number; readonly position?: SQL | undefined },
): Promise<NetworkEventRow[]> {
  const rows = await tx
    .select({
      blockHeight: events.blockHeight,
      blockHash: blocks.hash,
      timeMs: blocks.timeMs,
      payload: events.payload,
      ed25519: sql<string | null>`${registration.payload}->>'ed25519'`,
    })
    .from(events)
    .innerJoin(blocks, eq(blocks.height, events.blockHeight))
    .leftJoin(
      registration,
      and(eq(registration.nodeId, events.nodeId), eq(registration.type, "KeysRegistered")),
    )
    .where(and(filterOf(filter), filter.position))
    .orderBy(desc(events.blockHeight), desc(events.logIndex))
    .limit(filter.limit);
  return rows.map((row) =>
    eventOutput(decodeStoredEvent(row.payload), {
      height: row.blockHeight,
      hash: row.blockHash,
      timeMs: row.timeMs,
      ed25519: row.ed25519 ?? "",
    }),
  );
}

function filterOf({ types, nodeId, address, blockHeight }: EventFilter): SQL | undefined {
  return and(
    types && inArray(events.type, [...types]),
    nodeId === undefined ? undefined : eq(events.nodeId, nodeId),
    address === undefined ? undefined : arrayContains(events.addresses, [address]),
    blockHeight === undefined ? undefined : eq(events.blockHeight, blockHeight),
  );
}

/** Where an event happened, and the key of the node it is about. */
export interface EventPlace {
  readonly height: number;
  readonly hash: string;
  readonly timeMs: number;
  readonly ed25519: string;
}

export function eventOutput(event: NetworkEvent, place: EventPlace): NetworkEventRow {
  const log = {
    id: `${place.height}-${event.logIndex}`,
    blockHeight: place.height,
    blockHash: place.hash,
    timeSeconds: toSeconds(place.timeMs),
    transactionHash: transactionHash.parse(event.transactionHash),
    logIndex: event.logIndex,
  };
  if (event.type === "Accrued")
    return { ...log, type: event.type, amountAtomic: event.amountAtomic.toString(), active: event.active };
  const node = { ...log, nodeId: event.nodeId, ed25519: place.ed25519 };
  switch (event.type) {
    case "KeysRegistered":
      return {
        ...node,
        ed25519: event.ed25519,
        type: event.type,
        operator: event.operator,
        blsHex: event.blsHex,
      };
    case "NodeActivated":
      return {
        ...node,
        type: event.type,
        operator: event.operator,
        feeBps: event.feeBps,
        requiredAtomic: event.requiredAtomic.toString(),
        contributors: event.slots.length,
      };
    case "NodeDecommissioned":
      return {
        ...node,
        type: event.type,
        epoch: event.epoch,
        reasons: event.reasons,
        creditSeconds: event.creditSeconds,
      };
    case "NodeRecommissioned":
      return { ...node, type: event.type, epoch: event.epoch, creditSeconds: event.creditSeconds };
    case "NodeDeregistered":
      return {
        ...node,
        type: event.type,
        epoch: event.epoch,
        reasons: event.reasons,
        penaltyAtomic: event.penaltyAtomic.toString(),
        operatorLockSeconds: event.operatorLockSeconds,
        contributorLockSeconds: event.contributorLockSeconds,
      };
    case "NodeExited":
      return { ...node, type: event.type };
    case "UnlockRequested":
      return { ...node, type: event.type, by: event.by, unlockAtSeconds: event.unlockAtSeconds };
    case "StakeWithdrawn":
      return {
        ...node,
        type: event.type,
        staker: event.staker,
        amountAtomic: event.amountAtomic.toString(),
      };
    case "RewardsClaimed":
      return {
        ...node,
        type: event.type,
        staker: event.staker,
        beneficiary: event.beneficiary,
        amountAtomic: event.amountAtomic.toString(),
      };
    case "BeneficiaryChanged":
      return { ...node, type: event.type, staker: event.staker, from: event.from, to: event.to };
    default:
      return event satisfies never;
  }
}
