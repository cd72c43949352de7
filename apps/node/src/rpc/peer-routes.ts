import { utf8Encode } from "@session/protocol/bytes";
import { ONION_RELAY_METHOD } from "@session/protocol/onion";
import type { WireHandler, WireResponse } from "@session/protocol/ports";
import { FORWARD_REQUEST, PUSH_REQUEST } from "@session/protocol/rpc";
import type { OnionService } from "../onion/service.ts";
import { CATCH_UP_FETCH, CATCH_UP_LIST, type CatchUpResponder } from "../swarm/catch-up.ts";
import type { RpcService } from "./service.ts";

export interface PeerRoutesPorts {
  readonly rpc: RpcService;
  readonly onion: OnionService;
  readonly receivePush: (body: Uint8Array) => Promise<WireResponse>;
  readonly catchUp: CatchUpResponder;
}

/** What the node channel answers; the link has checked that a registered node is asking. */
export function createPeerRoutes(ports: PeerRoutesPorts): WireHandler {
  return async (request, peer, signal) => {
    if (peer.kind !== "node") return text(403, "only nodes may ask this");
    switch (request.path) {
      case "sn.ping":
        return text(200, "pong");
      case FORWARD_REQUEST:
        return ports.rpc.runForwarded(request.body);
      case PUSH_REQUEST:
        return ports.receivePush(request.body);
      case ONION_RELAY_METHOD:
        return ports.onion.fromNode(request.body, signal);
      case CATCH_UP_LIST:
        return ports.catchUp.list(request.body, peer.ed25519);
      case CATCH_UP_FETCH:
        return ports.catchUp.fetch(request.body, peer.ed25519);
      default:
        return text(404, `no request ${request.path.slice(0, 100)}`);
    }
  };
}

function text(status: number, body: string): WireResponse {
  return { status, body: utf8Encode(body) };
}
