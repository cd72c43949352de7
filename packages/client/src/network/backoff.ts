import type { Random } from "@session/protocol/ports";

/** Pause before attempt `attempt` (1 = first retry): doubles up to `maxMs`, then a random half of it is left out. */
export function backoffMs(
  attempt: number,
  limits: { readonly baseMs: number; readonly maxMs: number },
  random: Random,
): number {
  const full = Math.min(limits.baseMs * 2 ** Math.min(attempt - 1, 30), limits.maxMs);
  const half = Math.ceil(full / 2);
  return full - random.below(half + 1);
}
