import { compareBytes } from "../bytes/index.ts";

/** An integer or a byte string: what a set may hold. */
export type BtScalar = bigint | Uint8Array;

/** The list that stands for a set: integers ascending, then byte strings in byte order, each once. */
export function btSet(members: Iterable<BtScalar>): readonly BtScalar[] {
  const sorted = [...members].sort(compareBtScalars);
  return sorted.filter((member, index) => {
    const before = sorted[index - 1];
    return before === undefined || compareBtScalars(before, member) !== 0;
  });
}

/** Order of set members: negative, 0 or positive. */
export function compareBtScalars(a: BtScalar, b: BtScalar): number {
  if (typeof a === "bigint") return typeof b === "bigint" ? (a < b ? -1 : a > b ? 1 : 0) : -1;
  return typeof b === "bigint" ? 1 : compareBytes(a, b);
}
