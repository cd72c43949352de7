import type { JsonValue } from "@session/protocol/codec";
import type { CryptoProvider } from "@session/protocol/crypto";
import { SessionError } from "@session/protocol/errors";
import type { AccountId, Ed25519PublicKey } from "@session/protocol/identity";
import { missingNextNode } from "@session/protocol/onion";
import type { Clock, Random, Transport } from "@session/protocol/ports";
import {
  type BatchItem,
  decodeBatchResponse,
  encodeBatch,
  encodeClientRequest,
  type SimpleRequest,
} from "@session/protocol/rpc";
import type { NetworkConfig } from "../config.ts";
import { type ClientError, type ClientErrorCode, clientError } from "../errors.ts";
import type { Paths } from "../onion/paths.ts";
import { sendOnion } from "../onion/request.ts";
import { pick } from "../onion/select.ts";
import { backoffMs } from "./backoff.ts";
import { decideRetry, type RequestOutcome, type RetryDecision } from "./retry.ts";
import type { Swarms } from "./swarms.ts";
import type { NetworkTime } from "./time.ts";
import type { Path, PoolNode, Swarm } from "./types.ts";

/** A request to whichever member of an account's swarm answers. */
export interface AccountRequest {
  readonly mailbox: AccountId;
  readonly method: "batch" | "sequence";
  /** Makes the requests for one attempt: cursors differ by node, times by attempt. */
  readonly build: (target: PoolNode, nowMs: number) => Promise<readonly SimpleRequest[]>;
  /** Checks the results; a rejection with a retryable error counts against the node and tries another. */
  readonly check?: (results: readonly BatchItem[], target: PoolNode) => void;
  /** Asked first while it is in the swarm; else a random member. */
  readonly prefer?: Ed25519PublicKey;
  /** Members asked only when no others are left. */
  readonly avoid?: ReadonlySet<Ed25519PublicKey>;
  /** Another guard is taken where there is one. */
  readonly avoidGuard?: Ed25519PublicKey | undefined;
  /** Added to the time an answer may take. */
  readonly extraTimeoutMs?: number;
  readonly signal: AbortSignal;
}

export interface AccountAnswer {
  readonly results: readonly BatchItem[];
  readonly target: PoolNode;
  readonly swarm: Swarm;
  readonly path: Path;
}

export interface Rpc {
  /** @throws ClientError with the code of the last failure once all attempts are used up, or at once for a final one */
  toSwarm(request: AccountRequest): Promise<AccountAnswer>;
  /** One storage request to one node, one attempt; the body of its answer. @throws ClientError */
  toNode(node: PoolNode, request: SimpleRequest, signal: AbortSignal): Promise<string>;
}

export interface RpcParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly transport: Transport;
  readonly crypto: CryptoProvider;
  readonly paths: Paths;
  readonly swarms: Swarms;
  readonly time: NetworkTime;
}

interface Attempt {
  readonly outcome: RequestOutcome;
  readonly path: Path;
}

export function createRpc(config: NetworkConfig, parts: RpcParts): Rpc {
  const { clock, paths, swarms, time } = parts;
  const random = parts.random.fork("rpc");
  const backoff = { baseMs: config.retryBaseMs, maxMs: config.retryMaxMs };

  /** Sends once and books the result with the path; what the answer means for the account is the caller's. */
  async function attempt(
    target: PoolNode,
    body: string,
    options: { avoidGuard?: Ed25519PublicKey | undefined; timeoutMs: number; signal: AbortSignal },
  ): Promise<Attempt> {
    const { avoidGuard, timeoutMs, signal } = options;
    const path = await paths.choose({ destination: target.ed25519, avoidGuard, signal });
    const outcome = await sendOnion({ path, destination: target, body, timeoutMs, signal }, parts);
    if (outcome.kind === "answer") paths.worked(path);
    return { outcome, path };
  }

  function blame(decision: RetryDecision, { outcome, path }: Attempt, target: PoolNode): void {
    if (decision.blame === "guard") paths.failed(path, "guard");
    if (decision.blame === "path") paths.failed(path, "unknown");
    if (decision.blame === "destination") paths.nodeFailed(target.ed25519);
    if (decision.blame === "named" && "body" in outcome) {
      const missing = missingNextNode(outcome.body);
      if (missing) paths.nodeMissing(missing);
    }
  }

  /** A node refused our time: ask it for its own. Whether that worked shows in the next attempt. */
  async function measureClock(target: PoolNode, signal: AbortSignal): Promise<void> {
    const body = encodeBatch("batch", [{ method: "info" }]);
    const { outcome } = await attempt(target, body, { timeoutMs: config.requestTimeoutMs, signal });
    if (outcome.kind !== "answer" || outcome.status !== 200) return;
    try {
      observeTime(decodeBatchResponse(outcome.body, { method: "batch", count: 1 }), target);
    } catch (error) {
      if (!(error instanceof SessionError)) throw error;
    }
  }

  function observeTime(results: readonly BatchItem[], target: PoolNode): void {
    for (const { body } of results)
      if (typeof body === "object" && body !== null && "t" in body) time.observe(target.ed25519, body.t);
  }

  async function chooseTarget(
    request: AccountRequest,
    tried: ReadonlySet<Ed25519PublicKey>,
  ): Promise<{ swarm: Swarm; target: PoolNode }> {
    const swarm = await swarms.of(request.mailbox, request.signal);
    const untried = swarm.members.filter((node) => !tried.has(node.ed25519));
    const target =
      untried.find((node) => node.ed25519 === request.prefer) ??
      pick(
        untried.filter((node) => !request.avoid?.has(node.ed25519)),
        random,
      ) ??
      pick(untried, random) ??
      pick(swarm.members, random);
    if (!target)
      throw clientError("swarm_unknown", "the account's swarm has no members", { retryable: true });
    return { swarm, target };
  }

  async function toSwarm(request: AccountRequest): Promise<AccountAnswer> {
    const { signal } = request;
    const tried = new Set<Ed25519PublicKey>();
    const measured = new Set<Ed25519PublicKey>();
    let avoidGuard = request.avoidGuard;
    let same: PoolNode | undefined;
    for (let count = 1; ; count++) {
      let target = same;
      let failure: ClientError;
      try {
        const chosen = await chooseTarget(request, tried);
        const { swarm } = chosen;
        target ??= chosen.target;
        const requests = await request.build(target, time.nowMsAt(target.ed25519));
        const made = await attempt(target, encodeBatch(request.method, requests), {
          avoidGuard,
          timeoutMs: config.requestTimeoutMs + (request.extraTimeoutMs ?? 0),
          signal,
        });
        const settled = settle(made.outcome, target, request, requests.length);
        const decision = decideRetry(settled.outcome);
        if (decision.verdict === "done" && settled.results)
          return { results: settled.results, target, swarm, path: made.path };
        blame(decision, { outcome: settled.outcome, path: made.path }, target);
        failure = settled.failure ?? failureOf(decision, settled.outcome);
        if (decision.verdict === "fail") throw failure;
        if (decision.updateSwarm && (await correctSwarm(request.mailbox, settled.outcome, target)))
          tried.clear();
        const isToMeasure = decision.measureClock && !measured.has(target.ed25519);
        if (isToMeasure) await measureClock(target, signal);
        measured.add(target.ed25519);
        same = decision.target === "same" && (isToMeasure || !decision.measureClock) ? target : undefined;
        avoidGuard =
          decision.blame === "path" || decision.blame === "guard" ? made.path[0]?.ed25519 : undefined;
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof SessionError) || !error.retryable) throw error;
        // No path, no swarm, no list: nothing was sent.
        failure = error as ClientError; // this package makes every retryable error that can reach this point
        same = undefined;
      }
      if (target && !same) tried.add(target.ed25519);
      if (count >= config.requestAttempts) throw failure;
      await clock.sleep(backoffMs(count, backoff, random), signal);
    }
  }

  /** True when the answer named another swarm; else its sender alone is struck off. */
  async function correctSwarm(
    mailbox: AccountId,
    outcome: RequestOutcome,
    target: PoolNode,
  ): Promise<boolean> {
    if ("body" in outcome && (await swarms.correct(mailbox, outcome.body))) return true;
    await swarms.dropMember(mailbox, target.ed25519);
    paths.nodeFailed(target.ed25519);
    return false;
  }

  /** Looks into the batch: the first result that is no success decides, as if it were the whole answer. */
  function settle(
    outcome: RequestOutcome,
    target: PoolNode,
    request: AccountRequest,
    count: number,
  ): { outcome: RequestOutcome; results?: readonly BatchItem[]; failure?: ClientError } {
    if (outcome.kind !== "answer" || outcome.status < 200 || outcome.status > 299) return { outcome };
    const invalid: RequestOutcome = { kind: "answer", status: 500, body: "" };
    try {
      const results = decodeBatchResponse(outcome.body, { method: request.method, count });
      observeTime(results, target);
      const refused = results.find(({ code }) => code < 200 || code > 299);
      if (refused) return { outcome: { ...invalid, status: refused.code, body: bodyText(refused.body) } };
      request.check?.(results, target);
      return { outcome, results };
    } catch (error) {
      if (!(error instanceof SessionError)) throw error;
      const failure = clientError(
        error.code === "store_unverified" ? "store_unverified" : "answer_invalid",
        error.message,
        { retryable: true, cause: error },
      );
      return { outcome: invalid, failure };
    }
  }

  return {
    toSwarm,
    async toNode(node, request, signal) {
      const made = await attempt(node, encodeClientRequest(request), {
        timeoutMs: config.requestTimeoutMs,
        signal,
      });
      const decision = decideRetry(made.outcome);
      blame(decision, made, node);
      if (decision.verdict !== "done" || made.outcome.kind !== "answer")
        throw failureOf(decision, made.outcome);
      return made.outcome.body;
    },
  };
}

/** The body of a result as the text that error handling looks at. */
function bodyText(body: JsonValue): string {
  return typeof body === "string" ? body : JSON.stringify(body);
}

const SHOWN_MAX = 200;

function failureOf(decision: RetryDecision, outcome: RequestOutcome): ClientError {
  const code: ClientErrorCode = decision.code ?? "answer_invalid";
  const said = "body" in outcome ? `${outcome.status} ${outcome.body.slice(0, SHOWN_MAX)}` : outcome.kind;
  return clientError(code, `storage request: ${said}`, {
    retryable: decision.verdict === "retry",
    meta: "status" in outcome ? { status: outcome.status } : {},
  });
}
