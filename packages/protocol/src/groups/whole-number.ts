/** The number as bt-dicts and texts take it. @throws RangeError unless a whole number from 0 to 2^53 - 1 */
export function wholeNumber(value: number, name: string): bigint {
  if (!Number.isSafeInteger(value) || value < 0)
    throw new RangeError(`${name}: expected a whole number from 0, got ${value}`);
  return BigInt(value);
}
