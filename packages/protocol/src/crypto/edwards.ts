import { ed25519 } from "@noble/curves/ed25519.js";
import { bytesToNumberLE, numberToBytesLE } from "@noble/curves/utils.js";
import { bytesOfLength, concatBytes } from "../bytes/index.ts";
import { DecodeError } from "../errors.ts";
import { nobleCrypto } from "./noble.ts";
import type { CryptoProvider } from "./provider.ts";

// The group operations under blinding, subaccounts and XEd25519. Scalars are 32 bytes, little-endian; those handed in
// need not be reduced mod L (a clamped one never is), those returned are. Points are 32 bytes, compressed.

const { BASE, Fp, Fn } = ed25519.Point;
type Point = ReturnType<typeof ed25519.Point.fromBytes>;

const SIGN_BIT = 0x80;

/** The scalar that 64 bytes, little-endian, are mod L: how a wide hash becomes a scalar. @throws RangeError */
export function reduceScalar(wide: Uint8Array): Uint8Array {
  return scalarBytes(Fn.create(bytesToNumberLE(bytesOfLength(wide, 64, "wide scalar"))));
}

/** a + b mod L. @throws RangeError for a length other than 32 */
export function addScalars(a: Uint8Array, b: Uint8Array): Uint8Array {
  return scalarBytes(Fn.add(scalarNumber(a), scalarNumber(b)));
}

/** a · b mod L. @throws RangeError for a length other than 32 */
export function multiplyScalars(a: Uint8Array, b: Uint8Array): Uint8Array {
  return scalarBytes(Fn.mul(scalarNumber(a), scalarNumber(b)));
}

/** −a mod L. @throws RangeError for a length other than 32 */
export function negateScalar(scalar: Uint8Array): Uint8Array {
  return scalarBytes(Fn.neg(scalarNumber(scalar)));
}

/** scalar · B without clamping, in constant time. @throws RangeError for a scalar that is 0 mod L */
export function multiplyBase(scalar: Uint8Array): Uint8Array {
  return BASE.multiply(scalarNumber(scalar)).toBytes();
}

/**
 * scalar · point without clamping, in constant time, for a point that may come from anyone.
 *
 * Refuses what libsodium's `crypto_scalarmult_ed25519_noclamp` refuses: bytes that are no point, points of small order,
 * and points outside the main subgroup, whose product would tell the secret scalar mod 8.
 * @throws DecodeError invalid_length, invalid_encoding
 * @throws RangeError for a scalar that is 0 mod L
 */
export function multiplyPoint(point: Uint8Array, scalar: Uint8Array): Uint8Array {
  const decoded = decodePoint(point);
  if (decoded.isSmallOrder() || !decoded.isTorsionFree())
    throw new DecodeError("invalid_encoding", "Ed25519 point: expected a point of the main subgroup");
  return decoded.multiply(scalarNumber(scalar)).toBytes();
}

/**
 * |A|: the Edwards point with sign bit 0 that belongs to an X25519 public key, y = (u − 1) / (u + 1).
 *
 * The point is only known to lie on the curve; `multiplyPoint` and signature verification refuse small order.
 * @throws DecodeError invalid_length; invalid_encoding when u is not reduced or no point of the curve has it
 * Spec: docs/spec/accounts-and-messages.md section 11. Vectors: vectors/communities-posts.json.
 */
export function x25519ToEd25519(publicKey: Uint8Array): Uint8Array {
  if (publicKey.length !== 32)
    throw new DecodeError("invalid_length", `X25519 public key: expected 32 bytes, got ${publicKey.length}`);
  const u = bytesToNumberLE(publicKey);
  // u = −1 has no image: it belongs to the twist.
  if (u >= Fp.ORDER - 1n)
    throw new DecodeError("invalid_encoding", "X25519 public key: expected a reduced coordinate");
  const point = Fp.toBytes(Fp.div(Fp.sub(u, 1n), Fp.add(u, 1n)));
  decodePoint(point);
  return point;
}

/** Whether the sign bit of a point is set. */
export function isNegative(point: Uint8Array): boolean {
  return ((point[31] ?? 0) & SIGN_BIT) !== 0;
}

/** |A|: a copy of the point with its sign bit cleared. */
export function clearSign(point: Uint8Array): Uint8Array {
  const positive = Uint8Array.from(point);
  positive[31] = (positive[31] ?? 0) & ~SIGN_BIT;
  return positive;
}

/** The scalar of |A| for the pair a, A = a·B: −a when A is negative, else a as it is. */
export function positiveScalar(pair: {
  readonly scalar: Uint8Array;
  readonly publicKey: Uint8Array;
}): Uint8Array {
  // Both candidates are computed so that the time does not depend on the sign, which account IDs keep hidden.
  const negated = negateScalar(pair.scalar);
  return isNegative(pair.publicKey) ? negated : Uint8Array.from(pair.scalar);
}

/**
 * EdDSA with explicit scalars: R || S with R = r·B and S = r + SHA-512(R || A || message)·a. Verifies as plain Ed25519.
 *
 * @param options.scalar a
 * @param options.publicKey A = a·B; it is hashed, not recomputed
 * @param options.nonceScalar r: secret, and never the same for two messages
 * @throws RangeError for a nonce that is 0 mod L
 */
export function signWithScalar(
  options: {
    readonly scalar: Uint8Array;
    readonly publicKey: Uint8Array;
    readonly nonceScalar: Uint8Array;
    readonly message: Uint8Array;
  },
  crypto: CryptoProvider = nobleCrypto,
): Uint8Array {
  const { scalar, publicKey, nonceScalar, message } = options;
  const r = multiplyBase(nonceScalar);
  const challenge = reduceScalar(
    crypto.sha512(concatBytes(r, bytesOfLength(publicKey, 32, "public key"), message)),
  );
  return concatBytes(r, addScalars(nonceScalar, multiplyScalars(challenge, scalar)));
}

function decodePoint(bytes: Uint8Array): Point {
  if (bytes.length !== 32)
    throw new DecodeError("invalid_length", `Ed25519 point: expected 32 bytes, got ${bytes.length}`);
  try {
    return ed25519.Point.fromBytes(bytes);
  } catch (cause) {
    throw new DecodeError("invalid_encoding", "Ed25519 point: expected a point of the curve", { cause });
  }
}

function scalarNumber(bytes: Uint8Array): bigint {
  return Fn.create(bytesToNumberLE(bytesOfLength(bytes, 32, "scalar")));
}

function scalarBytes(scalar: bigint): Uint8Array {
  return numberToBytesLE(scalar, 32);
}
