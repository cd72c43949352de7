import type { NetworkParams } from "@session/protocol/params";
import { eq, inArray, isNull, sql } from "drizzle-orm";
import type { NetworkSummary } from "../../api/outputs/network.ts";
import { chainError } from "../../errors.ts";
import { dailyRestakeApy, projectedYear, releasePerDay, simpleApr } from "../../indexer/rewards.ts";
import { nodes, proofs, swarms } from "../schema.ts";
import { countAll, inSnapshot, type PoolRow, type QueryContext, type Snapshot } from "./context.ts";

const DAYS_30_MS = 30 * 86_400_000;
const HOUR_MS = 3_600_000;

export function querySummary(
  context: QueryContext,
  { nowMs, params }: { readonly nowMs: number; readonly params: NetworkParams },
): Promise<NetworkSummary> {
  return inSnapshot(context, async (snapshot) => {
    const { cursor, pool, stamp } = snapshot;
    if (pool === undefined)
      throw chainError("not_ready", "the contracts have not been read yet", { retryable: true });
    const counts = await nodeCounts(snapshot);
    const { epochBlocks } = context.deployment.params;
    return {
      stamp,
      nodes: counts,
      ...moneySummary(pool, counts.active),
      epoch: {
        number: stamp.epoch,
        startBlock: stamp.epoch * epochBlocks,
        lengthBlocks: epochBlocks,
        blocksLeft: (stamp.epoch + 1) * epochBlocks - cursor.height,
      },
      proofs: await proofSummary(snapshot, nowMs, params.proofs.validityMs),
      swarms: await swarmSummary(snapshot),
      table: { digest: cursor.tableDigest, membershipBlock: cursor.membershipHeight },
    };
  });
}

async function nodeCounts({ tx, cursor }: Snapshot): Promise<NetworkSummary["nodes"]> {
  const present = sql`${nodes.state} in ('active', 'decommissioned')`;
  const [row] = await tx
    .select({
      active: countWhere(sql`${nodes.state} = 'active'`),
      decommissioned: countWhere(sql`${nodes.state} = 'decommissioned'`),
      unlocking: countWhere(sql`${present} and ${nodes.unlockAtSeconds} is not null`),
      awaitingProof: countWhere(sql`${present} and ${proofs.ed25519} is null`),
      exited: countWhere(sql`${nodes.state} = 'exited'`),
      deregistered: countWhere(sql`${nodes.state} = 'deregistered'`),
      deregisteredLast30Days: countWhere(
        sql`${nodes.state} = 'deregistered' and ${nodes.stateMs} > ${cursor.timeMs - DAYS_30_MS}`,
      ),
    })
    .from(nodes)
    .leftJoin(proofs, eq(proofs.ed25519, nodes.ed25519));
  return (
    row ?? {
      active: 0,
      decommissioned: 0,
      unlocking: 0,
      awaitingProof: 0,
      exited: 0,
      deregistered: 0,
      deregisteredLast30Days: 0,
    }
  );
}

function moneySummary(pool: PoolRow, active: number): Pick<NetworkSummary, "stake" | "pool" | "rewards"> {
  const perDay = releasePerDay(pool.unreleasedAtomic);
  const perNodePerDay = active === 0 ? 0n : perDay / BigInt(active);
  const apr = active === 0 ? undefined : simpleApr(perNodePerDay, pool.requirementAtomic);
  return {
    stake: {
      totalAtomic: pool.totalStakedAtomic.toString(),
      requirementAtomic: pool.requirementAtomic.toString(),
      supplyAtomic: pool.supplyAtomic.toString(),
      shareOfSupply:
        pool.supplyAtomic === 0n
          ? 0
          : Number((pool.totalStakedAtomic * 1_000_000n) / pool.supplyAtomic) / 1_000_000,
    },
    pool: {
      unreleasedAtomic: pool.unreleasedAtomic.toString(),
      owedAtomic: pool.owedAtomic.toString(),
      paidAtomic: pool.paidAtomic.toString(),
      pendingAtomic: pool.pendingAtomic.toString(),
      releasePerDayAtomic: perDay.toString(),
      projectedYearAtomic: projectedYear(pool.unreleasedAtomic).toString(),
      asOfBlock: pool.asOfHeight,
    },
    rewards: {
      perNodePerDayAtomic: perNodePerDay.toString(),
      simpleApr: apr ?? null,
      dailyRestakeApy: apr === undefined ? null : dailyRestakeApy(apr),
    },
  };
}

async function proofSummary(
  { tx }: Snapshot,
  nowMs: number,
  validityMs: number,
): Promise<NetworkSummary["proofs"]> {
  const [row] = await tx
    .select({
      receivedLastHour: countWhere(sql`${proofs.receivedMs} > ${nowMs - HOUR_MS}`),
      fresh: countWhere(sql`${nodes.state} = 'active' and ${proofs.receivedMs} > ${nowMs - validityMs}`),
      medianMs: sql<
        number | null
      >`percentile_cont(0.5) within group (order by ${proofs.receivedMs})::double precision`,
    })
    .from(nodes)
    .innerJoin(proofs, eq(proofs.ed25519, nodes.ed25519))
    .where(inArray(nodes.state, ["active", "decommissioned"]));
  const versions = await tx
    .select({ storageServerVersion: proofs.storageServerVersion, nodes: countAll })
    .from(proofs)
    .groupBy(proofs.storageServerVersion)
    .orderBy(proofs.storageServerVersion);
  const medianMs = row?.medianMs ?? null;
  return {
    receivedLastHour: row?.receivedLastHour ?? 0,
    fresh: row?.fresh ?? 0,
    medianAgeSeconds: medianMs === null ? null : Math.max(0, Math.round((nowMs - medianMs) / 1000)),
    versions,
  };
}

const SWARM_SIZE_MIN = 5;

async function swarmSummary({ tx }: Snapshot): Promise<NetworkSummary["swarms"]> {
  const members = sql<number>`cardinality(${swarms.memberIds})`;
  const sizes = await tx
    .select({ members, swarms: countAll })
    .from(swarms)
    .where(isNull(swarms.toHeight))
    .groupBy(members)
    .orderBy(members);
  return {
    count: sizes.reduce((sum, size) => sum + size.swarms, 0),
    sizes,
    belowFive: sizes
      .filter((size) => size.members < SWARM_SIZE_MIN)
      .reduce((sum, size) => sum + size.swarms, 0),
  };
}

function countWhere(condition: ReturnType<typeof sql>) {
  return sql<number>`(count(*) filter (where ${condition}))::int`;
}
