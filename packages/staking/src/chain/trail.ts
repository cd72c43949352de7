import type { BlockRef } from "@session/protocol/network";

/** Blocks that were yielded, ascending: where a reorg can be traced back to. */
export type Trail = readonly BlockRef[];

export const TRAIL_LENGTH_MAX = 256;

export function remember(trail: Trail, block: BlockRef): Trail {
  return [...trail.slice(1 - TRAIL_LENGTH_MAX), block];
}

/** The trail without the blocks above a height. */
export function forget(trail: Trail, height: number): Trail {
  return trail.filter((block) => block.height <= height);
}

export function newestAtOrBelow(trail: Trail, height: number): BlockRef | undefined {
  return trail.findLast((block) => block.height <= height);
}
