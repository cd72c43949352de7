const DECIMALS = 9;
const DIGITS_MAX = 80;
const INTEGER = /^-?\d+$/;

export interface AmountFormat {
  /** Digits after the point of one whole unit; 9 for the network's token. */
  readonly decimals?: number;
  /** Word behind the number, for example "SENT". */
  readonly unit?: string;
  /** Keep at least this many fraction digits. Default 0. */
  readonly fractionMin?: number;
  /** Cut (towards zero) after this many fraction digits. Default: all, so the text is exact. */
  readonly fractionMax?: number;
}

/**
 * Writes an amount of atomic units as a decimal number with grouped thousands: "20000000000000" is "20,000".
 * Works on digits, never on floating point.
 *
 * @param atomic decimal string or bigint of atomic units; up to 80 digits
 * @throws RangeError when `atomic` is not an integer or too long
 */
export function formatAmount(atomic: string | bigint, format: AmountFormat = {}): string {
  const { decimals = DECIMALS, unit, fractionMin = 0, fractionMax = decimals } = format;
  const text = typeof atomic === "bigint" ? atomic.toString() : atomic;
  if (text.length > DIGITS_MAX || !INTEGER.test(text)) {
    throw new RangeError(`atomic: expected an integer of at most ${DIGITS_MAX} digits`);
  }
  const negative = text.startsWith("-");
  const digits = (negative ? text.slice(1) : text).padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals).replace(/^0+(?=\d)/, "");
  const fraction = digits
    .slice(digits.length - decimals)
    .slice(0, fractionMax)
    .replace(/0+$/, "")
    .padEnd(fractionMin, "0");
  const isZero = /^0*$/.test(whole) && /^0*$/.test(fraction);
  const number = `${negative && !isZero ? "\u2212" : ""}${groupThousands(whole)}${fraction ? `.${fraction}` : ""}`;
  return unit ? `${number}\u00a0${unit}` : number;
}

function groupThousands(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+$)/g, ",");
}
