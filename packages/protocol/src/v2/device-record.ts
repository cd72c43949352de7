import {
  type BtDict,
  btBytes,
  btEncode,
  btNumber,
  btOptionalBytes,
  btOptionalNumber,
  btOptionalText,
} from "../bt/index.ts";
import { bytesOfLength, compareBytes, utf8Encode } from "../bytes/index.ts";
import { type CryptoProvider, nobleCrypto } from "../crypto/index.ts";
import { DecodeError } from "../errors.ts";
import type { DeviceId } from "./device-id.ts";
import { checkMlKemPublicKey, type HybridPublicKeys, ML_KEM_PUBLIC_KEY_BYTES } from "./hybrid-keys.ts";
import { composeDict, unknownFields, wireNumber } from "./wire-dict.ts";

/** Longest description of a device, as UTF-8. */
export const DEVICE_DESCRIPTION_BYTES_MAX = 64;
const KNOWN_KEYS = ["#", "@", "M", "X", "d", "t", "v"];

/** What a device says of itself; it alone changes its record. */
export interface DeviceRecord {
  readonly kind: "device";
  /** Rises with every change. */
  readonly sequence: number;
  readonly updatedSeconds: number;
  readonly publicKeys: HybridPublicKeys;
  /** For people; at most 64 bytes of UTF-8. */
  readonly description?: string;
  /** `i`, `a` or `d` for iOS, Android and desktop; other clients use longer names. */
  readonly platform?: string;
  /** Client version M.m.p as 1,000,000 M + 1,000 m + p. */
  readonly version?: number;
  /** Fields of other versions, kept so that they survive our pushes. */
  readonly extra: BtDict;
}

/** What stays of a device that is gone, removed by another or by its own decision. */
export interface DeviceTombstone {
  readonly kind: "removed" | "left";
  readonly goneSeconds: number;
}

export type DeviceEntry = DeviceRecord | DeviceTombstone;
export type Devices = ReadonlyMap<DeviceId, DeviceEntry>;

/** The dict of a record. @throws RangeError for a value outside the format */
export function deviceRecordToDict(record: DeviceRecord): BtDict {
  const { sequence, updatedSeconds, publicKeys, description, platform, version, extra } = record;
  const text = description === undefined ? undefined : utf8Encode(description);
  if (text !== undefined && text.length > DEVICE_DESCRIPTION_BYTES_MAX)
    throw new RangeError(
      `description: expected at most ${DEVICE_DESCRIPTION_BYTES_MAX} bytes, got ${text.length}`,
    );
  return composeDict(
    {
      "#": wireNumber(sequence, "sequence"),
      "@": wireNumber(updatedSeconds, "updatedSeconds"),
      M: bytesOfLength(publicKeys.mlKem, ML_KEM_PUBLIC_KEY_BYTES, "publicKeys.mlKem"),
      X: bytesOfLength(publicKeys.x25519, 32, "publicKeys.x25519"),
      d: text,
      t: platform === undefined ? undefined : utf8Encode(platform),
      v: version === undefined ? undefined : wireNumber(version, "version"),
    },
    extra,
  );
}

/** Reverse of {@link deviceRecordToDict}. @throws DecodeError */
export function deviceRecordFromDict(dict: BtDict): DeviceRecord {
  const mlKem = btBytes(dict, "M", ML_KEM_PUBLIC_KEY_BYTES);
  checkMlKemPublicKey(mlKem, "M");
  const description = btOptionalText(dict, "d");
  const descriptionBytes = btOptionalBytes(dict, "d")?.length ?? 0;
  if (descriptionBytes > DEVICE_DESCRIPTION_BYTES_MAX)
    throw new DecodeError(
      "out_of_range",
      `expected at most ${DEVICE_DESCRIPTION_BYTES_MAX} bytes, got ${descriptionBytes}`,
      { path: "d" },
    );
  const platform = btOptionalText(dict, "t");
  const version = btOptionalNumber(dict, "v", 0);
  return {
    kind: "device",
    sequence: btNumber(dict, "#", 0),
    updatedSeconds: btNumber(dict, "@", 0),
    publicKeys: { mlKem, x25519: btBytes(dict, "X", 32) },
    ...(description !== undefined && { description }),
    ...(platform !== undefined && { platform }),
    ...(version !== undefined && { version }),
    extra: unknownFields(dict, KNOWN_KEYS),
  };
}

/**
 * Two views of an account's devices as one. Commutative, associative and idempotent.
 *
 * A device that only one side knows stays. Of two records the higher sequence wins, of equal ones that whose encoding
 * has the higher hash (so that all devices agree). A tombstone beats any record: an ID does not come back. Of two
 * tombstones a removal beats a departure, then the later one wins.
 * Spec: docs/spec/protocol-v2.md section 4.1.
 */
export function mergeDevices(ours: Devices, theirs: Devices, crypto: CryptoProvider = nobleCrypto): Devices {
  const merged = new Map(ours);
  for (const [id, entry] of theirs) {
    const other = merged.get(id);
    if (other === undefined || compareEntries(other, entry, crypto) < 0) merged.set(id, entry);
  }
  return merged;
}

const RANKS: Readonly<Record<DeviceEntry["kind"], number>> = { device: 0, left: 1, removed: 2 };

/** Negative when `b` wins. */
function compareEntries(a: DeviceEntry, b: DeviceEntry, crypto: CryptoProvider): number {
  if (a.kind === "device" && b.kind === "device")
    return a.sequence - b.sequence || compareBytes(recordDigest(a, crypto), recordDigest(b, crypto));
  if (a.kind !== "device" && b.kind !== "device" && a.kind === b.kind) return a.goneSeconds - b.goneSeconds;
  return RANKS[a.kind] - RANKS[b.kind];
}

function recordDigest(record: DeviceRecord, crypto: CryptoProvider): Uint8Array {
  return crypto.blake2b(btEncode(deviceRecordToDict(record)), { length: 8 });
}
