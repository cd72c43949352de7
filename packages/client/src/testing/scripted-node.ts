import { concatBytes, utf8Encode } from "@session/protocol/bytes";
import { type CryptoProvider, ed25519SeedToX25519 } from "@session/protocol/crypto";
import type { Ed25519PublicKey } from "@session/protocol/identity";
import {
  ONION_HTTP_PATH,
  ONION_RELAY_METHOD,
  ONION_TEXT,
  type OpenedOnion,
  openOnionLayer,
  openRelayedLayer,
  relayRequest,
  sealReply,
} from "@session/protocol/onion";
import type {
  Clock,
  NodeAddress,
  Random,
  Transport,
  WireHandler,
  WireResponse,
} from "@session/protocol/ports";
import {
  outcomeToWire,
  parseClientBody,
  type RpcOutcome,
  rpcFailure,
  type WireObject,
  writeJson,
} from "@session/protocol/rpc";
import type { FixtureNode } from "@session/testkit/fixtures";
import type { ScriptedStorage } from "./scripted-storage.ts";

const RELAY_TIMEOUT_MS = 30_000;

export interface ScriptedNodeParts {
  readonly node: FixtureNode;
  readonly clock: Clock;
  readonly crypto: CryptoProvider;
  readonly random: Random;
  readonly storage: ScriptedStorage;
  /** As this node sees the others. */
  readonly transport: Transport;
  readonly findNode: (key: Ed25519PublicKey) => NodeAddress | undefined;
}

/** One node of the scripted network: opens real onion layers, relays, and runs storage requests. */
export function scriptedNode(parts: ScriptedNodeParts): WireHandler {
  const { node, crypto, random, storage } = parts;
  const x25519Secret = ed25519SeedToX25519(node.ed25519Seed);
  const keys = { x25519Secret, x25519PublicKey: crypto.x25519PublicKey(x25519Secret) };

  async function runStorage(body: Uint8Array, signal: AbortSignal): Promise<RpcOutcome> {
    const parsed = parseClientBody(body);
    return parsed.ok ? storage.run(node.ed25519, parsed.request, signal) : parsed.failure;
  }

  async function runOnion(opened: OpenedOnion, signal: AbortSignal): Promise<WireResponse> {
    if (opened.kind === "refused") return textResponse(opened.status, opened.text);
    const { plan, replyKey, hopNumber } = opened;
    switch (plan.kind) {
      case "final": {
        const { status, body } = outcomeToWire(await runStorage(plan.body, signal));
        const text = typeof body === "string" ? body : writeJson(body);
        const bodyIsJson = typeof body !== "string";
        return {
          status: 200,
          body: sealReply({
            key: replyKey,
            status,
            body: text,
            bodyIsJson,
            flags: plan.flags,
            random,
            crypto,
          }),
        };
      }
      case "node": {
        const next = parts.findNode(plan.destination);
        if (!next) return textResponse(502, ONION_TEXT.nextNodeNotFound(plan.destination));
        const { data, encType, ephemeralKey } = plan;
        const body = relayRequest.encode({ data, encType, ephemeralKey, hopNumber: hopNumber + 1 });
        try {
          return await parts.transport.request(
            next,
            { path: ONION_RELAY_METHOD, body },
            { timeoutMs: RELAY_TIMEOUT_MS, signal },
          );
        } catch (error) {
          signal.throwIfAborted();
          if (!(error instanceof Error)) throw error;
          return textResponse(504, ONION_TEXT.relayTimeout);
        }
      }
      case "server":
      case "reject":
        return textResponse(400, ONION_TEXT.invalidUrl);
    }
  }

  return async (request, _peer, signal) => {
    switch (request.path) {
      case ONION_HTTP_PATH:
        return runOnion(openOnionLayer(request.body, keys, { crypto }), signal);
      case ONION_RELAY_METHOD:
        return runOnion(openRelayedLayer(request.body, keys), signal);
      case "/storage_rpc/v1": {
        const parsed = parseClientBody(request.body);
        if (parsed.ok && "account" in parsed.request)
          storage.directAccounts.push({ node: node.ed25519, account: parsed.request.account });
        return outcomeResponse(await runStorage(request.body, signal));
      }
      default:
        return outcomeResponse(rpcFailure("unknown_method", request.path));
    }
  };
}

function outcomeResponse(outcome: RpcOutcome): WireResponse {
  const { status, body }: { status: number; body: string | WireObject } = outcomeToWire(outcome);
  return textResponse(status, typeof body === "string" ? body : writeJson(body));
}

function textResponse(status: number, text: string): WireResponse {
  return { status, body: concatBytes(utf8Encode(text)) };
}
