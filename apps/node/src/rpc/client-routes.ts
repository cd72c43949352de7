import { base64Encode, hexDecode, utf8Encode } from "@session/protocol/bytes";
import type { Ed25519PublicKey } from "@session/protocol/identity";
import type { NetworkParams } from "@session/protocol/params";
import type { Clock, Telemetry, WireHandler, WirePeer, WireResponse } from "@session/protocol/ports";
import { outcomeToWire, type RpcFailureName, rpcFailure } from "@session/protocol/rpc";
import type { OnionService } from "../onion/service.ts";
import { PROOFS_PATH, type ProofService } from "../proofs/service.ts";
import type { RateLimiter } from "./rate-limit.ts";
import type { RpcService } from "./service.ts";

/** Requests of clients under way at the same moment, held ones included. */
const UNDER_WAY_MAX = 8_192;

export interface ClientRoutesOptions {
  readonly self: Ed25519PublicKey;
  readonly params: NetworkParams;
  /** Answers `GET /health`: only the plain listener does. */
  readonly health?: () => WireResponse;
}

export interface ClientRoutesPorts {
  readonly notReady: () => readonly string[];
  readonly rpc: RpcService;
  readonly onion: OnionService;
  readonly proofs: ProofService;
  readonly rateLimiter: RateLimiter;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
}

/**
 * What the HTTPS listener and the plain one answer.
 * Spec: docs/spec/storage-rpc.md section 1, docs/spec/swarms-and-testing.md section 12.2.
 */
export function createClientRoutes(options: ClientRoutesOptions, ports: ClientRoutesPorts): WireHandler {
  const { params } = options;
  const version = params.storageServerVersion.join(".");
  const server = { server: `Oxen Storage Server/${version}` };
  let underWay = 0;

  const route: WireHandler = async (request, peer, signal) => {
    const [path = "", query = ""] = request.path.split("?", 2);
    switch (`${request.method} ${path}`) {
      case "POST /storage_rpc/v1": {
        const refusal = refuse() ?? refuseFlood(peer) ?? refuseLongPoll(request.headers);
        if (refusal) return refusal;
        const answer = await ports.rpc.runBody(request.body, signal);
        return answerWith(answer.status, answer.body, answer.isJson ? "application/json" : "text/plain");
      }
      case "POST /onion_req/v2":
        return refuse() ?? ports.onion.fromClient(request.body, signal);
      case "POST /ping_test/v1":
        return {
          status: 200,
          body: new Uint8Array(),
          headers: { "x-oxen-snode-pubkey": base64Encode(hexDecode(options.self)) },
        };
      case "GET /get_stats/v1":
        return answerWith(200, JSON.stringify({ version }), "application/json");
      case `POST ${PROOFS_PATH}`:
        return refuseFlood(peer) ?? ports.proofs.receive(request.body);
      case `GET ${PROOFS_PATH}`:
        return refuseFlood(peer) ?? ports.proofs.list(sinceParameter(query));
      case "GET /health":
        if (options.health) return options.health();
        break;
    }
    // compat: the reference prints the method in lower case.
    return failure("not_found", `${request.method.toLowerCase()} ${path.slice(0, 200)}`);
  };

  function refuse(): WireResponse | undefined {
    const reasons = ports.notReady();
    if (reasons.length > 0) return failure("not_ready", reasons.join("; "));
    return undefined;
  }

  function refuseFlood(peer: WirePeer): WireResponse | undefined {
    const ip = peer.kind === "client" ? peer.ip : peer.ed25519;
    return ports.rateLimiter.allow(ip, ports.clock.monotonic()) ? undefined : failure("rate_limited");
  }

  function refuseLongPoll(headers: Readonly<Record<string, string>> = {}): WireResponse | undefined {
    return headers["x-loki-long-poll"] === undefined ? undefined : failure("long_polling");
  }

  return async (request, peer, signal) => {
    if (underWay >= UNDER_WAY_MAX) return withHeaders(failure("busy"), server);
    underWay++;
    try {
      return withHeaders(await route(request, peer, signal), server);
    } finally {
      underWay--;
    }
  };
}

function failure(name: RpcFailureName, detail?: string): WireResponse {
  const { status, body } = outcomeToWire(rpcFailure(name, detail));
  return answerWith(status, String(body), "text/plain");
}

function answerWith(status: number, body: string, contentType: string): WireResponse {
  return { status, body: utf8Encode(body), headers: { "content-type": contentType } };
}

function withHeaders(response: WireResponse, headers: Readonly<Record<string, string>>): WireResponse {
  return { ...response, headers: { ...response.headers, ...headers } };
}

/** Seconds since 1970; everything when absent or not a number. */
function sinceParameter(query: string): number {
  const since = Number(new URLSearchParams(query).get("since") ?? 0);
  return Number.isFinite(since) && since > 0 ? since : 0;
}
