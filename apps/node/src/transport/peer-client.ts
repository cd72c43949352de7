import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  connect as connectHttp2,
  constants,
} from "node:http2";
import { connect as connectTls, type TLSSocket } from "node:tls";
import type { Ed25519PublicKey } from "@session/protocol/identity";
import type { NodeAddress, Telemetry, Transport, WireRequest, WireResponse } from "@session/protocol/ports";
import { nodeError } from "../errors.ts";
import { BODY_BYTES_MAX } from "./body-budget.ts";
import { ed25519KeyOf, type TlsIdentity } from "./certificate.ts";
import { plainHeaders } from "./headers.ts";
import { PEER_SESSION_WINDOW, PEER_STREAM_WINDOW } from "./peer-listener.ts";

/** Requests that may wait for answers of one peer at the same moment. */
const OUTSTANDING_MAX = 512;
const CONNECT_TIMEOUT_MS = 5_000;
const KEEP_ALIVE_MS = 15_000;
const IDLE_MS = 100_000;

interface Link {
  readonly ip: string;
  readonly port: number;
  readonly session: Promise<ClientHttp2Session>;
  outstanding: number;
}

/** Outgoing side of the node channel: one kept session per peer, made when first needed and after it broke. */
export interface PeerTransport extends Transport {
  /** Closes every session; requests under way fail. */
  close(): void;
}

/**
 * Sends requests over the authenticated node channel. A connection counts only when the other side has
 * proven to hold the Ed25519 key of the node it was opened for.
 *
 * Rejects with `peer_unreachable`, `peer_timeout`, `peer_identity_mismatch` or `peer_response_too_large`.
 */
export function createPeerTransport(
  options: { readonly identity: TlsIdentity },
  ports: { telemetry: Telemetry },
): PeerTransport {
  const links = new Map<Ed25519PublicKey, Link>();

  function linkTo(to: NodeAddress): Link {
    const known = links.get(to.ed25519);
    if (known && known.ip === to.ip && known.port === to.peerPort) return known;
    if (known) drop(to.ed25519, known);
    const link: Link = { ip: to.ip, port: to.peerPort, outstanding: 0, session: openSession(to) };
    links.set(to.ed25519, link);
    link.session.then(
      (session) => {
        const forget = () => drop(to.ed25519, link);
        if (session.destroyed || session.closed) return forget();
        session.once("close", forget);
        session.once("goaway", forget);
      },
      () => drop(to.ed25519, link), // the request that waits for this session reports the reason
    );
    return link;
  }

  function drop(key: Ed25519PublicKey, link: Link): void {
    if (links.get(key) === link) links.delete(key);
    link.session.then(
      (session) => session.close(), // streams under way still finish
      () => undefined, // never opened: nothing to close
    );
  }

  async function openSession(to: NodeAddress): Promise<ClientHttp2Session> {
    const socket = await openSocket(to, options.identity);
    const session = connectHttp2(`https://${to.ip}:${to.peerPort}`, {
      createConnection: () => socket,
      maxSessionMemory: 64,
      settings: { initialWindowSize: PEER_STREAM_WINDOW, enablePush: false },
    });
    session.on("error", () => ports.telemetry.count("peer_session_error"));
    session.once("connect", () => session.setLocalWindowSize(PEER_SESSION_WINDOW));
    session.setTimeout(IDLE_MS, () => session.close());
    return session;
  }

  return {
    async request(to, request, { timeoutMs, signal }) {
      const deadline = AbortSignal.timeout(timeoutMs);
      const both = AbortSignal.any([signal, deadline]);
      const link = linkTo(to);
      if (link.outstanding >= OUTSTANDING_MAX)
        throw nodeError("peer_unreachable", "too many requests wait for this node", { retryable: true });
      link.outstanding++;
      try {
        const session = await raceAbort(link.session, both);
        return await exchange(session, request, both);
      } catch (error) {
        signal.throwIfAborted();
        if (deadline.aborted) {
          drop(to.ed25519, link); // a link that swallows requests is not worth keeping
          throw nodeError("peer_timeout", `no answer within ${timeoutMs} ms`, {
            retryable: true,
            cause: error,
          });
        }
        if (error instanceof Error && error.name === "SessionError") throw error;
        throw nodeError("peer_unreachable", "the connection to the node failed", {
          retryable: true,
          cause: error,
        });
      } finally {
        link.outstanding--;
      }
    },
    close() {
      for (const link of links.values())
        link.session.then(
          (session) => session.destroy(),
          () => undefined, // never opened: nothing to close
        );
      links.clear();
    },
  };
}

function raceAbort<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    if (signal.aborted) return onAbort();
    signal.addEventListener("abort", onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}

function openSocket(to: NodeAddress, identity: TlsIdentity): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = connectTls({
      host: to.ip,
      port: to.peerPort,
      key: identity.keyPem,
      cert: identity.certificatePem,
      // No authority signs node keys: the proven key is compared with the expected one below.
      rejectUnauthorized: false,
      minVersion: "TLSv1.3",
      ALPNProtocols: ["h2"],
    });
    socket.setTimeout(CONNECT_TIMEOUT_MS, () =>
      socket.destroy(
        nodeError("peer_unreachable", "the connection was not set up in time", { retryable: true }),
      ),
    );
    socket.once("error", reject);
    socket.once("secureConnect", () => {
      socket.setTimeout(0);
      socket.setNoDelay(true);
      socket.setKeepAlive(true, KEEP_ALIVE_MS);
      const certificate = socket.getPeerX509Certificate();
      if (certificate === undefined || ed25519KeyOf(certificate.publicKey) !== to.ed25519) {
        socket.destroy();
        reject(
          nodeError(
            "peer_identity_mismatch",
            "the node at this address proved another key than the expected one",
          ),
        );
        return;
      }
      socket.off("error", reject);
      resolve(socket);
    });
  });
}

function exchange(
  session: ClientHttp2Session,
  request: WireRequest,
  signal: AbortSignal,
): Promise<WireResponse> {
  return new Promise((resolve, reject) => {
    const stream: ClientHttp2Stream = session.request(
      {
        ...request.headers,
        ":method": "POST",
        ":path": `/${request.path}`,
        "content-length": String(request.body.length),
      },
      { signal },
    );
    const chunks: Uint8Array[] = [];
    let length = 0;
    let status = 0;
    let headers: Record<string, string> = {};
    stream.on("response", (received) => {
      status = Number(received[":status"] ?? 0);
      headers = plainHeaders(received);
    });
    stream.on("data", (chunk: Uint8Array) => {
      length += chunk.length;
      if (length > BODY_BYTES_MAX) {
        stream.close(constants.NGHTTP2_CANCEL);
        reject(nodeError("peer_response_too_large", `the answer is longer than ${BODY_BYTES_MAX} bytes`));
        return;
      }
      chunks.push(chunk);
    });
    stream.on("end", () => {
      if (status === 0) return;
      resolve({ status, headers, body: Buffer.concat(chunks, length) });
    });
    stream.on("error", reject);
    stream.on("close", () =>
      reject(nodeError("peer_unreachable", "the connection closed before the answer", { retryable: true })),
    );
    stream.end(request.body);
  });
}
