import { asc, eq, inArray, isNull } from "drizzle-orm";
import type { z } from "zod";
import { evmAddress } from "../../api/outputs/common.ts";
import type { SwarmRow, swarmDetail, swarmList } from "../../api/outputs/nodes.ts";
import type { Transaction } from "../client.ts";
import { nodes, proofs, swarms } from "../schema.ts";
import { inSnapshot, type QueryContext } from "./context.ts";
import { toSeconds } from "./node-output.ts";

export function querySwarms(context: QueryContext): Promise<z.infer<typeof swarmList>> {
  return inSnapshot(context, async ({ tx, stamp }) => ({ stamp, items: await presentSwarms(tx) }));
}

export function querySwarm(
  context: QueryContext,
  swarmId: string,
): Promise<z.infer<typeof swarmDetail> | undefined> {
  return inSnapshot(context, async ({ tx, stamp }) => {
    const swarm = await presentSwarm(tx, swarmId);
    return swarm === undefined ? undefined : { stamp, swarm };
  });
}

export async function presentSwarm(tx: Transaction, swarmId: string): Promise<SwarmRow | undefined> {
  return (await presentSwarms(tx)).find((swarm) => swarm.swarmId === swarmId);
}

/** All swarms as they are now, by ascending ID; members by ascending key. */
async function presentSwarms(tx: Transaction): Promise<SwarmRow[]> {
  const rows = await tx.select().from(swarms).where(isNull(swarms.toHeight)).orderBy(asc(swarms.swarmId));
  const ids = rows.flatMap((row) => row.memberIds);
  if (ids.length === 0) return [];
  const members = await tx
    .select({
      nodeId: nodes.nodeId,
      ed25519: nodes.ed25519,
      operator: nodes.operator,
      receivedMs: proofs.receivedMs,
    })
    .from(nodes)
    .leftJoin(proofs, eq(proofs.ed25519, nodes.ed25519))
    .where(inArray(nodes.nodeId, ids));
  const byId = new Map(members.map((member) => [member.nodeId, member]));
  return rows.map((row) => ({
    swarmId: row.swarmId,
    size: row.memberIds.length,
    members: row.memberIds.flatMap((nodeId) => {
      const member = byId.get(nodeId);
      if (member === undefined) return [];
      const { ed25519, receivedMs } = member;
      const lastProofSeconds = receivedMs === null ? null : toSeconds(receivedMs);
      return [{ nodeId, ed25519, operator: evmAddress.parse(member.operator), lastProofSeconds }];
    }),
    sinceBlock: row.fromHeight,
    sinceSeconds: toSeconds(row.fromMs),
  }));
}
