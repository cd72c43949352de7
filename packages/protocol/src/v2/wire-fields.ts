/** @throws RangeError unless a whole number from 0 to 2^53 - 1 */
export function wireNumber(value: number, name: string): bigint {
  if (!Number.isSafeInteger(value) || value < 0)
    throw new RangeError(`${name}: expected a whole number from 0, got ${value}`);
  return BigInt(value);
}

/** @throws RangeError for another length */
export function wireBytes(bytes: Uint8Array, length: number, name: string): Uint8Array {
  if (bytes.length !== length) throw new RangeError(`${name}: expected ${length} bytes, got ${bytes.length}`);
  return bytes;
}
