import { ifElseParams } from "./endpoints/ifelse.ts";
import { RPC_LIMITS } from "./limits.ts";
import type { ClientRequest } from "./parse.ts";
import { type RecursiveRequest, requestParams, type SimpleRequest } from "./request.ts";
import { type WireObject, writeBt, writeJson } from "./wire-value.ts";

/** Request name of forwarded client requests on the node channel. */
export const FORWARD_REQUEST = "sn.storage_cc";

/**
 * A recursive request as the contacted node passes it on: primary method name and bencoded parameters.
 * Spec: docs/spec/storage-rpc.md section 10.1. Vectors: vectors/node-wire.json `forwarded_store`.
 */
export function encodeForwardedRequest(request: RecursiveRequest): {
  readonly method: string;
  readonly params: Uint8Array;
} {
  return { method: request.method, params: writeBt(requestParams(request, "forward")) };
}

/**
 * Any request as a client sends it: `{"method","params"}`.
 *
 * @throws RangeError for a batch without 1 to 20 requests
 * Spec: docs/spec/storage-rpc.md sections 2.1 and 8.
 */
export function clientCall(request: ClientRequest): WireObject {
  switch (request.method) {
    case "batch":
    case "sequence":
      if (request.requests.length < 1 || request.requests.length > RPC_LIMITS.batchMax)
        throw new RangeError(`${request.method}: expected 1..20 requests, got ${request.requests.length}`);
      return { method: request.method, params: { requests: request.requests.map(clientCall) } };
    case "ifelse":
      return { method: "ifelse", params: ifElseParams(request, clientCall) };
    default:
      return { method: request.method, params: requestParams(request, "client") };
  }
}

/**
 * JSON body of a request.
 *
 * @throws RangeError for a batch without 1 to 20 requests
 * Spec: docs/spec/storage-rpc.md section 2.1.
 */
export function encodeClientRequest(request: ClientRequest): string {
  return writeJson(clientCall(request));
}

/**
 * JSON body of a `batch` or `sequence`.
 *
 * @throws RangeError unless 1 to 20 requests
 * Spec: docs/spec/storage-rpc.md section 8.
 */
export function encodeBatch(method: "batch" | "sequence", requests: readonly SimpleRequest[]): string {
  return encodeClientRequest({ method, requests });
}
