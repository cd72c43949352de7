import type { Ed25519PublicKey } from "@session/protocol/identity";
import type { Clock, Telemetry, Transport } from "@session/protocol/ports";
import {
  encodeForwardedRequest,
  FORWARD_REQUEST,
  type MemberOutcome,
  type RecursiveRequest,
  RPC_LIMITS,
} from "@session/protocol/rpc";
import { forwardedParts, readForwardedAnswer } from "./forwarded.ts";
import { addressOf, isOurs, type NetworkView, otherMembers } from "./view.ts";

/** Waits before each further attempt to reach a member that missed a request. */
export const RETRY_DELAYS_MS = [1_000, 5_000, 30_000] as const;
/** Requests that wait for another attempt; beyond it a member learns of the message by comparison only. */
const RETRIES_MAX = 1_000;
const RETRY_BYTES_MAX = 32 * 1024 * 1024;
/** Answers that a moment may change: lagging behind a block, not ready, broken for now. */
const PASSING_STATUS: ReadonlySet<number> = new Set([421, 500, 502, 503, 504]);

/** Sends recursive requests to the other members of our swarm. Spec: docs/spec/storage-rpc.md sections 10.1 and 13.2. */
export interface Distributor {
  /** Starts with every other member at once; each resolves within 5 s. */
  forward(request: RecursiveRequest): ReadonlyMap<Ed25519PublicKey, Promise<MemberOutcome>>;
  /** Requests that wait for another attempt. */
  pendingRetries(): number;
}

export interface DistributorPorts {
  readonly view: () => NetworkView;
  readonly peers: Transport;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
  /** Aborted when the node stops. */
  readonly signal: AbortSignal;
}

export function createDistributor(ports: DistributorPorts): Distributor {
  const { clock, peers, signal, telemetry } = ports;
  let retries = 0;
  let retryBytes = 0;

  async function send(
    key: Ed25519PublicKey,
    request: RecursiveRequest,
    body: Uint8Array,
  ): Promise<MemberOutcome> {
    const address = addressOf(ports.view(), key);
    if (address === undefined) return { ok: false, failure: { kind: "timeout" } };
    try {
      const answer = await peers.request(
        address,
        { path: FORWARD_REQUEST, body },
        { timeoutMs: RPC_LIMITS.swarmTimeoutMs, signal },
      );
      return readForwardedAnswer(request, answer);
    } catch (error) {
      if (error instanceof Error && error.name === "SessionError")
        return { ok: false, failure: { kind: "timeout" } };
      if (signal.aborted) return { ok: false, failure: { kind: "timeout" } };
      throw error;
    }
  }

  async function retry(key: Ed25519PublicKey, request: RecursiveRequest, body: Uint8Array): Promise<void> {
    if (retries >= RETRIES_MAX || retryBytes + body.length > RETRY_BYTES_MAX) {
      telemetry.count("forward_given_up");
      return;
    }
    retries++;
    retryBytes += body.length;
    try {
      for (const delayMs of RETRY_DELAYS_MS) {
        await clock.sleep(delayMs, signal);
        const view = ports.view();
        const isStillMember = otherMembers(view).some(({ ed25519 }) => ed25519 === key);
        if (!isStillMember || !isOurs(view, request.account)) return;
        telemetry.count("forward_retried");
        if (!mayPass(await send(key, request, body))) return;
      }
      telemetry.count("forward_given_up");
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      retries--;
      retryBytes -= body.length;
    }
  }

  return {
    forward(request) {
      const body = forwardedParts.encode(encodeForwardedRequest(request));
      return new Map(
        otherMembers(ports.view()).map(({ ed25519 }) => [
          ed25519,
          send(ed25519, request, body).then((outcome) => {
            if (mayPass(outcome)) void retry(ed25519, request, body);
            return outcome;
          }),
        ]),
      );
    },
    pendingRetries: () => retries,
  };
}

/** Whether another attempt may end differently. */
function mayPass(outcome: MemberOutcome): boolean {
  if (outcome.ok) return false;
  const { failure } = outcome;
  return failure.kind === "timeout" || (failure.kind === "refused" && PASSING_STATUS.has(failure.code));
}
