import { hexDecode, hexEncode } from "../bytes/index.ts";
import { type CryptoProvider, ed25519ToX25519 } from "../crypto/index.ts";
import { attempt, DecodeError } from "../errors.ts";
import { type Ed25519PublicKey, type X25519PublicKey, x25519PublicKey } from "../identity/keys.ts";
import { registrationMessage, verifyRegistrationSignature } from "../registration/ed25519.ts";
import { assignSwarms } from "../swarm/assign.ts";
import type { SwarmId } from "../swarm/id.ts";
import { NetworkFoldError } from "./errors.ts";
import { NO_X25519_KEY } from "./lookup.ts";
import type {
  EvmAddress,
  NetworkBlock,
  NetworkEvent,
  NetworkHead,
  NetworkState,
  ServiceNodeRecord,
} from "./types.ts";

/** Which contract the events come from; both go into the signed registration message. */
export interface FoldOptions {
  readonly chainId: bigint | number;
  readonly registry: EvmAddress;
  /** Only makes the checking of registrations faster; the verdicts are the same with any. */
  readonly crypto?: CryptoProvider | undefined;
}

/** Copies of the two tables, changed while one block is applied and then frozen into the next state. */
interface Draft {
  readonly nodes: Map<number, ServiceNodeRecord>;
  readonly pendingKeys: Map<number, NonNullable<ReturnType<NetworkState["pendingKeys"]["get"]>>>;
  membershipChanged: boolean;
}

/**
 * Applies one block's events and, when swarm membership changed, runs the swarm assignment once, seeded by the
 * block's hash. Blocks without events may be left out, so heights may jump but never go back.
 *
 * @returns a new state; the old one stays valid
 * @throws NetworkFoldError when the block or one of its events does not fit the state
 * Spec: docs/spec/staking-design.md section 12.
 */
export function applyBlock(state: NetworkState, block: NetworkBlock, options: FoldOptions): NetworkState {
  checkBlock(state.head, block);
  const head: NetworkHead = { height: block.height, hash: block.hash, timeMs: block.timeMs };
  if (block.events.length === 0) return { ...state, head };
  const draft: Draft = {
    nodes: new Map(state.nodes),
    pendingKeys: new Map(state.pendingKeys),
    membershipChanged: false,
  };
  for (const event of block.events) applyEvent(draft, event, head, options);
  if (draft.membershipChanged) reassign(draft, head);
  return {
    head,
    nodes: draft.nodes,
    pendingKeys: draft.pendingKeys,
    membershipHeight: draft.membershipChanged ? block.height : state.membershipHeight,
  };
}

const BLOCK_HASH = /^[0-9a-f]{64}$/;

function checkBlock(head: NetworkHead, block: NetworkBlock): void {
  if (!BLOCK_HASH.test(block.hash))
    throw new NetworkFoldError(
      "block_hash_malformed",
      `block ${block.height}: expected 64 lower-case hex digits`,
    );
  const isFirst = head.height === 0 && head.timeMs === 0;
  if (!isFirst && block.height <= head.height)
    throw new NetworkFoldError(
      "block_out_of_order",
      `expected a block after ${head.height}, got ${block.height}`,
      { expectedAfter: head.height, got: block.height },
    );
}

function applyEvent(draft: Draft, event: NetworkEvent, head: NetworkHead, options: FoldOptions): void {
  switch (event.type) {
    case "KeysRegistered": {
      if (draft.pendingKeys.has(event.nodeId) || draft.nodes.has(event.nodeId))
        throw outOfOrder(event, "its keys are already registered");
      draft.pendingKeys.set(event.nodeId, {
        ed25519: event.ed25519,
        blsHex: event.blsHex,
        operator: event.operator,
        invalidIdentity: !ownsItsKey(event, options),
      });
      return;
    }
    case "NodeActivated": {
      const keys = draft.pendingKeys.get(event.nodeId);
      if (keys === undefined) throw outOfOrder(event, "no keys are registered for it");
      draft.pendingKeys.delete(event.nodeId);
      draft.nodes.set(event.nodeId, {
        nodeId: event.nodeId,
        ed25519: keys.ed25519,
        x25519: convertedKey(keys.ed25519, options.crypto),
        blsHex: keys.blsHex,
        operator: event.operator,
        feeBps: event.feeBps,
        requiredAtomic: event.requiredAtomic,
        slots: event.slots,
        state: "active",
        invalidIdentity: keys.invalidIdentity,
        swarmId: null,
        registrationHeight: head.height,
        stateHeight: head.height,
        stateTimeMs: head.timeMs,
        unlockAtSeconds: 0,
      });
      if (!keys.invalidIdentity) draft.membershipChanged = true;
      return;
    }
    case "NodeDecommissioned": {
      const node = expectState(draft, event, "active");
      draft.nodes.set(node.nodeId, { ...entered(node, "decommissioned", head), swarmId: null });
      if (!node.invalidIdentity) draft.membershipChanged = true;
      return;
    }
    case "NodeRecommissioned": {
      const node = expectState(draft, event, "decommissioned");
      draft.nodes.set(node.nodeId, entered(node, "active", head));
      if (!node.invalidIdentity) draft.membershipChanged = true;
      return;
    }
    case "NodeDeregistered":
    case "NodeExited": {
      const node = expectNode(draft, event);
      draft.nodes.delete(node.nodeId);
      if (node.state === "active" && !node.invalidIdentity) draft.membershipChanged = true;
      return;
    }
    case "UnlockRequested": {
      const node = expectNode(draft, event);
      draft.nodes.set(node.nodeId, { ...node, unlockAtSeconds: event.unlockAtSeconds });
      return;
    }
    case "BeneficiaryChanged": {
      // Also allowed after a node left the table; then there is nothing left to show.
      const node = draft.nodes.get(event.nodeId);
      if (node === undefined) return;
      const slots = node.slots.map((slot) =>
        slot.staker === event.staker ? { ...slot, beneficiary: event.to } : slot,
      );
      draft.nodes.set(node.nodeId, { ...node, slots });
      return;
    }
    case "StakeWithdrawn":
    case "RewardsClaimed":
    case "Accrued":
      return;
    default:
      event satisfies never;
  }
}

function entered(
  node: ServiceNodeRecord,
  state: ServiceNodeRecord["state"],
  head: NetworkHead,
): ServiceNodeRecord {
  return { ...node, state, stateHeight: head.height, stateTimeMs: head.timeMs };
}

function expectNode(draft: Draft, event: NetworkEvent & { readonly nodeId: number }): ServiceNodeRecord {
  const node = draft.nodes.get(event.nodeId);
  if (node === undefined) throw outOfOrder(event, "it is not registered");
  return node;
}

function expectState(
  draft: Draft,
  event: NetworkEvent & { readonly nodeId: number },
  state: ServiceNodeRecord["state"],
): ServiceNodeRecord {
  const node = expectNode(draft, event);
  if (node.state !== state) throw outOfOrder(event, `expected it to be ${state}, it is ${node.state}`);
  return node;
}

function outOfOrder(event: NetworkEvent & { readonly nodeId: number }, why: string): NetworkFoldError {
  return new NetworkFoldError("event_out_of_order", `${event.type} of node ${event.nodeId}: ${why}`, {
    nodeId: event.nodeId,
    type: event.type,
    transactionHash: event.transactionHash,
    logIndex: event.logIndex,
  });
}

function ownsItsKey(
  event: NetworkEvent & { readonly type: "KeysRegistered" },
  { chainId, registry, crypto }: FoldOptions,
): boolean {
  try {
    const message = registrationMessage({
      chainId,
      registry,
      operator: event.operator,
      blsKey: hexDecode(event.blsHex),
    });
    const publicKey = hexDecode(event.ed25519);
    const signature = hexDecode(event.ed25519SignatureHex);
    return verifyRegistrationSignature({ signature, message, publicKey }, crypto);
  } catch (error) {
    // A malformed key or signature is a registration that proves nothing, not a broken block.
    if (error instanceof DecodeError || error instanceof RangeError) return false;
    throw error;
  }
}

function convertedKey(key: Ed25519PublicKey, crypto: CryptoProvider | undefined): X25519PublicKey {
  const converted = attempt(() => ed25519ToX25519(hexDecode(key), crypto));
  return converted === undefined ? NO_X25519_KEY : x25519PublicKey(hexEncode(converted));
}

/** First 8 bytes of the block hash, little-endian. */
function assignmentSeed(blockHash: string): bigint {
  const bytes = hexDecode(blockHash.slice(0, 16));
  return new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true);
}

function reassign(draft: Draft, head: NetworkHead): void {
  const swarms = new Map<SwarmId, number[]>();
  const unassigned: number[] = [];
  for (const node of [...draft.nodes.values()].sort((a, b) => (a.ed25519 < b.ed25519 ? -1 : 1))) {
    if (node.state !== "active" || node.invalidIdentity) continue;
    if (node.swarmId === null) {
      unassigned.push(node.nodeId);
      continue;
    }
    const members = swarms.get(node.swarmId);
    if (members === undefined) swarms.set(node.swarmId, [node.nodeId]);
    else members.push(node.nodeId);
  }
  const assigned = assignSwarms({ swarms, unassigned, seed: assignmentSeed(head.hash) });
  for (const [swarmId, members] of assigned) {
    for (const nodeId of members) {
      const node = draft.nodes.get(nodeId);
      if (node !== undefined && node.swarmId !== swarmId) draft.nodes.set(nodeId, { ...node, swarmId });
    }
  }
}
