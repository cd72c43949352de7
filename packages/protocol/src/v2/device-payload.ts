import {
  asBtDict,
  asBtInteger,
  type BtDict,
  type BtValue,
  btBytes,
  btDecode,
  btDict,
  btEncode,
  btList,
  btNumber,
  btOptionalNumber,
} from "../bt/index.ts";
import { bytesOfLength, latin1Decode, latin1Encode } from "../bytes/index.ts";
import type { Codec } from "../codec/index.ts";
import { secretBytes } from "../crypto/index.ts";
import { DecodeError } from "../errors.ts";
import { deviceIdBytes, deviceIdFromBytes } from "./device-id.ts";
import { type DeviceEntry, type Devices, deviceRecordFromDict, deviceRecordToDict } from "./device-record.ts";
import type { AccountKeySeed } from "./rotation.ts";
import { composeDict, unknownFields, wireNumber } from "./wire-dict.ts";

/** What the devices of an account tell each other: who they are, and the account keys. */
export interface DevicePayload {
  readonly devices: Devices;
  readonly accountKeys: readonly AccountKeySeed[];
  /** Fields of other versions. */
  readonly extra: BtDict;
}

/**
 * The payload without padding.
 *
 * Spec: docs/spec/protocol-v2.md section 4.1.
 */
export const devicePayload: Codec<DevicePayload> = {
  encode: ({ devices, accountKeys, extra }) => {
    const entries = [...devices].map(
      ([id, entry]) => [latin1Decode(deviceIdBytes(id)), writeEntry(entry)] as const,
    );
    return btEncode(composeDict({ D: new Map(entries), K: accountKeys.map(writeSeed) }, extra));
  },
  decode: (bytes) => {
    const dict = asBtDict(btDecode(bytes));
    const entries = [...btDict(dict, "D")].map(
      ([key, value]) => [deviceIdFromBytes(latin1Encode(key), "D"), readEntry(value)] as const,
    );
    return {
      devices: new Map(entries),
      accountKeys: btList(dict, "K").map(readSeed),
      extra: unknownFields(dict, ["D", "K"]),
    };
  },
};

function writeEntry(entry: DeviceEntry): BtValue {
  if (entry.kind === "device") return deviceRecordToDict(entry);
  const seconds = wireNumber(entry.goneSeconds, "goneSeconds");
  if (seconds === 0n) throw new RangeError("goneSeconds: expected a time after 1970, got 0");
  return entry.kind === "removed" ? seconds : -seconds;
}

function readEntry(value: BtValue): DeviceEntry {
  if (typeof value !== "bigint") return deviceRecordFromDict(asBtDict(value, "D"));
  const seconds = Number(asBtInteger(value));
  if (seconds === 0 || !Number.isSafeInteger(seconds))
    throw new DecodeError("out_of_range", `tombstone: expected a time, got ${value}`, { path: "D" });
  return seconds > 0 ? { kind: "removed", goneSeconds: seconds } : { kind: "left", goneSeconds: -seconds };
}

function writeSeed({ seed, createdSeconds, rotatedSeconds }: AccountKeySeed): BtDict {
  return composeDict(
    {
      c: wireNumber(createdSeconds, "createdSeconds"),
      r: rotatedSeconds === undefined ? undefined : wireNumber(rotatedSeconds, "rotatedSeconds"),
      s: bytesOfLength(seed, 32, "seed"),
    },
    new Map(),
  );
}

function readSeed(value: BtValue): AccountKeySeed {
  const dict = asBtDict(value, "K");
  const rotatedSeconds = btOptionalNumber(dict, "r", 0);
  return {
    seed: secretBytes(btBytes(dict, "s", 32)),
    createdSeconds: btNumber(dict, "c", 0),
    ...(rotatedSeconds !== undefined && { rotatedSeconds }),
  };
}
