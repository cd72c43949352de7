import { xchacha20 } from "@noble/ciphers/chacha.js";
import { bytesOfLength, concatBytes, utf8Encode } from "../bytes/index.ts";
import type { CryptoProvider } from "../crypto/index.ts";
import type { Random } from "../ports/index.ts";

export const DEVICE_GROUP_ID_BYTES = 8;
const MINUTE_MS = 60_000;
const KEY_PERSONALIZATION = utf8Encode("SessionDvGrpID_K");
const NONCE_PERSONALIZATION = utf8Encode("SessionDvGrpID_N");

/**
 * The ID of a new device group: the minute of its creation as LE32, then 4 random bytes.
 *
 * Spec: docs/spec/protocol-v2.md section 4.1.
 */
export function newDeviceGroupId(nowMs: number, random: Pick<Random, "secure">): Uint8Array {
  const minute = new Uint8Array(4);
  new DataView(minute.buffer).setUint32(0, Math.floor(nowMs / MINUTE_MS), true);
  return concatBytes(minute, random.secure(4));
}

/**
 * When the device that made the group says it did, in milliseconds since 1970.
 *
 * @throws RangeError unless there are 8 bytes
 * Spec: docs/spec/protocol-v2.md section 4.1.
 */
export function deviceGroupCreatedMs(groupId: Uint8Array): number {
  const { buffer, byteOffset } = bytesOfLength(groupId, DEVICE_GROUP_ID_BYTES, "groupId");
  return new DataView(buffer, byteOffset, 4).getUint32(0, true) * MINUTE_MS;
}

/** Encrypts or decrypts a group ID: every holder of the account seed reads it, to others it changes each time. */
export function cryptGroupId(
  options: {
    readonly groupId: Uint8Array;
    readonly ed25519Seed: Uint8Array;
    readonly ephemeral: Uint8Array;
  },
  crypto: CryptoProvider,
): Uint8Array {
  const key = crypto.blake2b(options.ed25519Seed, { length: 32, personalization: KEY_PERSONALIZATION });
  const nonce = crypto.blake2b(options.ephemeral, { length: 24, personalization: NONCE_PERSONALIZATION });
  return xchacha20(key, nonce, bytesOfLength(options.groupId, DEVICE_GROUP_ID_BYTES, "groupId"));
}
