import type { NetworkHead, NetworkState, ServiceNodeRecord } from "../../network/types.ts";
import type { NetworkParams } from "../../params/index.ts";
import type { Random } from "../../ports/index.ts";
import type { AcceptedProof, ProofBook } from "../../proofs/book.ts";
import { swarmIdHex, UNASSIGNED_SWARM } from "../../swarm/id.ts";
import type { WireObject, WireValue } from "../wire-value.ts";
import type { ServiceNodesRequest } from "./request.ts";

export interface ServiceNodesInput {
  readonly state: NetworkState;
  readonly proofs: ProofBook;
  readonly request: ServiceNodesRequest;
  readonly params: NetworkParams;
  /** For `limit`, which shuffles. */
  readonly random: Random;
}

/**
 * The node list as the original daemon answers it. Write it with `writeJson`: swarm IDs are 64-bit numbers.
 *
 * compat: nodes without an uptime proof get `"public_ip":"0.0.0.0"` and port 0, because clients reject a whole list in
 * which one entry lacks a field, but drop entries with that address.
 * Spec: docs/spec/swarms-and-testing.md section 3, docs/spec/onion-requests.md section 10.1.
 */
export function getServiceNodes(input: ServiceNodesInput): WireObject {
  const { state, request, params } = input;
  const isPoll = request.pollBlockHash !== undefined;
  const unchanged = isPoll && request.pollBlockHash === state.head.hash;
  const optional: WireObject = {
    height: state.head.height,
    target_height: state.head.height,
    block_hash: state.head.hash,
    hardfork: params.hardfork[0],
    snode_revision: params.hardfork[1],
  };
  const header: Record<string, WireValue | undefined> = { status: "OK" };
  for (const [name, value] of Object.entries(optional)) if (request.wants(name)) header[name] = value;
  if (isPoll) {
    header.unchanged = unchanged;
    header.block_hash = state.head.hash;
  }
  if (unchanged) return header;
  return { ...header, service_node_states: chosenNodes(input).map((node) => nodeEntry(node, input)) };
}

function chosenNodes({ state, request, random }: ServiceNodesInput): readonly ServiceNodeRecord[] {
  const nodes = [...state.nodes.values()]
    .filter((node) => !request.activeOnly || node.state === "active")
    .filter((node) => request.pubkeys === undefined || request.pubkeys.has(node.ed25519))
    .sort((a, b) => (a.ed25519 < b.ed25519 ? -1 : 1));
  if (request.limit === 0) return nodes;
  for (let i = nodes.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    const a = nodes[i] as ServiceNodeRecord; // both indexes are below the length
    nodes[i] = nodes[j] as ServiceNodeRecord;
    nodes[j] = a;
  }
  return request.limit > 0 ? nodes.slice(0, request.limit) : nodes;
}

function nodeEntry(
  node: ServiceNodeRecord,
  { state, proofs, request, params }: ServiceNodesInput,
): WireObject {
  const entry: Record<string, WireValue> = {};
  const available = nodeFields(node, proofs.get(node.ed25519), state.head, params);
  for (const [name, value] of Object.entries(available))
    if (value !== undefined && request.wants(name)) entry[name] = value;
  // Ours and unknown to old readers, so it is not part of "all".
  const httpPort = proofs.get(node.ed25519)?.proof.httpPort;
  if (httpPort !== undefined && request.names("storage_http_port")) entry.storage_http_port = httpPort;
  return entry;
}

/** What the original expresses a share of the reward in. */
const STAKING_PORTIONS = 0xffff_ffff_ffff_fffcn;
const BASIS_POINTS = 10_000n;

function nodeFields(
  node: ServiceNodeRecord,
  accepted: AcceptedProof | undefined,
  head: NetworkHead,
  params: NetworkParams,
): WireObject {
  const proof = accepted?.proof;
  const contributed = node.slots.reduce((sum, slot) => sum + slot.amountAtomic, 0n);
  const isActive = node.state === "active";
  return {
    service_node_pubkey: node.ed25519,
    pubkey_ed25519: node.ed25519,
    pubkey_x25519: node.x25519,
    pubkey_bls: node.blsHex,
    public_ip: proof?.ip ?? "0.0.0.0",
    storage_port: proof?.httpsPort ?? 0,
    storage_lmq_port: proof?.peerPort ?? 0,
    service_node_version: proof?.nodeVersion,
    storage_server_version: proof?.storageServerVersion,
    last_uptime_proof: accepted === undefined ? 0 : Math.floor(accepted.receivedMs / 1000),
    swarm_id: node.swarmId ?? UNASSIGNED_SWARM,
    swarm: swarmIdHex(node.swarmId),
    funded: true, // only funded nodes are in the table
    active: isActive,
    payable: isActive,
    registration_height: node.registrationHeight,
    registration_hf_version: params.hardfork[0],
    state_height: node.stateHeight,
    requested_unlock_height: unlockHeight(node, head, params),
    operator_address: node.operator,
    operator_fee: node.feeBps * 100, // millionths
    portions_for_operator: (STAKING_PORTIONS * BigInt(node.feeBps)) / BASIS_POINTS,
    staking_requirement: node.requiredAtomic,
    total_contributed: contributed,
    total_reserved: contributed,
    contributors: node.slots.map((slot) => ({
      address: slot.staker,
      beneficiary: slot.beneficiary,
      amount: slot.amountAtomic,
      reserved: slot.amountAtomic,
    })),
  };
}

/** Our unlocks are times; clients expect a height, so it is estimated from the block time. 0: nobody asked to unlock. */
function unlockHeight(node: ServiceNodeRecord, head: NetworkHead, params: NetworkParams): number {
  if (node.unlockAtSeconds === 0) return 0;
  const blocks = Math.ceil((node.unlockAtSeconds * 1000 - head.timeMs) / params.blockTimeMs);
  return Math.max(1, head.height + blocks);
}
