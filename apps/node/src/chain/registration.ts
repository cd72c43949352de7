import type { Clock, Telemetry } from "@session/protocol/ports";
import { sleepUnlessStopped } from "./follower.ts";

/** Stakes and registers the node. Rejects with a SessionError when it cannot. */
export type Register = (signal: AbortSignal) => Promise<void>;

const CHECK_MS = 1_000;
const RETRY_FIRST_MS = 2_000;
const RETRY_MAX_MS = 60_000;

export interface RegistrationPorts {
  readonly isSynced: () => boolean;
  readonly isRegistered: () => boolean;
  readonly register: Register;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
}

/**
 * Registers the node once, at its start: waits until the chain is folded, and does nothing when the node is
 * on the list. What may pass (no answer from the chain) is tried again; a refusal by the contracts is not.
 * A node that is taken off the list later stays off: coming back is the operator's decision.
 */
export async function keepRegistered(ports: RegistrationPorts, signal: AbortSignal): Promise<void> {
  const { clock, telemetry } = ports;
  while (!ports.isSynced()) {
    if (signal.aborted) return;
    await sleepUnlessStopped(clock, CHECK_MS, signal);
  }
  let pauseMs = RETRY_FIRST_MS;
  while (!signal.aborted && !ports.isRegistered()) {
    try {
      await ports.register(signal);
      telemetry.log({ level: "info", message: "registered on the chain" });
      return;
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof Error && error.name === "SessionError")) throw error;
      const isPassing = "retryable" in error && error.retryable === true;
      telemetry.log({
        level: isPassing ? "warn" : "error",
        message: "registering on the chain failed",
        // The messages of our own staking package are written for operators and hold no secrets.
        fields: { code: "code" in error ? String(error.code) : "", reason: error.message, isPassing },
      });
      if (!isPassing) return;
    }
    await sleepUnlessStopped(clock, pauseMs, signal);
    pauseMs = Math.min(pauseMs * 2, RETRY_MAX_MS);
  }
}
