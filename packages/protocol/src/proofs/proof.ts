import {
  asBtDict,
  asBtInteger,
  type BtDict,
  type BtValue,
  btBytes,
  btDecode,
  btEncode,
  btList,
  btNumber,
  btOptionalNumber,
  btText,
} from "../bt/index.ts";
import { hexDecode, hexEncode, utf8Encode } from "../bytes/index.ts";
import { DecodeError } from "../errors.ts";
import { type Ed25519PublicKey, ed25519PublicKey } from "../identity/keys.ts";
import type { Version } from "../params/index.ts";
import { isIpv4 } from "./address.ts";

/** A node's signed sign of life. Wire names in brackets. */
export interface UptimeProof {
  /** Table digest (`d`), 32 bytes, and the height of the membership change that went into it (`dn`). */
  readonly tableDigest: Uint8Array;
  readonly tableHeight: number;
  /** Dotted IPv4, not 0.0.0.0 (`ip`). */
  readonly ip: string;
  /** Newest folded block (`l2`), at least 1. */
  readonly height: number;
  /** The node's key (`pke`). */
  readonly ed25519: Ed25519PublicKey;
  /** Plain-HTTP port, only while that listener is open (`shh`). */
  readonly httpPort?: number;
  /** HTTPS port for clients (`shp`). */
  readonly httpsPort: number;
  /** Port of the node channel (`sop`). */
  readonly peerPort: number;
  /** `sv` */
  readonly storageServerVersion: Version;
  /** Unix seconds (`t`). */
  readonly timestampSeconds: number;
  /** Version of the node software (`v`). */
  readonly nodeVersion: Version;
}

/** A proof with every field at its longest is below 300 bytes. */
export const PROOF_BYTES_MAX = 512;

const UINT32_MAX = 0xffff_ffff;
const PORT_MAX = 65535;

/**
 * Canonical bytes of a proof: a bencoded dict with ascending keys.
 * Spec: docs/spec/swarms-and-testing.md sections 5.1 and 12.1.
 * @throws RangeError for a field outside its domain
 */
export function encodeUptimeProof(proof: UptimeProof): Uint8Array {
  const fields = new Map<string, BtValue>([
    ["d", proof.tableDigest],
    ["dn", BigInt(proof.tableHeight)],
    ["ip", utf8Encode(proof.ip)],
    ["l2", BigInt(proof.height)],
    ["pke", hexDecode(proof.ed25519)],
    ["shp", BigInt(proof.httpsPort)],
    ["sop", BigInt(proof.peerPort)],
    ["sv", versionList(proof.storageServerVersion)],
    ["t", BigInt(proof.timestampSeconds)],
    ["v", versionList(proof.nodeVersion)],
  ]);
  if (proof.httpPort !== undefined) fields.set("shh", BigInt(proof.httpPort));
  try {
    readProof(fields);
  } catch (error) {
    if (error instanceof DecodeError)
      throw new RangeError(`uptime proof: ${error.message}`, { cause: error });
    throw error;
  }
  return btEncode(fields);
}

/**
 * Unknown keys are ignored: later versions may add some.
 *
 * @throws DecodeError
 * Spec: docs/spec/swarms-and-testing.md sections 5.1 and 12.1.
 */
export function decodeUptimeProof(bytes: Uint8Array): UptimeProof {
  if (bytes.length > PROOF_BYTES_MAX)
    throw new DecodeError("out_of_range", `expected at most ${PROOF_BYTES_MAX} bytes, got ${bytes.length}`, {
      path: "proof",
    });
  return readProof(asBtDict(btDecode(bytes, { depthMax: 3 }), "proof"));
}

function readProof(dict: BtDict): UptimeProof {
  const httpPort = btOptionalNumber(dict, "shh", 1, PORT_MAX);
  return {
    tableDigest: btBytes(dict, "d", 32),
    tableHeight: btNumber(dict, "dn", 0),
    ip: readIp(dict),
    height: btNumber(dict, "l2", 1),
    ed25519: ed25519PublicKey(hexEncode(btBytes(dict, "pke", 32)), "pke"),
    ...(httpPort === undefined ? {} : { httpPort }),
    httpsPort: btNumber(dict, "shp", 1, PORT_MAX),
    peerPort: btNumber(dict, "sop", 1, PORT_MAX),
    storageServerVersion: readVersion(dict, "sv"),
    timestampSeconds: btNumber(dict, "t", 0, UINT32_MAX),
    nodeVersion: readVersion(dict, "v"),
  };
}

function readIp(dict: BtDict): string {
  const ip = btText(dict, "ip");
  if (!isIpv4(ip) || ip === "0.0.0.0")
    throw new DecodeError("invalid_encoding", "expected a dotted IPv4 address other than 0.0.0.0", {
      path: "ip",
    });
  return ip;
}

function versionList(version: Version): BtValue {
  return version.map(BigInt);
}

function readVersion(dict: BtDict, key: string): Version {
  const list = btList(dict, key);
  if (list.length !== 3)
    throw new DecodeError("invalid_length", `expected 3 numbers, got ${list.length}`, { path: key });
  const part = (index: number): number => {
    const value = asBtInteger(list[index] ?? 0n, key);
    if (value < 0n || value > 65535n)
      throw new DecodeError("out_of_range", `expected 0..65535, got ${value}`, { path: key });
    return Number(value);
  };
  return [part(0), part(1), part(2)];
}
