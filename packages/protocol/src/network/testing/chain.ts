import { hexDecode, hexEncode, utf8Encode } from "../../bytes/index.ts";
import { nobleCrypto } from "../../crypto/index.ts";
import { type Ed25519PublicKey, ed25519PublicKey } from "../../identity/keys.ts";
import { registrationMessage } from "../../registration/ed25519.ts";
import type { EvmAddress, NetworkBlock, NetworkEvent } from "../types.ts";

/** An event before its log has a name. */
export type TestEvent = NetworkEvent extends infer E
  ? E extends NetworkEvent
    ? Omit<E, "transactionHash" | "logIndex">
    : never
  : never;

export const DOMAIN: { readonly chainId: number; readonly registry: EvmAddress } = {
  chainId: 31_337,
  registry: `0x${"5e".repeat(20)}`,
};

export interface TestNode {
  readonly nodeId: number;
  readonly seed: Uint8Array;
  readonly ed25519: Ed25519PublicKey;
}

const known = new Map<number, TestNode>();

/** Node 1, 2, ...: the same keys every time. */
export function testNode(nodeId: number): TestNode {
  const old = known.get(nodeId);
  if (old !== undefined) return old;
  const seed = nobleCrypto.blake2b(utf8Encode(`node ${nodeId}`), { length: 32 });
  const ed25519 = ed25519PublicKey(hexEncode(nobleCrypto.ed25519PublicKey(seed)));
  const node = { nodeId, seed, ed25519 };
  known.set(nodeId, node);
  return node;
}

const BLS_HEX = "17".repeat(96);
const OPERATOR: EvmAddress = `0x${"0b".repeat(20)}`;

/** The key event of a registration; `signedBy` another node makes it one that proves nothing. */
export function keysRegistered(nodeId: number, options: { signedBy?: number } = {}): TestEvent {
  const message = registrationMessage({ ...DOMAIN, operator: OPERATOR, blsKey: hexDecode(BLS_HEX) });
  const { seed } = testNode(options.signedBy ?? nodeId);
  return {
    type: "KeysRegistered",
    nodeId,
    operator: OPERATOR,
    ed25519: testNode(nodeId).ed25519,
    blsHex: BLS_HEX,
    ed25519SignatureHex: hexEncode(nobleCrypto.ed25519Sign(message, seed)),
  };
}

export function activated(nodeId: number): TestEvent {
  return {
    type: "NodeActivated",
    nodeId,
    ed25519: testNode(nodeId).ed25519,
    operator: OPERATOR,
    feeBps: 500,
    requiredAtomic: 25_000_000_000_000n,
    slots: [{ staker: OPERATOR, beneficiary: OPERATOR, amountAtomic: 25_000_000_000_000n }],
  };
}

export function registered(...nodeIds: readonly number[]): TestEvent[] {
  return nodeIds.flatMap((nodeId) => [keysRegistered(nodeId), activated(nodeId)]);
}

export function decommissioned(nodeId: number): TestEvent {
  return { type: "NodeDecommissioned", nodeId, epoch: 3, reasons: 1, creditSeconds: 0 };
}

export function recommissioned(nodeId: number): TestEvent {
  return { type: "NodeRecommissioned", nodeId, epoch: 4, creditSeconds: 0 };
}

export function exited(nodeId: number): TestEvent {
  return { type: "NodeExited", nodeId };
}

/** A block at a height; its hash depends on the height and the salt. */
export function blockAt(height: number, events: readonly TestEvent[] = [], salt = ""): NetworkBlock {
  const hash = hexEncode(nobleCrypto.blake2b(utf8Encode(`block ${height} ${salt}`), { length: 32 }));
  return {
    kind: "block",
    height,
    hash,
    timeMs: 1_718_000_000_000 + height * 1000,
    events: events.map((event, logIndex) => ({ ...event, transactionHash: `0x${hash}`, logIndex })),
  };
}
