/** Whole number with grouped thousands: "1,234,567". */
export function formatCount(value: number | bigint): string {
  return new Intl.NumberFormat("en").format(value);
}

/** Part of one as per cent: 0.1234 is "12.3 %". */
export function formatPercent(part: number, fractionDigits = 1): string {
  return `${(part * 100).toFixed(fractionDigits).replace(/\.0+$/, "")}\u00a0%`;
}

const BYTE_UNITS = ["B", "kB", "MB", "GB", "TB"] as const;

/** Size in decimal units: 10000000 is "10 MB". */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < BYTE_UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 100 ? 0 : 1;
  return `${value.toFixed(digits).replace(/\.0$/, "")}\u00a0${BYTE_UNITS[unit]}`;
}

/** "1 node", "3 nodes". */
export function formatPlural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)}\u00a0${count === 1 ? one : many}`;
}
