import { Agent as HttpAgent, request as requestHttp } from "node:http";
import { Agent as HttpsAgent, request as requestHttps } from "node:https";
import type { WireResponse } from "@session/protocol/ports";
import { nodeError } from "../errors.ts";
import { BODY_BYTES_MAX } from "./body-budget.ts";

/** Plain requests to URLs: seeds, and the HTTPS listeners of other nodes. */
export interface UrlClient {
  /**
   * @param request.body absent for GET
   * Rejects with `seed_unreachable` (retryable) when no complete answer came in time.
   */
  request(
    request: { readonly url: string; readonly body?: Uint8Array },
    options: { timeoutMs: number; signal: AbortSignal },
  ): Promise<WireResponse>;
  close(): void;
}

/**
 * Certificates are not checked: nodes have self-signed ones, and everything fetched this way (uptime
 * proofs) carries its own signature.
 */
export function createUrlClient(): UrlClient {
  const limits = { keepAlive: true, maxSockets: 4, maxFreeSockets: 64, timeout: 30_000 };
  const http = new HttpAgent(limits);
  const https = new HttpsAgent({ ...limits, rejectUnauthorized: false });
  return {
    request({ url, body }, { timeoutMs, signal }) {
      const deadline = AbortSignal.timeout(timeoutMs);
      return new Promise((resolve, reject) => {
        const fail = (cause: unknown) =>
          signal.aborted
            ? reject(signal.reason)
            : reject(
                nodeError(
                  "seed_unreachable",
                  deadline.aborted ? `no answer within ${timeoutMs} ms` : "no answer",
                  {
                    retryable: true,
                    cause,
                  },
                ),
              );
        const options = {
          method: body === undefined ? "GET" : "POST",
          signal: AbortSignal.any([signal, deadline]),
          ...(body === undefined ? {} : { headers: { "content-length": body.length } }),
        };
        const sent = url.startsWith("https:")
          ? requestHttps(url, { ...options, agent: https })
          : requestHttp(url, { ...options, agent: http });
        sent.on("error", fail);
        sent.on("response", (response) => {
          const chunks: Uint8Array[] = [];
          let length = 0;
          response.on("data", (chunk: Uint8Array) => {
            length += chunk.length;
            if (length > BODY_BYTES_MAX) return response.destroy(new Error("the answer is too long"));
            chunks.push(chunk);
          });
          response.on("error", fail);
          response.on("end", () =>
            resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks, length) }),
          );
        });
        sent.end(body);
      });
    },
    close() {
      http.destroy();
      https.destroy();
    },
  };
}
