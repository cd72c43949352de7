import type { Health } from "./api/outputs/network.ts";

/** What the process knows about itself; times are monotonic ms. */
export interface HealthFacts {
  readonly nowMs: number;
  /** When the chain last told its head. */
  readonly headSeenMs: number;
  /** When a block was last written, or restored at the start; undefined before the first. */
  readonly indexedAtMs: number | undefined;
  readonly indexedHeight: number;
  /** 0 until the chain told it. */
  readonly headHeight: number;
  readonly isPoolRead: boolean;
  readonly reorgs: number;
  readonly proofs: number;
  /** Unix seconds. */
  readonly startedSeconds: number;
}

/** An endpoint silent for so long is reported, not waited for. */
const HEAD_SILENCE_MS = 15_000;
/** Blocks the tables may trail the head; above it answers are called old. */
const LAG_BLOCKS_MAX = 10;

/** `ok` means: what is answered now is what the chain says now. */
export function decideHealth(facts: HealthFacts): Omit<Health, "stamp"> {
  const lagBlocks = Math.max(0, facts.headHeight - facts.indexedHeight);
  const silentMs = facts.nowMs - facts.headSeenMs;
  const rest = {
    lagBlocks,
    idleSeconds:
      facts.indexedAtMs === undefined ? null : Math.floor((facts.nowMs - facts.indexedAtMs) / 1000),
    reorgs: facts.reorgs,
    proofs: facts.proofs,
    startedSeconds: facts.startedSeconds,
  };
  if (silentMs > HEAD_SILENCE_MS)
    return {
      status: "failing",
      detail: `The chain has not answered for ${Math.floor(silentMs / 1000)} s.`,
      ...rest,
    };
  if (facts.indexedAtMs === undefined || facts.headHeight === 0)
    return { status: "starting", detail: "No block has been read yet.", ...rest };
  if (lagBlocks > LAG_BLOCKS_MAX)
    return { status: "behind", detail: `${lagBlocks} blocks are still to be read.`, ...rest };
  if (!facts.isPoolRead)
    return { status: "starting", detail: "The contracts have not been read yet.", ...rest };
  return { status: "ok", detail: "Up to date with the chain.", ...rest };
}
