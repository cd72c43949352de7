import { asBtDict, type BtDict, type BtValue, btDecode } from "../bt/index.ts";
import { latin1Decode, utf8Decode } from "../bytes/index.ts";
import { jsonDecode } from "../codec/index.ts";
import { DecodeError } from "../errors.ts";
import type { ReadOptions } from "./auth.ts";
import type { IfElseRequest } from "./endpoints/ifelse.ts";
import { parseIfElse } from "./endpoints/ifelse.ts";
import { btFields, type FieldReader, jsonFields } from "./fields.ts";
import { RPC_LIMITS } from "./limits.ts";
import { ParameterError } from "./parameter-error.ts";
import { ENDPOINTS, isRecursive, type RecursiveRequest, type SimpleRequest } from "./request.ts";
import { type RpcFailure, rpcFailure } from "./status.ts";

/** Several requests in one: at once (`batch`), or one after the other until the first failure (`sequence`). */
export interface BatchRequest {
  readonly method: "batch" | "sequence";
  readonly requests: readonly SimpleRequest[];
}

export type ClientRequest = SimpleRequest | BatchRequest | IfElseRequest;

export type Parsed<T> =
  | { readonly ok: true; readonly request: T }
  | { readonly ok: false; readonly failure: RpcFailure };

/** Parameters of one request in either encoding. */
export type RequestParams = Readonly<Record<string, unknown>> | BtDict;

/** Every method name and alias. */
const PRIMARY_NAMES: ReadonlyMap<string, SimpleRequest["method"]> = new Map(
  Object.values(ENDPOINTS).flatMap((endpoint) =>
    // the table's keys are the endpoints' own names
    [endpoint.name, ...endpoint.aliases].map((name) => [name, endpoint.name as SimpleRequest["method"]]),
  ),
);

/**
 * Reads one client request. Nothing of it was executed or verified yet.
 *
 * @param params the `params` object of a JSON request as JSON.parse gave it, or a bencoded dict
 * @returns the typed request, or the failure to answer with (status 400)
 * Spec: docs/spec/storage-rpc.md sections 2.2, 7 and 8.
 */
export function parseClientRequest(
  method: string,
  params: RequestParams,
  options: ReadOptions = {},
): Parsed<ClientRequest> {
  try {
    return { ok: true, request: readRequest(method, params, options, 0) };
  } catch (error) {
    if (error instanceof UnknownMethod)
      return { ok: false, failure: rpcFailure("unknown_method", error.method) };
    if (error instanceof ParameterError)
      return { ok: false, failure: rpcFailure("bad_parameter", error.detail) };
    throw error;
  }
}

/**
 * Reads the body of `POST /storage_rpc/v1`, and the JSON part of an onion request.
 * Extra keys (`jsonrpc`, `id`) are ignored.
 * Spec: docs/spec/storage-rpc.md sections 2.1 and 2.2.
 */
export function parseClientBody(body: Uint8Array | string, options: ReadOptions = {}): Parsed<ClientRequest> {
  if (body.length > RPC_LIMITS.requestBytesMax) return { ok: false, failure: rpcFailure("body_too_large") };
  let value: unknown;
  try {
    value = jsonDecode(typeof body === "string" ? body : utf8Decode(body));
  } catch (error) {
    if (error instanceof DecodeError) return { ok: false, failure: rpcFailure("invalid_json") };
    throw error;
  }
  if (!isRecord(value) || typeof value.method !== "string")
    return { ok: false, failure: rpcFailure("method_missing") };
  const { method, params } = value;
  if (!isRecord(params)) return { ok: false, failure: rpcFailure("params_missing") };
  return parseClientRequest(method as string, params, options); // checked to be text above
}

/**
 * Reads what a swarm member forwarded (`sn.storage_cc`): only recursive requests may come this way.
 * The caller runs the full validation again.
 * Spec: docs/spec/storage-rpc.md section 10.1. Vectors: vectors/node-wire.json `forwarded_store`.
 */
export function parseForwardedRequest(method: string, params: Uint8Array): Parsed<RecursiveRequest> {
  let dict: BtDict;
  try {
    dict = asBtDict(btDecode(params, { depthMax: 4 }));
  } catch (error) {
    if (error instanceof DecodeError)
      return { ok: false, failure: rpcFailure("bad_parameter", "expected a bencoded dict") };
    throw error;
  }
  const parsed = parseClientRequest(method, dict);
  if (!parsed.ok) return parsed;
  const { request } = parsed;
  if (isSimple(request) && isRecursive(request)) return { ok: true, request };
  return {
    ok: false,
    failure: rpcFailure("bad_parameter", "received invalid forwarded non-forwardable request"),
  };
}

/** True for every request that a batch may contain. */
export function isSimple(request: ClientRequest): request is SimpleRequest {
  return request.method !== "batch" && request.method !== "sequence" && request.method !== "ifelse";
}

class UnknownMethod extends Error {
  readonly method: string;
  constructor(method: string) {
    super("unknown method");
    this.method = method.slice(0, 100);
  }
}

function readRequest(
  method: string,
  params: RequestParams,
  options: ReadOptions,
  depth: number,
): ClientRequest {
  const fields = params instanceof Map ? btFields(params) : jsonFields(params as Record<string, unknown>); // the other arm
  if (method === "batch" || method === "sequence")
    return { method, requests: readSubrequests(fields, options) };
  if (method === "ifelse") {
    if (depth >= RPC_LIMITS.ifelseDepthMax)
      throw new ParameterError("Invalid ifelse request: nested too deeply");
    return parseIfElse(fields, (branch, name) => {
      const { method: inner, params: innerParams } = readMethodAndParams(branch, () => {
        throw new ParameterError(`Invalid ifelse request: ${name} must have method/params keys`);
      });
      try {
        return readRequest(inner, innerParams, options, depth + 1);
      } catch (error) {
        if (error instanceof UnknownMethod)
          throw new ParameterError(`Invalid ifelse request method "${name}"`);
        throw error;
      }
    });
  }
  return readSimple(method, fields, options);
}

function readSimple(method: string, fields: FieldReader, options: ReadOptions): SimpleRequest {
  const primary = PRIMARY_NAMES.get(method);
  if (primary === undefined) throw new UnknownMethod(method);
  return ENDPOINTS[primary].parse(fields, options);
}

const META = new Set(["batch", "sequence", "ifelse"]);

function readSubrequests(fields: FieldReader, options: ReadOptions): readonly SimpleRequest[] {
  const list = fields.raw("requests");
  if (!Array.isArray(list) || list.length === 0)
    throw new ParameterError('Invalid batch request: no valid "requests" field');
  if (list.length > RPC_LIMITS.batchMax)
    throw new ParameterError("Invalid batch request: subrequest limit exceeded");
  return list.map((item: unknown) => {
    const { method, params } = readMethodAndParams(item, () => {
      throw new ParameterError("Invalid batch request: subrequests must have method/params keys");
    });
    if (META.has(method))
      throw new ParameterError("Invalid batch subrequest: subrequests may not contain meta-requests");
    if (!PRIMARY_NAMES.has(method))
      throw new ParameterError(`Invalid batch subrequest: invalid method "${method.slice(0, 100)}"`);
    const inner = params instanceof Map ? btFields(params) : jsonFields(params as Record<string, unknown>); // the other arm
    return readSimple(method, inner, options);
  });
}

function readMethodAndParams(
  item: unknown,
  complain: () => never,
): { readonly method: string; readonly params: RequestParams } {
  if (item instanceof Map) {
    const method: BtValue | undefined = item.get("method");
    const params: BtValue | undefined = item.get("params");
    if (!(method instanceof Uint8Array) || !(params instanceof Map)) complain();
    return { method: latin1Decode(method), params };
  }
  if (!isRecord(item) || typeof item.method !== "string" || !isRecord(item.params)) complain();
  return { method: item.method, params: item.params };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Map);
}
