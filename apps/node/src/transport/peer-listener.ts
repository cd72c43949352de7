import {
  createSecureServer,
  type Http2SecureServer,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from "node:http2";
import type { AddressInfo } from "node:net";
import { TLSSocket } from "node:tls";
import { type Ed25519PublicKey, ed25519PublicKey } from "@session/protocol/identity";
import type { Listener, Telemetry, WireHandler, WireResponse } from "@session/protocol/ports";
import { BODY_BYTES_MAX, type BodyBudget, collectBody } from "./body-budget.ts";
import { ed25519KeyOf, type TlsIdentity } from "./certificate.ts";
import { plainHeaders } from "./headers.ts";

export const PEER_STREAMS_MAX = 256;
export const PEER_STREAM_WINDOW = 1024 * 1024;
export const PEER_SESSION_WINDOW = 16 * 1024 * 1024;
/** A session that carried nothing for this long is closed; the other side opens a new one when it needs it. */
const IDLE_MS = 120_000;

export interface PeerListenerOptions {
  readonly ip: string;
  readonly port: number;
  readonly identity: TlsIdentity;
  /** Whether a key belongs to a registered node. Asked at each connection and at each request. */
  readonly isRegistered: (key: Ed25519PublicKey) => boolean;
}

/**
 * Incoming side of the authenticated node channel: HTTP/2 over mutual TLS 1.3. The certificate authority
 * plays no part: TLS proves that the peer holds the key in its certificate, and that key must be the
 * Ed25519 key of a registered node. A request name is the path (`/sn.ping`).
 */
export function createPeerListener(
  options: PeerListenerOptions,
  ports: { telemetry: Telemetry; budget: BodyBudget },
): Listener {
  const sessions = new Set<ServerHttp2Session>();
  let server: Http2SecureServer | undefined;

  function peerOf(session: ServerHttp2Session): Ed25519PublicKey | undefined {
    const socket = session.socket;
    if (!(socket instanceof TLSSocket)) return undefined;
    const certificate = socket.getPeerX509Certificate();
    const key = certificate && ed25519KeyOf(certificate.publicKey);
    return key === undefined ? undefined : ed25519PublicKey(key);
  }

  function accept(session: ServerHttp2Session, handler: WireHandler): void {
    const peer = peerOf(session);
    if (peer === undefined || !options.isRegistered(peer)) {
      ports.telemetry.count("peer_refused");
      session.destroy();
      return;
    }
    sessions.add(session);
    session.setLocalWindowSize(PEER_SESSION_WINDOW);
    session.setTimeout(IDLE_MS, () => session.close());
    session.on("close", () => sessions.delete(session));
    // The connection broke; whoever waits on one of its streams learns it from that stream.
    session.on("error", () => ports.telemetry.count("peer_session_error"));
    session.on("stream", (stream, headers) => {
      stream.on("error", () => ports.telemetry.count("peer_stream_error"));
      if (!options.isRegistered(peer)) {
        session.destroy();
        return;
      }
      void serve(stream, headers, peer, handler);
    });
  }

  async function serve(
    stream: ServerHttp2Stream,
    headers: Readonly<Record<string, string | string[] | number | undefined>>,
    peer: Ed25519PublicKey,
    handler: WireHandler,
  ): Promise<void> {
    const gone = new AbortController();
    let release = () => {};
    stream.once("close", () => gone.abort());
    try {
      if (Number(headers["content-length"] ?? 0) > BODY_BYTES_MAX)
        return await reply(stream, textResponse(413, "Request body too large"));
      const collected = await collectBody(stream, ports.budget);
      if (collected.kind === "tooLarge")
        return await reply(stream, textResponse(413, "Request body too large"));
      if (collected.kind === "busy")
        return await reply(stream, textResponse(503, "Server busy, try again later"));
      release = collected.release;
      const response = await handler(
        {
          method: String(headers[":method"] ?? ""),
          path: String(headers[":path"] ?? "").replace(/^\//, ""),
          body: collected.bytes,
          headers: plainHeaders(headers),
        },
        { kind: "node", ed25519: peer },
        gone.signal,
      );
      await reply(stream, response);
    } catch (error) {
      if (gone.signal.aborted) return;
      ports.telemetry.log({
        level: "error",
        message: "a peer request failed inside the handler",
        fields: { error: error instanceof Error ? error.message : String(error) },
      });
      await reply(stream, textResponse(500, "request failed"));
    } finally {
      release();
    }
  }

  return {
    start(handler) {
      const created = createSecureServer({
        key: options.identity.keyPem,
        cert: options.identity.certificatePem,
        requestCert: true,
        // No authority signs node keys: accept() compares the proven key with the registered ones.
        rejectUnauthorized: false,
        minVersion: "TLSv1.3",
        allowHTTP1: false,
        maxSessionMemory: 64,
        settings: {
          maxConcurrentStreams: PEER_STREAMS_MAX,
          initialWindowSize: PEER_STREAM_WINDOW,
          enablePush: false,
        },
      });
      server = created;
      created.on("session", (session) => accept(session, handler));
      created.on("tlsClientError", () => ports.telemetry.count("peer_tls_error"));
      return new Promise((resolve, reject) => {
        created.once("error", reject);
        created.listen(options.port, options.ip, () => {
          created.off("error", reject);
          const address = created.address() as AddressInfo; // a TCP server that listens has this form
          resolve({ ip: address.address, port: address.port });
        });
      });
    },
    stop() {
      const stopping = server;
      server = undefined;
      for (const session of sessions) session.destroy();
      return stopping === undefined
        ? Promise.resolve()
        : new Promise((resolve) => stopping.close(() => resolve()));
    },
  };
}

function textResponse(status: number, text: string): WireResponse {
  return { status, body: Buffer.from(text) };
}

function reply(stream: ServerHttp2Stream, response: WireResponse): Promise<void> {
  if (stream.destroyed || stream.closed) return Promise.resolve();
  stream.respond({ ":status": response.status, "content-length": response.body.length, ...response.headers });
  return new Promise((resolve) => {
    stream.once("close", () => resolve());
    stream.end(response.body, () => resolve());
    stream.resume(); // an unread rest of the request would keep the stream open
  });
}
