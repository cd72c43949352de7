import type { Ed25519PublicKey } from "../identity/keys.ts";

/** Where a service node listens, as its newest uptime proof says. */
export interface NodeAddress {
  readonly ed25519: Ed25519PublicKey;
  /** Dotted IPv4. */
  readonly ip: string;
  /** HTTPS port for clients (`storage_port`). */
  readonly httpsPort: number;
  /** Port of the authenticated node channel (`storage_lmq_port`). */
  readonly peerPort: number;
  /** Plain HTTP port with CORS for browsers, where the node opens one (`storage_http_port`). */
  readonly httpPort?: number;
}

export interface WireRequest {
  /** HTTP path on client carriers (`/onion_req/v2`), request name on the node channel (`sn.storage_cc`). */
  readonly path: string;
  readonly body: Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface WireResponse {
  readonly status: number;
  readonly body: Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Outgoing request and response to a node, whatever carries it. Rejects with a retryable SessionError when no answer came. */
export interface Transport {
  request(
    to: NodeAddress,
    request: WireRequest,
    options: { timeoutMs: number; signal: AbortSignal },
  ): Promise<WireResponse>;
}

/** Who is asking: a client address, or an authenticated node. */
export type WirePeer =
  | { readonly kind: "client"; readonly ip: string }
  | { readonly kind: "node"; readonly ed25519: Ed25519PublicKey };

export type WireHandler = (
  request: WireRequest & { readonly method: string },
  peer: WirePeer,
  signal: AbortSignal,
) => Promise<WireResponse>;

export interface Endpoint {
  readonly ip: string;
  readonly port: number;
}

/** Incoming side: a node hands one handler to each listener. */
export interface Listener {
  start(handler: WireHandler): Promise<Endpoint>;
  stop(): Promise<void>;
}
