/** Anything bencoding can say. Integers span -2^63 to 2^64-1. */
export type BtValue = bigint | Uint8Array | readonly BtValue[] | BtDict;

/** Keys are byte strings, written with one character per byte (latin1). */
export type BtDict = ReadonlyMap<string, BtValue>;

/** Smallest integer: signed 64 bits. */
export const BT_INT_MIN: bigint = -(2n ** 63n);
/** Largest integer: unsigned 64 bits. */
export const BT_INT_MAX: bigint = 2n ** 64n - 1n;

/** Whether the value is a list, which neither a dict nor a byte string is. */
export function isBtList(value: BtValue): value is readonly BtValue[] {
  return Array.isArray(value);
}
