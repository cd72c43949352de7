import { missingNextNode } from "@session/protocol/onion";
import type { ClientErrorCode } from "../errors.ts";

/** How one onion request ended. */
export type RequestOutcome =
  /** The destination answered; `status` and `body` are those inside the sealed answer (or of one batch result). */
  | { readonly kind: "answer"; readonly status: number; readonly body: string }
  /** Some hop answered in the open instead of passing the request on. */
  | { readonly kind: "refused"; readonly status: number; readonly body: string }
  /** No connection to the guard could be made. */
  | { readonly kind: "guardUnreachable" }
  /** The guard took the request and nothing came back in time. */
  | { readonly kind: "noAnswer" }
  /** Something came back that is not the destination's sealed answer. */
  | { readonly kind: "unreadable" };

export type OutcomeClass =
  | "done"
  | "clock"
  | "wrongSwarm"
  | "nodeNotFound"
  | "guardUnreachable"
  | "pathFailed"
  | "rejected"
  | "destinationFailed";

export interface RetryDecision {
  readonly verdict: "done" | "retry" | "fail";
  /** Which swarm member is asked next. */
  readonly target: "same" | "other";
  /** Who gets a strike. `named`: the node that `Next node not found` names is dropped. */
  readonly blame: "nobody" | "guard" | "path" | "destination" | "named";
  /** Read the swarm from the answer where it names one, else drop the member from the cached swarm. */
  readonly updateSwarm: boolean;
  /** Ask the node for its time first. */
  readonly measureClock: boolean;
  /** What the caller hears when no attempt is left; absent for `done`. */
  readonly code?: ClientErrorCode;
}

/**
 * The one table of what a failure means and what to do about it.
 * Spec: docs/spec/onion-requests.md sections 9 and 12; storage-rpc.md section 2.2.
 */
export const RETRY_TABLE: Readonly<Record<OutcomeClass, RetryDecision>> = {
  done: row("done", "same", "nobody"),
  clock: { ...row("retry", "same", "nobody", "clock_out_of_sync"), measureClock: true },
  wrongSwarm: { ...row("retry", "other", "nobody", "wrong_swarm"), updateSwarm: true },
  nodeNotFound: row("retry", "other", "named", "node_not_found"),
  guardUnreachable: row("retry", "same", "guard", "path_failed"),
  // The last hop reports a dead destination in the same way as a dead hop, so another member is tried as well.
  pathFailed: row("retry", "other", "path", "path_failed"),
  rejected: row("fail", "same", "nobody", "request_rejected"),
  destinationFailed: row("retry", "other", "destination", "destination_failed"),
};

/** Names the case of an outcome; a pure function of it. */
export function classifyOutcome(outcome: RequestOutcome): OutcomeClass {
  switch (outcome.kind) {
    case "guardUnreachable":
      return "guardUnreachable";
    case "noAnswer":
    case "unreadable":
      return "pathFailed";
    case "refused":
      return classifyStatus(outcome, "pathFailed");
    case "answer":
      return classifyStatus(outcome, "destinationFailed");
  }
}

export function decideRetry(outcome: RequestOutcome): RetryDecision {
  return RETRY_TABLE[classifyOutcome(outcome)];
}

function classifyStatus(
  answer: { readonly kind: "answer" | "refused"; readonly status: number; readonly body: string },
  otherwise: "pathFailed" | "destinationFailed",
): OutcomeClass {
  const { status } = answer;
  if (status >= 200 && status <= 299) return answer.kind === "answer" ? "done" : "pathFailed";
  if (status === 406 || status === 425) return "clock";
  if (status === 421) return "wrongSwarm";
  if (missingNextNode(answer.body) !== undefined) return "nodeNotFound";
  // 429 passes; other 4xx of the destination itself say that this request will never do.
  if (answer.kind === "answer" && status >= 400 && status <= 499 && status !== 429) return "rejected";
  return otherwise;
}

function row(
  verdict: RetryDecision["verdict"],
  target: RetryDecision["target"],
  blame: RetryDecision["blame"],
  code?: ClientErrorCode,
): RetryDecision {
  return { verdict, target, blame, updateSwarm: false, measureClock: false, ...(code && { code }) };
}
