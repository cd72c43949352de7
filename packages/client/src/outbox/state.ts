import type { OutboxJob } from "./types.ts";

// The life of a job: queued -> sending -> (gone once sent) | queued again | failed -> queued by hand.

/** An attempt begins. */
export function beginAttempt(job: OutboxJob): OutboxJob {
  const { errorCode: _, ...rest } = job;
  return { ...rest, state: "sending", attempts: job.attempts + 1 };
}

/** The attempt failed: another one follows while the failure may pass and attempts are left. */
export function afterFailure(
  job: OutboxJob,
  failure: { readonly code: string; readonly retryable: boolean },
  attemptsMax: number,
): OutboxJob {
  const isOver = !failure.retryable || job.attempts >= attemptsMax;
  return { ...job, state: isOver ? "failed" : "queued", errorCode: failure.code };
}

/** By hand, with a fresh count. */
export function requeue(job: OutboxJob): OutboxJob {
  const { errorCode: _, ...rest } = job;
  return { ...rest, state: "queued", attempts: 0 };
}

/**
 * What a job found in the store at the start becomes. One that was being sent goes again: its bytes and therefore its
 * hash are the same, so a swarm that has it already only says so. The attempt that the end of the process cut off does
 * not count.
 */
export function resume(job: OutboxJob): OutboxJob {
  if (job.state === "sending") return { ...job, state: "queued", attempts: Math.max(0, job.attempts - 1) };
  // For anything but a message there is nobody who would press retry.
  if (job.state === "failed" && job.purpose !== "message") return requeue(job);
  return job;
}
