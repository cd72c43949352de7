/** Anything bencoding can say. Integers span -2^63 to 2^64-1. */
export type BtValue = bigint | Uint8Array | readonly BtValue[] | BtDict;

/** Keys are byte strings, written with one character per byte (latin1). */
export type BtDict = ReadonlyMap<string, BtValue>;

export const BT_INT_MIN: bigint = -(2n ** 63n);
export const BT_INT_MAX: bigint = 2n ** 64n - 1n;

export function isBtList(value: BtValue): value is readonly BtValue[] {
  return Array.isArray(value);
}
