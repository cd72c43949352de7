import { z } from "zod";

/** Decimal string of atomic units; 1 token = 10^9. Formatted only in the interface. */
export const atomicAmount = z.string().regex(/^(0|[1-9][0-9]*)$/);
/** `0x` and 40 lower-case hex digits. */
export const evmAddress = z.templateLiteral(["0x", z.string().regex(/^[0-9a-f]{40}$/)]);
/** `0x` and 64 lower-case hex digits. */
export const transactionHash = z.templateLiteral(["0x", z.string().regex(/^[0-9a-f]{64}$/)]);
/** 64 lower-case hex digits, without `0x`. */
export const hex32 = z.string().regex(/^[0-9a-f]{64}$/);
/** Exactly 16 lower-case hex digits. */
export const swarmIdHex16 = z.string().regex(/^[0-9a-f]{16}$/);
export const height = z.int().min(0);
/** Unix time. */
export const unixSeconds = z.int().min(0);
export const nodeId = z.int().min(1);

/**
 * What every answer is true for. The interface shows "data is N s old" from `indexedTime`,
 * and a warning when `headBlock - indexedBlock` grows.
 */
export const stamp = z.object({
  chainId: z.int(),
  registry: evmAddress,
  /** Newest block whose events are in the tables. */
  indexedBlock: height,
  /** Unix seconds: the timestamp inside `indexedBlock`. */
  indexedTime: unixSeconds,
  /** Newest block the chain is known to have. */
  headBlock: height,
  /** Epoch of `indexedBlock` (docs/spec/staking-design.md section 9). */
  epoch: z.int().min(0),
});
export type Stamp = z.infer<typeof stamp>;

/** One page of a list, in the list's order; `nextCursor` is null on the last page. */
export function page<Item extends z.ZodType>(item: Item) {
  return z.object({
    stamp,
    items: z.array(item),
    nextCursor: z.string().nullable(),
    /** Entries that match the filters, over all pages. */
    total: z.int().min(0),
  });
}
