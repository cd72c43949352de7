import { type JsonValue, jsonDecode, jsonField, jsonObject } from "../../codec/index.ts";
import { DecodeError } from "../../errors.ts";
import { type WireObject, type WireValue, writeJson } from "../wire-value.ts";

/** One call of `POST /json_rpc`. */
export interface JsonRpcCall {
  /** Echoed; null when the call had none. */
  readonly id: string | number | null;
  readonly method: string;
  readonly params: JsonValue | undefined;
}

const BODY_LENGTH_MAX = 1_000_000;
const ID_LENGTH_MAX = 200;

/** Reads a call; `jsonrpc` and `id` are optional, as clients leave them out. @throws DecodeError */
export function parseJsonRpc(body: Uint8Array | string): JsonRpcCall {
  if (body.length > BODY_LENGTH_MAX)
    throw new DecodeError("out_of_range", `expected at most ${BODY_LENGTH_MAX} bytes, got ${body.length}`, {
      path: "body",
    });
  const call = jsonObject(jsonDecode(body), "body");
  const method = jsonField(call, "method");
  if (typeof method !== "string") throw new DecodeError("missing_field", "expected text", { path: "method" });
  const id = jsonField(call, "id") ?? null;
  if (id !== null && typeof id !== "number" && (typeof id !== "string" || id.length > ID_LENGTH_MAX))
    throw new DecodeError("invalid_encoding", "expected a number or short text", { path: "id" });
  return { id, method, params: jsonField(call, "params") };
}

/** Send it with `Content-Type: application/json`, exactly so: a charset makes clients refuse it. */
export function jsonRpcResult(id: JsonRpcCall["id"], result: WireObject): string {
  return writeJson({ jsonrpc: "2.0", id, result });
}

/** Codes: -32700 not JSON, -32600 not a call, -32601 unknown method, -32602 bad parameters. */
export function jsonRpcError(id: JsonRpcCall["id"], code: number, message: string): string {
  return writeJson({ jsonrpc: "2.0", id, error: { code, message } });
}

/** Body of a call. */
export function jsonRpcRequest(method: string, params: WireValue): string {
  return writeJson({ jsonrpc: "2.0", id: 0, method, params });
}

/** The `result` of an answer. @throws DecodeError; an error answer gives missing_field with its message */
export function decodeJsonRpcResult(body: Uint8Array | string): JsonValue {
  const answer = jsonObject(jsonDecode(body), "answer");
  const result = jsonField(answer, "result");
  if (result !== undefined) return result;
  const error = jsonField(answer, "error");
  const message =
    error === undefined ? "expected a result, found none" : `refused: ${JSON.stringify(error).slice(0, 300)}`;
  throw new DecodeError("missing_field", message, { path: "result" });
}
