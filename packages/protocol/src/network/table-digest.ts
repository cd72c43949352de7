import { compareBytes, concatBytes, hexDecode } from "../bytes/index.ts";
import { type CryptoProvider, nobleCrypto } from "../crypto/index.ts";
import type { NetworkState } from "./types.ts";

/**
 * Fingerprint of the swarm table, carried in uptime proofs so that a diverging replay is noticed.
 * Covers swarm members only: a decommissioned node is in no swarm, and its later exit changes no membership.
 *
 * @returns 32 bytes: BLAKE2b-256 over the 8-byte big-endian height of the last membership change, then every
 *   (8-byte big-endian swarm ID, 32-byte key), sorted as bytes
 * Spec: docs/spec/staking-design.md section 12.
 */
export function tableDigest(state: NetworkState, crypto: CryptoProvider = nobleCrypto): Uint8Array {
  const rows: Uint8Array[] = [];
  for (const node of state.nodes.values())
    if (node.swarmId !== null)
      rows.push(concatBytes(bigEndian64(node.swarmId), hexDecode(node.ed25519, "ed25519")));
  rows.sort(compareBytes);
  return crypto.blake2b(concatBytes(bigEndian64(BigInt(state.membershipHeight)), ...rows), { length: 32 });
}

function bigEndian64(value: bigint): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, value);
  return bytes;
}
