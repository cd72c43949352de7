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

/** A request as a client sends it: `{"method","params"}`. */
export function clientCall(request: SimpleRequest): WireObject {
  return { method: request.method, params: requestParams(request, "client") };
}

/** JSON body of one request. */
export function encodeClientRequest(request: SimpleRequest): string {
  return writeJson(clientCall(request));
}

/** JSON body of a `batch` or `sequence`. @throws RangeError unless 1 to 20 requests */
export function encodeBatch(method: "batch" | "sequence", requests: readonly SimpleRequest[]): string {
  if (requests.length < 1 || requests.length > 20)
    throw new RangeError(`${method}: expected 1..20 requests, got ${requests.length}`);
  return writeJson({ method, params: { requests: requests.map(clientCall) } });
}
