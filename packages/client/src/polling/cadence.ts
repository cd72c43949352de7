/** An empty answer that comes before this share of the wanted time was not held. */
const HELD_SHARE = 0.5;
/**
 * Answers in a row that were neither held nor brought anything new, after which a watcher pauses. One or two are
 * ordinary: another watcher was quicker, or the node was woken by what it had told already. A node that does so for
 * ever must not keep us busy.
 */
export const IDLE_MAX = 3;

/** What one answer was like. */
export interface Round {
  /** How long the node was asked to hold the request, 0 for not at all. */
  readonly wantedMs: number;
  readonly tookMs: number;
  /** Messages listed, and how many of them were new to us. */
  readonly listed: number;
  readonly fresh: number;
  readonly hasMore: boolean;
  /** Whether the next request may be held. */
  readonly mayWait: boolean;
}

export interface Step {
  /** Ask again at once, or after the poll interval. */
  readonly next: "now" | "later";
  /** Idle answers in a row, for the next decision. */
  readonly idle: number;
  /** The node does not hold requests. */
  readonly isWaitRefused: boolean;
}

/** When a watcher asks again. Spec: docs/spec/accounts-and-messages.md section 6.1; storage-rpc.md section 9.1. */
export function nextStep(round: Round, idleBefore: number): Step {
  const wasHeld = round.wantedMs > 0 && round.tookMs >= round.wantedMs * HELD_SHARE;
  if (round.fresh > 0 || wasHeld)
    return { next: round.mayWait || round.hasMore ? "now" : "later", idle: 0, isWaitRefused: false };
  // The first request to a node is not held, so it says nothing about the node.
  const idle = round.wantedMs > 0 || round.listed > 0 ? idleBefore + 1 : idleBefore;
  if (idle < IDLE_MAX) return { next: round.mayWait ? "now" : "later", idle, isWaitRefused: false };
  return { next: "later", idle: 0, isWaitRefused: round.listed === 0 };
}
