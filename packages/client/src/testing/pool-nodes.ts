import { ed25519PublicKey, x25519PublicKey } from "@session/protocol/identity";
import type { PoolNode } from "../network/types.ts";

/** A node for path selection: its keys are made up from its number, its address is given. */
export function poolNode(number: number, ip: string = `10.0.${number}.1`): PoolNode {
  const hex = number.toString(16).padStart(64, "0");
  return {
    ed25519: ed25519PublicKey(hex),
    x25519: x25519PublicKey(hex),
    ip,
    httpsPort: 22_021,
    peerPort: 22_020,
  };
}
