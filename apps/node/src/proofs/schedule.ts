import type { NetworkParams } from "@session/protocol/params";

/** Attempts to hand one proof to one target; the next proof starts anew. */
export const PUSH_ATTEMPTS_MAX = 5;
/** Pushes started in one round. */
export const PUSHES_PER_ROUND_MAX = 64;

/** How it stands with handing the current proof to each target (a base URL). */
export type PushState = ReadonlyMap<string, { readonly attempts: number; readonly isTaken: boolean }>;

/** Whether it is time for a new proof of our own. Spec: docs/spec/swarms-and-testing.md section 5.2. */
export function isProofDue(
  lastMadeMs: number | undefined,
  nowMs: number,
  { intervalMs, resendMarginMs }: NetworkParams["proofs"],
): boolean {
  // A clock that was set back must not silence the node.
  return lastMadeMs === undefined || nowMs < lastMadeMs || nowMs >= lastMadeMs + intervalMs - resendMarginMs;
}

/**
 * Targets that get the current proof in this round: those that did not take it yet. A target may refuse a
 * good proof for a moment, as when it has not seen the block with our registration, so it is tried again.
 */
export function decidePushes(state: PushState, targets: readonly string[]): readonly string[] {
  return [...new Set(targets)]
    .filter((target) => {
      const known = state.get(target);
      return known === undefined || (!known.isTaken && known.attempts < PUSH_ATTEMPTS_MAX);
    })
    .slice(0, PUSHES_PER_ROUND_MAX);
}

export function recordAnswer(state: PushState, target: string, isTaken: boolean): PushState {
  const attempts = (state.get(target)?.attempts ?? 0) + 1;
  return new Map(state).set(target, { attempts, isTaken });
}
