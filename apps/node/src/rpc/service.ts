import type { CryptoProvider } from "@session/protocol/crypto";
import { DecodeError } from "@session/protocol/errors";
import type { Ed25519PublicKey } from "@session/protocol/identity";
import type { NetworkParams } from "@session/protocol/params";
import type { Clock, Random, Telemetry, WireResponse } from "@session/protocol/ports";
import {
  batchAnswer,
  type ClientRequest,
  type IfElseRequest,
  ifElseAnswer,
  ifElseHolds,
  isRecursive,
  type MemberOutcome,
  outcomeToWire,
  parseClientBody,
  parseForwardedRequest,
  type RecursiveRequest,
  type RetrieveRequest,
  RPC_LIMITS,
  type RpcOutcome,
  rpcFailure,
  rpcOk,
  type SimpleRequest,
  swarmAnswer,
  writeJson,
} from "@session/protocol/rpc";
import type { MessageStore } from "../store/message-store.ts";
import type { Distributor } from "../swarm/distribute.ts";
import { forwardedAnswer, forwardedParts } from "../swarm/forwarded.ts";
import type { NetworkView } from "../swarm/view.ts";
import { handleGetExpiries } from "./endpoints/expire.ts";
import { handleGetSwarm, handleInfo } from "./endpoints/network.ts";
import { answerDaemonRequest } from "./endpoints/oxend-request.ts";
import { decideRetrieve, type Retrieved, readMailbox } from "./endpoints/retrieve.ts";
import type { DecisionFacts } from "./facts.ts";
import type { HeldRequests } from "./held-requests.ts";
import { decideRecursive, type ExecutePorts, executeRecursive } from "./recursive.ts";

export interface RpcServiceOptions {
  readonly params: NetworkParams;
  readonly self: Ed25519PublicKey;
}

export interface RpcServicePorts extends ExecutePorts {
  readonly view: () => NetworkView;
  readonly store: MessageStore;
  readonly distributor: Distributor;
  readonly held: HeldRequests;
  readonly clock: Clock;
  readonly random: Random;
  readonly telemetry: Telemetry;
  readonly crypto: CryptoProvider;
}

export interface ClientRpcAnswer {
  readonly status: number;
  readonly body: string;
  readonly isJson: boolean;
}

/** The storage RPC of a ready node. Spec: docs/spec/storage-rpc.md. */
export interface RpcService {
  /** The body of `/storage_rpc/v1`, from whomever. */
  runBody(body: Uint8Array, signal: AbortSignal): Promise<ClientRpcAnswer>;
  /** The body of `sn.storage_cc`. */
  runForwarded(body: Uint8Array): Promise<WireResponse>;
}

export function createRpcService(options: RpcServiceOptions, ports: RpcServicePorts): RpcService {
  const { params, self } = options;
  const { clock, crypto, store, telemetry } = ports;

  async function factsFor(
    request: SimpleRequest,
    isForwarded: boolean,
    nowMs: number = clock.now(),
  ): Promise<DecisionFacts> {
    const token = "auth" in request ? request.auth?.subaccount?.token : undefined;
    const isRevoked =
      token !== undefined && "account" in request && (await store.isRevoked(request.account, token));
    return { view: ports.view(), nowMs, params, isForwarded, isRevoked, crypto };
  }

  /** Our own part of a recursive request. */
  async function execute(request: RecursiveRequest, nowMs: number): Promise<MemberOutcome> {
    try {
      return await executeRecursive(request, nowMs, ports);
    } catch (error) {
      telemetry.log({
        level: "error",
        message: "the message store failed",
        fields: { method: request.method, error: error instanceof Error ? error.message : String(error) },
      });
      return { ok: false, failure: { kind: "query_failure" } };
    }
  }

  async function runRecursive(request: RecursiveRequest): Promise<RpcOutcome> {
    const facts = await factsFor(request, false);
    const refusal = decideRecursive(request, facts);
    if (refusal) return refusal;
    // Forwarding starts before our own write, so that all members work at the same time.
    const others = ports.distributor.forward(request);
    const members = new Map<Ed25519PublicKey, MemberOutcome>([[self, await execute(request, facts.nowMs)]]);
    for (const [key, outcome] of others) members.set(key, await outcome);
    const body = swarmAnswer({ members, self, nowMs: clock.now(), params });
    if (request.method === "delete" && request.required && !anyDeleted(members.values()))
      return { ...rpcFailure("nothing_deleted"), body };
    return rpcOk(body);
  }

  async function runSimple(request: SimpleRequest): Promise<RpcOutcome> {
    if (isRecursive(request)) return runRecursive(request);
    switch (request.method) {
      case "retrieve":
        return (await runRetrieve(request, clock.now(), RPC_LIMITS.retrieveBytesMax)).outcome;
      case "get_expiries":
        return handleGetExpiries(request, await factsFor(request, false), store);
      case "get_swarm":
        return handleGetSwarm(request, await factsFor(request, false));
      case "info":
        return handleInfo(await factsFor(request, false));
      case "oxend_request":
        return answerDaemonRequest(request, await factsFor(request, false), ports.random);
      default:
        return request satisfies never;
    }
  }

  /**
   * @param arrivedMs when the request came: a held request is judged by that time, since its signature
   *   grew old while it waited
   * @param bytesMax what is left of the answer
   */
  async function runRetrieve(
    request: RetrieveRequest,
    arrivedMs: number,
    bytesMax: number,
  ): Promise<Retrieved> {
    const facts = await factsFor(request, false, arrivedMs);
    const refusal = decideRetrieve(request, facts);
    if (refusal) return { outcome: refusal, isEmpty: false, bytes: 0 };
    return readMailbox(request, { nowMs: clock.now(), params, bytesMax }, store);
  }

  /** Several mailboxes share the size of one answer, first come first served. */
  async function runRetrieves(
    requests: readonly RetrieveRequest[],
    arrivedMs: number,
  ): Promise<ReadonlyMap<RetrieveRequest, Retrieved>> {
    const results = new Map<RetrieveRequest, Retrieved>();
    let bytesLeft: number = RPC_LIMITS.retrieveBytesMax;
    for (const request of requests) {
      const result = await runRetrieve(request, arrivedMs, bytesLeft);
      bytesLeft = Math.max(0, bytesLeft - result.bytes);
      results.set(request, result);
    }
    return results;
  }

  /** A batch, or a single request as a batch of one: outcomes in request order. */
  async function runConcurrently(
    requests: readonly SimpleRequest[],
    signal: AbortSignal,
  ): Promise<readonly RpcOutcome[]> {
    const arrivedMs = clock.now();
    const retrieves = requests.filter((request) => request.method === "retrieve");
    const waiting = retrieves.filter(({ waitMs }) => waitMs !== undefined);
    const held = waiting.length > 0 ? ports.held.hold(waiting) : undefined;
    try {
      const others = Promise.all(
        requests.map((request) => (request.method === "retrieve" ? undefined : runSimple(request))),
      );
      let found = await runRetrieves(retrieves, arrivedMs);
      const done = await others;
      const hasNews = [...found.values()].some(({ outcome, isEmpty }) => outcome.kind === "ok" && !isEmpty);
      const mayWait = waiting.some((request) => found.get(request)?.isEmpty);
      if (held !== undefined && mayWait && !hasNews) {
        await held.wait(Math.max(...waiting.map(({ waitMs }) => waitMs ?? 0)), signal);
        found = await runRetrieves(retrieves, arrivedMs);
      }
      return requests.map((request, index) => {
        const outcome = request.method === "retrieve" ? found.get(request)?.outcome : done[index];
        return outcome ?? rpcFailure("internal"); // every request was run, so there is an outcome
      });
    } finally {
      held?.release();
    }
  }

  async function runSequence(requests: readonly SimpleRequest[]): Promise<readonly RpcOutcome[]> {
    const outcomes: RpcOutcome[] = [];
    for (const request of requests) {
      const outcome = await runSimple(request);
      outcomes.push(outcome);
      if (outcomeToWire(outcome).status >= 300) break;
    }
    return outcomes;
  }

  async function runIfElse(request: IfElseRequest, signal: AbortSignal): Promise<RpcOutcome> {
    const node = {
      hardfork: params.hardfork,
      version: params.storageServerVersion,
      height: ports.view().state.head.height,
    };
    const condition = ifElseHolds(request.condition, node);
    const branch = condition ? request.whenTrue : request.whenFalse;
    return rpcOk(ifElseAnswer({ node, condition, outcome: branch && (await run(branch, signal)) }));
  }

  async function run(request: ClientRequest, signal: AbortSignal): Promise<RpcOutcome> {
    telemetry.count(`rpc_${request.method}`);
    switch (request.method) {
      case "batch":
        return rpcOk(batchAnswer(await runConcurrently(request.requests, signal)));
      case "sequence":
        return rpcOk(batchAnswer(await runSequence(request.requests)));
      case "ifelse":
        return runIfElse(request, signal);
      case "retrieve": {
        const [outcome] = await runConcurrently([request], signal);
        return outcome ?? rpcFailure("internal"); // one request, one outcome
      }
      default:
        return runSimple(request);
    }
  }

  return {
    async runBody(body, signal) {
      const parsed = parseClientBody(body, { allowUnprefixedAccounts: params.allowUnprefixedAccounts });
      const wire = outcomeToWire(parsed.ok ? await run(parsed.request, signal) : parsed.failure);
      return typeof wire.body === "string"
        ? { status: wire.status, body: wire.body, isJson: false }
        : { status: wire.status, body: writeJson(wire.body), isJson: true };
    },
    async runForwarded(body) {
      const parsed = readForwarded(body);
      if (!parsed.ok) return forwardedRefusal(parsed.failure);
      const facts = await factsFor(parsed.request, true);
      const refusal = decideRecursive(parsed.request, facts);
      if (refusal) return forwardedRefusal(refusal);
      telemetry.count("rpc_forwarded");
      return forwardedAnswer(await execute(parsed.request, facts.nowMs));
    },
  };
}

function readForwarded(body: Uint8Array): ReturnType<typeof parseForwardedRequest> {
  try {
    const { method, params } = forwardedParts.decode(body);
    return parseForwardedRequest(method, params);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return { ok: false, failure: rpcFailure("bad_parameter", error.message) };
  }
}

function forwardedRefusal(outcome: RpcOutcome): WireResponse {
  const { status, body } = outcomeToWire(outcome);
  const reason = typeof body === "string" ? body : writeJson(body);
  return forwardedAnswer({ ok: false, failure: { kind: "refused", code: status, reason } });
}

function anyDeleted(outcomes: Iterable<MemberOutcome>): boolean {
  for (const outcome of outcomes)
    if (outcome.ok && outcome.result.method === "delete" && outcome.result.deleted.length > 0) return true;
  return false;
}
