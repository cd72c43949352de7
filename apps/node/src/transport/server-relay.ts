import { lookup } from "node:dns/promises";
import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { BlockList, isIP } from "node:net";
import type { WireResponse } from "@session/protocol/ports";
import type { ServerRelay } from "../onion/service.ts";
import { BODY_BYTES_MAX } from "./body-budget.ts";

/** Addresses that a stranger must not reach through us: this machine and its local networks. */
const LOCAL = new BlockList();
for (const [network, prefix] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["224.0.0.0", 3],
] as const)
  LOCAL.addSubnet(network, prefix, "ipv4");
for (const [network, prefix] of [
  ["::", 127],
  ["fc00::", 7],
  ["fe80::", 10],
  ["ff00::", 8],
] as const)
  LOCAL.addSubnet(network, prefix, "ipv6");

/**
 * Posts onion payloads to servers: certificates are verified, redirects are not followed, and addresses of
 * local networks are refused unless the network is a local one itself.
 * Spec: docs/spec/onion-requests.md section 5.
 */
export function createServerRelay(options: { readonly allowLocalAddresses: boolean }): ServerRelay {
  return async (request, { timeoutMs, signal }) => {
    const deadline = AbortSignal.timeout(timeoutMs);
    try {
      const address = await resolve(request.host);
      if (!options.allowLocalAddresses && LOCAL.check(address, isIP(address) === 6 ? "ipv6" : "ipv4"))
        return failed(502, "the server's address is not public");
      return await post(request, address, AbortSignal.any([signal, deadline]));
    } catch (error) {
      signal.throwIfAborted();
      if (deadline.aborted) return failed(504, "Request time out");
      return failed(502, error instanceof Error ? error.message : "request failed");
    }
  };
}

async function resolve(host: string): Promise<string> {
  const bare = host.replace(/^\[|\]$/g, "");
  return isIP(bare) === 0 ? (await lookup(bare)).address : bare;
}

function post(
  request: Parameters<ServerRelay>[0],
  address: string,
  signal: AbortSignal,
): Promise<WireResponse> {
  const send = request.protocol === "https" ? requestHttps : requestHttp;
  return new Promise((resolvePost, reject) => {
    const sent = send({
      method: "POST",
      // The address that was checked is the one connected to; the name stays for TLS and the Host header.
      host: address,
      ...(isIP(request.host) === 0 ? { servername: request.host } : {}),
      port: request.port,
      path: request.target,
      headers: {
        host: hostHeader(request),
        "content-type": "application/octet-stream",
        "content-length": request.payload.length,
        "user-agent": request.userAgent,
      },
      signal,
      agent: false,
    });
    sent.on("error", reject);
    sent.on("response", (response) => {
      const chunks: Uint8Array[] = [];
      let length = 0;
      response.on("data", (chunk: Uint8Array) => {
        length += chunk.length;
        if (length > BODY_BYTES_MAX) return response.destroy(new Error("the answer is too long"));
        chunks.push(chunk);
      });
      response.on("error", reject);
      response.on("end", () =>
        resolvePost({ status: response.statusCode ?? 502, body: Buffer.concat(chunks, length) }),
      );
    });
    sent.end(request.payload);
  });
}

function hostHeader({ protocol, host, port }: Parameters<ServerRelay>[0]): string {
  return port === (protocol === "https" ? 443 : 80) ? host : `${host}:${port}`;
}

function failed(status: number, text: string): WireResponse {
  return { status, body: Buffer.from(text), headers: { "content-type": "text/plain" } };
}
