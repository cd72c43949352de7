import { compareBytes } from "../bytes/index.ts";
import type { BtValue } from "./value.ts";

/** The list that stands for a set: integers ascending, then byte strings in byte order, each once. */
export function btSet(members: Iterable<bigint | Uint8Array>): readonly BtValue[] {
  const sorted = [...members].sort(compareMembers);
  return sorted.filter((member, index) => {
    const before = sorted[index - 1];
    return before === undefined || compareMembers(before, member) !== 0;
  });
}

function compareMembers(a: bigint | Uint8Array, b: bigint | Uint8Array): number {
  if (typeof a === "bigint") return typeof b === "bigint" ? (a < b ? -1 : a > b ? 1 : 0) : -1;
  return typeof b === "bigint" ? 1 : compareBytes(a, b);
}
