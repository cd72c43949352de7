import { assert } from "@session/protocol/errors";
import type { Ed25519PublicKey, X25519PublicKey } from "@session/protocol/identity";
import {
  applyBlock,
  type EvmAddress,
  emptyNetworkState,
  type FoldOptions,
  type NetworkBlock,
  type NetworkEvent,
  type NetworkState,
  swarmMembers,
} from "@session/protocol/network";
import type { SwarmId } from "@session/protocol/swarm";
import { enterActive, leaveActive, type RewardAccount } from "./rewards.ts";

export type IndexedNodeState = "active" | "decommissioned" | "exited" | "deregistered";

export interface IndexedSlot {
  readonly staker: EvmAddress;
  readonly beneficiary: EvmAddress;
  readonly amountAtomic: bigint;
  readonly claimedAtomic: bigint;
  /** null while the principal is in the contract. */
  readonly withdrawnAtomic: bigint | null;
}

/** One unbroken time in one state; the last one is open. */
export interface IndexedPeriod {
  readonly state: IndexedNodeState;
  readonly fromHeight: number;
  readonly fromMs: number;
  readonly toHeight: number | null;
  readonly toMs: number | null;
  readonly reasons: number;
}

/** A node with its whole history; unlike the network's own table it keeps nodes that left. */
export interface IndexedNode {
  readonly nodeId: number;
  readonly ed25519: Ed25519PublicKey;
  readonly x25519: X25519PublicKey;
  readonly blsHex: string;
  readonly operator: EvmAddress;
  readonly feeBps: number;
  readonly requiredAtomic: bigint;
  readonly invalidIdentity: boolean;
  readonly state: IndexedNodeState;
  readonly registrationHeight: number;
  readonly registrationMs: number;
  /** 0 while nobody asked. */
  readonly unlockAtSeconds: number;
  readonly unlockRequestedBy: EvmAddress | null;
  readonly swarmId: SwarmId | null;
  readonly rewards: RewardAccount;
  readonly creditBaseSeconds: number;
  readonly creditSinceSeconds: number;
  /** Of a deregistered node; zeros before. */
  readonly penaltyAtomic: bigint;
  readonly operatorLockSeconds: number;
  readonly contributorLockSeconds: number;
  readonly slots: readonly IndexedSlot[];
  readonly periods: readonly IndexedPeriod[];
}

export interface IndexedSwarm {
  readonly swarmId: SwarmId;
  /** Ascending by Ed25519 key. */
  readonly memberIds: readonly number[];
}

/** Everything derived from the events of the blocks so far: plain data, replaced as a whole at each block. */
export interface IndexState {
  readonly network: NetworkState;
  readonly nodes: ReadonlyMap<number, IndexedNode>;
  readonly swarms: ReadonlyMap<SwarmId, IndexedSwarm>;
  readonly accumulator: bigint;
  readonly remainder: bigint;
  /** Block of the newest `Accrued` event; 0 before the first. */
  readonly accruedHeight: number;
}

export interface IndexOptions extends FoldOptions {
  readonly chainId: number;
  /** Credit of a node at its activation. */
  readonly creditInitialSeconds: number;
}

export function emptyIndexState(): IndexState {
  return {
    network: emptyNetworkState(),
    nodes: new Map(),
    swarms: new Map(),
    accumulator: 0n,
    remainder: 0n,
    accruedHeight: 0,
  };
}

/**
 * Folds one block: the network's own table through `applyBlock`, and on top of it what people ask about
 * (periods, claims, rewards, nodes that left).
 *
 * @throws NetworkFoldError when the block does not fit the state
 */
export function applyIndexBlock(state: IndexState, block: NetworkBlock, options: IndexOptions): IndexState {
  const network = applyBlock(state.network, block, options);
  if (block.events.length === 0) return { ...state, network };
  const draft = { ...state, network, nodes: new Map(state.nodes) };
  for (const event of block.events) applyEvent(draft, event, block, options);
  if (network.membershipHeight === block.height) {
    placeInSwarms(draft.nodes, network);
    draft.swarms = listSwarms(state.swarms, network);
  }
  return draft;
}

type Draft = { -readonly [Key in keyof IndexState]: IndexState[Key] } & { nodes: Map<number, IndexedNode> };

function applyEvent(draft: Draft, event: NetworkEvent, block: NetworkBlock, options: IndexOptions): void {
  switch (event.type) {
    case "KeysRegistered":
      return;
    case "Accrued":
      draft.accumulator = event.accumulator;
      draft.remainder = event.remainder;
      draft.accruedHeight = block.height;
      return;
    case "NodeActivated":
      draft.nodes.set(event.nodeId, activated(draft, event, block, options));
      return;
    case "NodeDecommissioned":
      change(draft, event.nodeId, (node) => ({
        ...entered(draft, node, "decommissioned", block, event.reasons),
        creditBaseSeconds: event.creditSeconds,
        creditSinceSeconds: seconds(block),
      }));
      return;
    case "NodeRecommissioned":
      change(draft, event.nodeId, (node) => ({
        ...entered(draft, node, "active", block, 0),
        creditBaseSeconds: event.creditSeconds,
        creditSinceSeconds: seconds(block),
      }));
      return;
    case "NodeDeregistered":
      change(draft, event.nodeId, (node) => ({
        ...entered(draft, node, "deregistered", block, event.reasons),
        penaltyAtomic: event.penaltyAtomic,
        operatorLockSeconds: event.operatorLockSeconds,
        contributorLockSeconds: event.contributorLockSeconds,
      }));
      return;
    case "NodeExited":
      change(draft, event.nodeId, (node) => entered(draft, node, "exited", block, 0));
      return;
    case "UnlockRequested":
      change(draft, event.nodeId, (node) => ({
        ...node,
        unlockAtSeconds: event.unlockAtSeconds,
        unlockRequestedBy: event.by,
      }));
      return;
    case "StakeWithdrawn":
      changeSlot(draft, event, (slot) => ({ ...slot, withdrawnAtomic: event.amountAtomic }));
      return;
    case "RewardsClaimed":
      changeSlot(draft, event, (slot) => ({
        ...slot,
        claimedAtomic: slot.claimedAtomic + event.amountAtomic,
      }));
      return;
    case "BeneficiaryChanged":
      changeSlot(draft, event, (slot) => ({ ...slot, beneficiary: event.to }));
      return;
    default:
      event satisfies never;
  }
}

function activated(
  draft: Draft,
  event: NetworkEvent & { readonly type: "NodeActivated" },
  block: NetworkBlock,
  options: IndexOptions,
): IndexedNode {
  const keys = draft.network.nodes.get(event.nodeId);
  assert(keys !== undefined, "the unlock delay keeps a node from leaving in the block it came in");
  return {
    nodeId: event.nodeId,
    ed25519: event.ed25519,
    x25519: keys.x25519,
    blsHex: keys.blsHex,
    operator: event.operator,
    feeBps: event.feeBps,
    requiredAtomic: event.requiredAtomic,
    invalidIdentity: keys.invalidIdentity,
    state: "active",
    registrationHeight: block.height,
    registrationMs: block.timeMs,
    unlockAtSeconds: 0,
    unlockRequestedBy: null,
    swarmId: null,
    rewards: enterActive({ settled: 0n, debt: 0n, isActive: false }, draft.accumulator),
    creditBaseSeconds: options.creditInitialSeconds,
    creditSinceSeconds: seconds(block),
    penaltyAtomic: 0n,
    operatorLockSeconds: 0,
    contributorLockSeconds: 0,
    slots: event.slots.map((slot) => ({ ...slot, claimedAtomic: 0n, withdrawnAtomic: null })),
    periods: [openPeriod("active", block, 0)],
  };
}

function change(draft: Draft, nodeId: number, to: (node: IndexedNode) => IndexedNode): void {
  const node = draft.nodes.get(nodeId);
  assert(node !== undefined, "applyBlock refuses events of nodes that were never registered");
  draft.nodes.set(nodeId, to(node));
}

function changeSlot(
  draft: Draft,
  { nodeId, staker }: { readonly nodeId: number; readonly staker: EvmAddress },
  to: (slot: IndexedSlot) => IndexedSlot,
): void {
  change(draft, nodeId, (node) => ({
    ...node,
    slots: node.slots.map((slot) => (slot.staker === staker ? to(slot) : slot)),
  }));
}

/** The node in another state: period closed and opened, rewards settled or started again. */
function entered(
  draft: Draft,
  node: IndexedNode,
  state: IndexedNodeState,
  block: NetworkBlock,
  reasons: number,
): IndexedNode {
  const isActive = state === "active";
  const rewards =
    isActive === node.rewards.isActive
      ? node.rewards
      : isActive
        ? enterActive(node.rewards, draft.accumulator)
        : leaveActive(node.rewards, draft.accumulator);
  const closed = node.periods.map((period) =>
    period.toHeight === null ? { ...period, toHeight: block.height, toMs: block.timeMs } : period,
  );
  return {
    ...node,
    state,
    rewards,
    swarmId: isActive ? node.swarmId : null,
    periods: [...closed, openPeriod(state, block, reasons)],
  };
}

function openPeriod(state: IndexedNodeState, block: NetworkBlock, reasons: number): IndexedPeriod {
  return { state, fromHeight: block.height, fromMs: block.timeMs, toHeight: null, toMs: null, reasons };
}

function placeInSwarms(nodes: Map<number, IndexedNode>, network: NetworkState): void {
  for (const record of network.nodes.values()) {
    const node = nodes.get(record.nodeId);
    if (node !== undefined && node.swarmId !== record.swarmId)
      nodes.set(node.nodeId, { ...node, swarmId: record.swarmId });
  }
}

/** A swarm whose members stayed the same keeps its object, so that a change can be seen by identity. */
function listSwarms(
  before: ReadonlyMap<SwarmId, IndexedSwarm>,
  network: NetworkState,
): ReadonlyMap<SwarmId, IndexedSwarm> {
  return new Map(
    [...swarmMembers(network)].map(([swarmId, members]) => {
      const memberIds = members.map((member) => member.nodeId);
      const known = before.get(swarmId);
      const isSame = known !== undefined && known.memberIds.join() === memberIds.join();
      return [swarmId, isSame ? known : { swarmId, memberIds }];
    }),
  );
}

function seconds(block: NetworkBlock): number {
  return Math.floor(block.timeMs / 1000);
}
