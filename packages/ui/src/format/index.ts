export { type AmountFormat, formatAmount } from "./amount.ts";
export { formatHash, groupHash, type HashFormat, shortHashGroups } from "./hash.ts";
export { formatBytes, formatCount, formatPercent, formatPlural } from "./number.ts";
export {
  formatClock,
  formatDay,
  formatDuration,
  formatExactTime,
  formatRelativeTime,
  type TimeFormat,
} from "./time.ts";
