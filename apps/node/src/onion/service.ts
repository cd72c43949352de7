import { utf8Encode } from "@session/protocol/bytes";
import type { CryptoProvider } from "@session/protocol/crypto";
import { nodeByKey } from "@session/protocol/network";
import {
  ONION_RELAY_METHOD,
  ONION_TEXT,
  type OnionKeys,
  type OpenedOnion,
  openOnionLayer,
  openRelayedLayer,
  RELAY_TO_NODE_TIMEOUT_MS,
  RELAY_TO_SERVER_TIMEOUT_MS,
  type RelayPlan,
  relayedStatus,
  relayRequest,
  sealReply,
} from "@session/protocol/onion";
import type { NetworkParams } from "@session/protocol/params";
import type { Random, Telemetry, Transport, WireResponse } from "@session/protocol/ports";
import { addressOf, type NetworkView } from "../swarm/view.ts";

/** Runs the body of `/storage_rpc/v1` for whoever is hidden behind the onion. */
export type RunClientRpc = (
  body: Uint8Array,
  signal: AbortSignal,
) => Promise<{ readonly status: number; readonly body: string; readonly isJson: boolean }>;

/** Posts a payload to an HTTP(S) server outside the network; never throws for what the server does. */
export type ServerRelay = (
  request: {
    readonly protocol: "http" | "https";
    readonly host: string;
    readonly port: number;
    readonly target: string;
    readonly payload: Uint8Array;
    readonly userAgent: string;
  },
  options: { readonly timeoutMs: number; readonly signal: AbortSignal },
) => Promise<WireResponse>;

export interface OnionServiceOptions {
  readonly params: NetworkParams;
  readonly keys: OnionKeys;
}

export interface OnionServicePorts {
  readonly view: () => NetworkView;
  readonly notReady: () => readonly string[];
  readonly runRpc: RunClientRpc;
  readonly peers: Transport;
  /** Absent unless the operator allows it. */
  readonly servers?: ServerRelay;
  readonly random: Random;
  readonly telemetry: Telemetry;
  readonly crypto: CryptoProvider;
}

/** Opens one layer and does what it says. Spec: docs/spec/onion-requests.md sections 5 to 7. */
export interface OnionService {
  /** Body of `POST /onion_req/v2`; the caller has checked that the node is ready. */
  fromClient(body: Uint8Array, signal: AbortSignal): Promise<WireResponse>;
  /** Body of `sn.onion_request`. */
  fromNode(body: Uint8Array, signal: AbortSignal): Promise<WireResponse>;
}

/** What the operator's refusal to proxy looks like to the client: no server was reached. */
export const SERVER_RELAY_REFUSED = "This node does not relay to servers";

export function createOnionService(options: OnionServiceOptions, ports: OnionServicePorts): OnionService {
  const { keys, params } = options;
  const { crypto, peers, telemetry } = ports;

  async function act(opened: OpenedOnion, signal: AbortSignal): Promise<WireResponse> {
    if (opened.kind === "refused") return text(opened.status, opened.text);
    const { plan } = opened;
    switch (plan.kind) {
      case "reject":
        return sealed(opened, plan.status, plan.text, false);
      case "node":
        return toNode(plan, opened.hopNumber, signal);
      case "server":
        return toServer(plan, signal);
      case "final":
        return final(opened, plan, signal);
      default:
        return plan satisfies never;
    }
  }

  function sealed(
    opened: OpenedOnion & { kind: "opened" },
    status: number,
    body: string,
    bodyIsJson: boolean,
  ): WireResponse {
    const flags = opened.plan.kind === "final" ? { flags: opened.plan.flags } : {};
    return {
      status: 200,
      headers: { "content-type": "text/plain" },
      body: sealReply({
        key: opened.replyKey,
        status,
        body,
        bodyIsJson,
        ...flags,
        random: ports.random,
        crypto,
      }),
    };
  }

  async function final(
    opened: OpenedOnion & { kind: "opened" },
    plan: RelayPlan & { kind: "final" },
    signal: AbortSignal,
  ): Promise<WireResponse> {
    telemetry.count("onion_final");
    if (ports.notReady().length > 0) return sealed(opened, 503, ONION_TEXT.destinationNotReady, false);
    const answer = await ports.runRpc(plan.body, signal);
    return sealed(opened, answer.status, answer.body, answer.isJson);
  }

  async function toNode(
    plan: RelayPlan & { kind: "node" },
    hopNumber: number,
    signal: AbortSignal,
  ): Promise<WireResponse> {
    telemetry.count("onion_relayed");
    const view = ports.view();
    const node = nodeByKey(view.state, plan.destination);
    if (node === undefined || node.invalidIdentity)
      return text(502, ONION_TEXT.nextNodeNotFound(plan.destination));
    const address = addressOf(view, plan.destination);
    // Registered but never heard of: nobody knows where to send it, which to the client is the same thing.
    if (address === undefined) return text(502, ONION_TEXT.nextNodeNotFound(plan.destination));
    const body = relayRequest.encode({
      data: plan.data,
      encType: plan.encType,
      ephemeralKey: plan.ephemeralKey,
      hopNumber: hopNumber + 1,
    });
    try {
      const answer = await peers.request(
        address,
        { path: ONION_RELAY_METHOD, body },
        { timeoutMs: RELAY_TO_NODE_TIMEOUT_MS, signal },
      );
      return {
        status: relayedStatus(answer.status),
        body: answer.body,
        headers: { "content-type": "text/plain" },
      };
    } catch (error) {
      if (signal.aborted) throw error;
      telemetry.count("onion_relay_failed");
      if (!(error instanceof Error && error.name === "SessionError")) throw error;
      if ("code" in error && error.code === "peer_response_too_large")
        return text(500, ONION_TEXT.invalidRelayReply);
      // compat: the reference cannot tell a dead next node from a slow one.
      return text(504, ONION_TEXT.relayTimeout);
    }
  }

  async function toServer(plan: RelayPlan & { kind: "server" }, signal: AbortSignal): Promise<WireResponse> {
    if (ports.servers === undefined) return text(502, SERVER_RELAY_REFUSED);
    telemetry.count("onion_to_server");
    const { protocol, host, port, target, payload } = plan;
    const userAgent = `Oxen Storage Server/${params.storageServerVersion.join(".")}`;
    const answer = await ports.servers(
      { protocol, host, port, target, payload, userAgent },
      { timeoutMs: RELAY_TO_SERVER_TIMEOUT_MS, signal },
    );
    return { ...answer, status: relayedStatus(answer.status) };
  }

  return {
    fromClient: (body, signal) => act(openOnionLayer(body, keys, { crypto }), signal),
    async fromNode(body, signal) {
      if (ports.notReady().length > 0) return text(503, ONION_TEXT.relayNotReady(ports.view().self));
      return act(openRelayedLayer(body, keys, { crypto }), signal);
    },
  };
}

function text(status: number, body: string): WireResponse {
  return { status, body: utf8Encode(body), headers: { "content-type": "text/plain" } };
}
