import { utf8Encode } from "@session/protocol/bytes";
import type { WireResponse } from "@session/protocol/ports";
import { swarmIdHex } from "@session/protocol/swarm";
import type { NodeStatus } from "../node.ts";

/** `GET /health`: 200 when clients are served, else 503; the body says why and how it stands. */
export function healthAnswer(status: NodeStatus, counters: Readonly<Record<string, number>>): WireResponse {
  const { swarmId, ...rest } = status;
  return {
    status: status.isReady ? 200 : 503,
    headers: { "content-type": "application/json" },
    body: utf8Encode(JSON.stringify({ ...rest, swarm: swarmIdHex(swarmId), counters })),
  };
}
