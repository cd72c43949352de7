// What our own requests and proofs are made of: a value outside these is our bug, never the backend's.

/** The number itself. @throws RangeError unless a whole number from 0 to 2^53 - 1 */
export function wholeNumber(value: number, name: string): number {
  if (!Number.isSafeInteger(value) || value < 0)
    throw new RangeError(`${name}: expected a whole number from 0, got ${value}`);
  return value;
}

/** Eight bytes, least significant first. @throws RangeError unless a whole number from 0 to 2^53 - 1 */
export function u64Le(value: number, name: string): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(wholeNumber(value, name)), true);
  return bytes;
}

/** Four bytes, least significant first. @throws RangeError unless a whole number from 0 to 2^32 - 1 */
export function u32Le(value: number, name: string): Uint8Array {
  if (wholeNumber(value, name) > 0xffff_ffff)
    throw new RangeError(`${name}: expected at most 2^32 - 1, got ${value}`);
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
}
