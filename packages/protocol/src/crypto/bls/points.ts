import { bls12_381 } from "@noble/curves/bls12-381.js";
import { DecodeError } from "../../errors.ts";

export type G1Point = ReturnType<typeof bls12_381.G1.Point.fromHex>;
export type G2Point = ReturnType<typeof bls12_381.G2.Point.fromHex>;

export const KEY_BYTES = 96;
export const SIGNATURE_BYTES = 192;
const COORDINATE_BYTES = 48;

/**
 * Two coordinates to a point of the right subgroup that is not the identity.
 * @throws DecodeError invalid_length, invalid_encoding
 */
export function g1FromBytes(bytes: Uint8Array, path = "bls"): G1Point {
  if (bytes.length !== KEY_BYTES)
    throw new DecodeError("invalid_length", `expected ${KEY_BYTES} bytes, got ${bytes.length}`, { path });
  return checked(path, () => {
    const point = bls12_381.G1.Point.fromAffine({
      x: coordinate(bytes, 0),
      y: coordinate(bytes, 1),
    });
    point.assertValidity();
    return point;
  });
}

/** 192 bytes x.c0, x.c1, y.c0, y.c1 to a point. @throws DecodeError invalid_length, invalid_encoding */
export function g2FromBytes(bytes: Uint8Array, path = "bls signature"): G2Point {
  if (bytes.length !== SIGNATURE_BYTES)
    throw new DecodeError("invalid_length", `expected ${SIGNATURE_BYTES} bytes, got ${bytes.length}`, {
      path,
    });
  return checked(path, () => {
    const Fp2 = bls12_381.fields.Fp2;
    const point = bls12_381.G2.Point.fromAffine({
      x: Fp2.fromBigTuple([coordinate(bytes, 0), coordinate(bytes, 1)]),
      y: Fp2.fromBigTuple([coordinate(bytes, 2), coordinate(bytes, 3)]),
    });
    point.assertValidity();
    return point;
  });
}

export function g1ToBytes(point: G1Point): Uint8Array {
  const { x, y } = point.toAffine();
  return fromCoordinates([x, y]);
}

export function g2ToBytes(point: G2Point): Uint8Array {
  const { x, y } = point.toAffine();
  return fromCoordinates([x.c0, x.c1, y.c0, y.c1]);
}

function checked<P extends { is0(): boolean }>(path: string, read: () => P): P {
  let point: P;
  try {
    point = read();
  } catch (cause) {
    throw new DecodeError("invalid_encoding", "expected a point of the BLS12-381 subgroup", { path, cause });
  }
  if (point.is0())
    throw new DecodeError("invalid_encoding", "expected a point other than the identity", { path });
  return point;
}

/** Big-endian, canonical (below the field order). */
function coordinate(bytes: Uint8Array, index: number): bigint {
  let value = 0n;
  for (const byte of bytes.subarray(index * COORDINATE_BYTES, (index + 1) * COORDINATE_BYTES))
    value = (value << 8n) | BigInt(byte);
  if (value >= bls12_381.fields.Fp.ORDER) throw new RangeError("coordinate: not below the field order");
  return value;
}

function fromCoordinates(values: readonly bigint[]): Uint8Array {
  const out = new Uint8Array(values.length * COORDINATE_BYTES);
  for (const [index, value] of values.entries()) {
    let rest = value;
    for (let at = (index + 1) * COORDINATE_BYTES - 1; at >= index * COORDINATE_BYTES; at--) {
      out[at] = Number(rest & 0xffn);
      rest >>= 8n;
    }
  }
  return out;
}
