import type { EventRow, NetworkSummary, NodeDetail, NodeRow, SwarmRow } from "../../src/trpc/types.ts";

/**
 * A small invented network in the API's own shapes, the same for the same options: only tests and page work
 * without a chain use it.
 */
export interface WorldOptions {
  readonly nodes: number;
  /** Unix seconds of block 0. */
  readonly startSeconds: number;
  readonly blockSeconds: number;
}

export interface World {
  readonly options: WorldOptions;
  readonly nodes: readonly NodeRow[];
  readonly swarms: readonly SwarmRow[];
  /** Newest first. */
  readonly events: readonly EventRow[];
  readonly headBlock: number;
}

export const FAKE_REGISTRY = "0x5fbdb2315678afecb367f032d93f642f64180aa3";
const TOKEN = 1_000_000_000n;
const REQUIREMENT = 25_000n * TOKEN;
const VERSIONS = ["2.8.0", "2.8.0", "2.8.0", "2.8.0", "2.7.1"];

/** Small integer hash: the same digits for the same label, spread enough to look like keys. */
function digits(label: string, length: number): string {
  let text = "";
  let state = 0x811c9dc5;
  for (let round = 0; text.length < length; round++) {
    for (const unit of `${label}/${round}`) {
      state ^= unit.codePointAt(0) ?? 0;
      state = Math.imul(state, 0x01000193) >>> 0;
    }
    state ^= state >>> 15;
    state = Math.imul(state, 0x2c1b3c6d) >>> 0;
    text += (state >>> 0).toString(16).padStart(8, "0");
  }
  return text.slice(0, length);
}

export const walletOf = (index: number): `0x${string}` => `0x${digits(`wallet ${index}`, 40)}`;
const hashOf = (height: number) => digits(`block ${height}`, 64);

export function createWorld(options: WorldOptions): World {
  const { startSeconds, blockSeconds } = options;
  const timeOf = (height: number) => startSeconds + height * blockSeconds;
  const headBlock = 60 + options.nodes * 4;
  const swarmCount = options.nodes === 0 ? 0 : Math.max(1, Math.floor(options.nodes / 7));
  const swarmIds = Array.from({ length: swarmCount }, (_, index) =>
    ((0xffff_ffff_ffff_ffffn / BigInt(Math.max(1, swarmCount))) * BigInt(index))
      .toString(16)
      .padStart(16, "0"),
  );
  const events: EventRow[] = [];
  const nodes = Array.from({ length: options.nodes }, (_, index): NodeRow => {
    const nodeId = index + 1;
    const ed25519 = digits(`node ${index}`, 64);
    const operator = walletOf(index % Math.max(3, Math.ceil(options.nodes / 3)));
    const registeredBlock = 20 + index * 3;
    const log = (height: number, logIndex: number) => ({
      id: `${height}-${logIndex}`,
      blockHeight: height,
      blockHash: hashOf(height),
      timeSeconds: timeOf(height),
      transactionHash: `0x${digits(`tx ${height} ${logIndex}`, 64)}` as const,
      logIndex,
      nodeId,
      ed25519,
    });
    const contributors = index % 5 === 3 ? 4 : 1;
    const feeBps = contributors > 1 ? 1000 : 0;
    events.push(
      { ...log(registeredBlock, 0), type: "KeysRegistered", operator, blsHex: digits(`bls ${index}`, 192) },
      {
        ...log(registeredBlock, 1),
        type: "NodeActivated",
        operator,
        feeBps,
        requiredAtomic: String(REQUIREMENT),
        contributors,
      },
    );
    const trouble = index % 9 === 5;
    const unlocking = index % 11 === 7;
    const stateBlock = trouble ? headBlock - 12 : registeredBlock;
    if (trouble)
      events.push({
        ...log(stateBlock, 0),
        type: "NodeDecommissioned",
        epoch: Math.floor(stateBlock / 20),
        reasons: 1 + 8,
        creditSeconds: 7_340,
      });
    if (unlocking)
      events.push({
        ...log(headBlock - 20, 2),
        type: "UnlockRequested",
        by: operator,
        unlockAtSeconds: timeOf(headBlock) + 86_400 * 3,
      });
    if (index % 4 === 1)
      events.push({
        ...log(headBlock - 5 - index, 3),
        type: "RewardsClaimed",
        staker: operator,
        beneficiary: index % 8 === 1 ? operator : walletOf(99),
        amountAtomic: String(12_345_678_901n * BigInt(nodeId)),
      });
    const earned = 1_234_567_890n * BigInt((index * 7) % 23) + 4_200_000_123n;
    return {
      nodeId,
      ed25519,
      operator,
      state: trouble ? "decommissioned" : "active",
      stateSinceBlock: stateBlock,
      stateSinceSeconds: timeOf(stateBlock),
      invalidIdentity: false,
      feeBps,
      stakeAtomic: String(REQUIREMENT),
      contributors,
      registeredBlock,
      registeredSeconds: timeOf(registeredBlock),
      unlockAtSeconds: unlocking ? timeOf(headBlock) + 86_400 * 3 : null,
      swarmId: trouble ? null : (swarmIds[index % swarmCount] ?? null),
      rewards: {
        earnedAtomic: String(earned),
        claimedAtomic: String(earned / 3n),
        unclaimedAtomic: String(earned - earned / 3n),
        perDayAtomic: trouble ? "0" : "1182000000000",
        perSecondNanoAtomic: trouble ? "0" : "13680555555555555",
      },
      proof:
        index % 13 === 12
          ? null
          : {
              receivedSeconds: timeOf(headBlock) - (trouble ? 4_100 : 2 + (index % 9)),
              timestampSeconds: timeOf(headBlock) - (trouble ? 4_101 : 3 + (index % 9)),
              publicIp: `127.0.${nodeId % 250}.1`,
              storagePort: 22_021,
              peerPort: 22_020,
              httpPort: index % 2 === 0 ? 22_023 : null,
              storageServerVersion: VERSIONS[index % VERSIONS.length] ?? "2.8.0",
              chainHeight: headBlock - (trouble ? 40 : index % 2),
              digestMatches: trouble ? null : true,
            },
    };
  });
  for (let height = 40; options.nodes > 0 && height <= headBlock; height += 9)
    events.push({
      id: `${height}-9`,
      blockHeight: height,
      blockHash: hashOf(height),
      timeSeconds: timeOf(height),
      transactionHash: `0x${digits(`tx ${height} 9`, 64)}`,
      logIndex: 9,
      type: "Accrued",
      amountAtomic: String(BigInt(height) * 1_000_000_007n),
      active: options.nodes,
    });
  events.sort((a, b) => b.blockHeight - a.blockHeight || b.logIndex - a.logIndex);
  const swarms = swarmIds.map((swarmId): SwarmRow => {
    const members = nodes.filter((node) => node.swarmId === swarmId);
    return {
      swarmId,
      size: members.length,
      members: members.map(({ nodeId, ed25519, operator, proof }) => ({
        nodeId,
        ed25519,
        operator,
        lastProofSeconds: proof?.receivedSeconds ?? null,
      })),
      sinceBlock: headBlock - 12,
      sinceSeconds: timeOf(headBlock - 12),
    };
  });
  return { options, nodes, swarms, events, headBlock };
}

/** The world some blocks later: proofs renew, rewards grow, nothing else moves. */
export function advance(world: World, blocks: number): World {
  const { blockSeconds, startSeconds } = world.options;
  const headBlock = world.headBlock + blocks;
  const now = startSeconds + headBlock * blockSeconds;
  const nodes = world.nodes.map((node): NodeRow => {
    if (node.state !== "active" || !node.proof) return node;
    const age = (headBlock * blockSeconds + node.nodeId * 3) % 10;
    return {
      ...node,
      rewards: { ...node.rewards, earnedAtomic: String(BigInt(node.rewards.earnedAtomic) + 13_680_555n) },
      proof: {
        ...node.proof,
        receivedSeconds: now - age,
        timestampSeconds: now - age,
        chainHeight: headBlock,
      },
    };
  });
  return { ...world, nodes, headBlock };
}

export function blockOf(world: World, height: number) {
  return {
    height,
    hash: hashOf(height),
    timeSeconds: world.options.startSeconds + height * world.options.blockSeconds,
    events: world.events.filter((event) => event.blockHeight === height).length,
  };
}

export function parentHashOf(height: number): string {
  return hashOf(height - 1);
}

export function stampOf(world: World, behindBlocks: number): NetworkSummary["stamp"] {
  const indexedBlock = world.headBlock - behindBlocks;
  return {
    chainId: 31_337,
    registry: FAKE_REGISTRY,
    indexedBlock,
    indexedTime: blockOf(world, indexedBlock).timeSeconds,
    headBlock: world.headBlock,
    epoch: Math.floor(indexedBlock / 20),
  };
}

export function summaryOf(world: World, stamp: NetworkSummary["stamp"]): NetworkSummary {
  const active = world.nodes.filter((node) => node.state === "active");
  const versions = new Map<string, number>();
  for (const { proof } of world.nodes)
    if (proof) versions.set(proof.storageServerVersion, (versions.get(proof.storageServerVersion) ?? 0) + 1);
  const sizes = new Map<number, number>();
  for (const swarm of world.swarms) sizes.set(swarm.size, (sizes.get(swarm.size) ?? 0) + 1);
  return {
    stamp,
    nodes: {
      active: active.length,
      decommissioned: world.nodes.length - active.length,
      unlocking: world.nodes.filter((node) => node.unlockAtSeconds !== null).length,
      awaitingProof: world.nodes.filter((node) => node.proof === null).length,
      exited: 0,
      deregistered: 0,
      deregisteredLast30Days: 0,
    },
    stake: {
      totalAtomic: String(REQUIREMENT * BigInt(world.nodes.length)),
      requirementAtomic: String(REQUIREMENT),
      supplyAtomic: String(240_000_000n * TOKEN),
      shareOfSupply: (25_000 * world.nodes.length) / 240_000_000,
    },
    pool: {
      unreleasedAtomic: "39999876543210987",
      owedAtomic: "98765432109",
      paidAtomic: "24690123456",
      pendingAtomic: "1234567890",
      releasePerDayAtomic: "16547894193589",
      projectedYearAtomic: "5599982716049538",
      asOfBlock: stamp.indexedBlock,
    },
    rewards: {
      perNodePerDayAtomic: active.length === 0 ? "0" : "1182000000000",
      simpleApr: active.length === 0 ? null : 17.2572,
      dailyRestakeApy: null,
    },
    epoch: {
      number: stamp.epoch,
      startBlock: stamp.epoch * 20,
      lengthBlocks: 20,
      blocksLeft: 20 - (stamp.indexedBlock % 20),
    },
    proofs: {
      receivedLastHour: world.nodes.length * 300,
      fresh: active.length,
      medianAgeSeconds: active.length === 0 ? null : 5,
      versions: [...versions].map(([storageServerVersion, nodes]) => ({ storageServerVersion, nodes })),
    },
    swarms: {
      count: world.swarms.length,
      sizes: [...sizes].sort(([a], [b]) => a - b).map(([members, swarms]) => ({ members, swarms })),
      belowFive: world.swarms.filter((swarm) => swarm.size < 5).length,
    },
    table: { digest: digits("table", 64), membershipBlock: world.headBlock - 12 },
  };
}

export function detailOf(world: World, stamp: NodeDetail["stamp"], row: NodeRow): NodeDetail {
  const share = Math.floor(10_000 / row.contributors);
  return {
    stamp,
    node: {
      ...row,
      x25519: digits(`x25519 ${row.nodeId}`, 64),
      onionHost: `${digits(`host ${row.nodeId}`, 52).replaceAll("0", "y").replaceAll("2", "z")}.snode`,
      blsHex: digits(`bls ${row.nodeId - 1}`, 192),
      requiredAtomic: row.stakeAtomic,
      slots: Array.from({ length: row.contributors }, (_, position) => ({
        position,
        role: position === 0 ? ("operator" as const) : ("contributor" as const),
        staker: position === 0 ? row.operator : walletOf(40 + position),
        beneficiary: position === 2 ? walletOf(99) : position === 0 ? row.operator : walletOf(40 + position),
        amountAtomic: String(BigInt(row.stakeAtomic) / BigInt(row.contributors)),
        shareBps: share,
        earnedAtomic: String(BigInt(row.rewards.earnedAtomic) / BigInt(row.contributors)),
        claimedAtomic: String(BigInt(row.rewards.claimedAtomic) / BigInt(row.contributors)),
        unclaimedAtomic: String(BigInt(row.rewards.unclaimedAtomic) / BigInt(row.contributors)),
        perDayAtomic: String(BigInt(row.rewards.perDayAtomic) / BigInt(row.contributors)),
        perSecondNanoAtomic: String(BigInt(row.rewards.perSecondNanoAtomic) / BigInt(row.contributors)),
        withdrawnAtomic: null,
      })),
      periods:
        row.state === "active"
          ? [
              {
                state: "active",
                fromBlock: row.registeredBlock,
                fromSeconds: row.registeredSeconds,
                toBlock: null,
                toSeconds: null,
                reasons: 0,
              },
            ]
          : [
              {
                state: "active",
                fromBlock: row.registeredBlock,
                fromSeconds: row.registeredSeconds,
                toBlock: row.stateSinceBlock,
                toSeconds: row.stateSinceSeconds,
                reasons: 0,
              },
              {
                state: row.state,
                fromBlock: row.stateSinceBlock,
                fromSeconds: row.stateSinceSeconds,
                toBlock: null,
                toSeconds: null,
                reasons: 9,
              },
            ],
      credit: {
        seconds: row.state === "active" ? 7_440 : 6_900,
        maxSeconds: 172_800,
        perSecond: row.state === "active" ? 1 / 30 : -1,
      },
      unlockRequestedBy: row.unlockAtSeconds === null ? null : row.operator,
      swarm: world.swarms.find((swarm) => swarm.swarmId === row.swarmId) ?? null,
      events: world.events.filter((event) => event.type !== "Accrued" && event.nodeId === row.nodeId),
    },
  };
}
