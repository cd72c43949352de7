import { base64Decode, base64Encode, utf8Encode } from "../bytes/index.ts";
import {
  type Codec,
  type JsonObject,
  type JsonValue,
  jsonEncode,
  jsonField,
  jsonInteger,
  jsonObject,
  jsonString,
} from "../codec/index.ts";
import { type JsonFormat, jsonDocument, jsonListOf } from "../codec/json-format.ts";
import { DecodeError } from "../errors.ts";

/** A body inside a batch: a JSON value as part of the document, or bytes. */
export type BatchBody =
  | { readonly kind: "json"; readonly value: JsonValue }
  | { readonly kind: "bytes"; readonly bytes: Uint8Array };

export interface BatchRequestItem {
  readonly method: "GET" | "DELETE" | "POST" | "PUT";
  /** Path and query; begins with `/`. */
  readonly endpoint: string;
  /** Names as the client wrote them. Headers that authenticate are ignored: the outer request counts. */
  readonly headers: Readonly<Record<string, string>>;
  /** Present exactly for POST and PUT. */
  readonly body?: BatchBody;
}

export interface BatchResponseItem {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: BatchBody;
}

/** Requests in one batch: two for each room and a few for the server. */
const BATCH_MAX = 1000;
const METHODS = ["GET", "DELETE", "POST", "PUT"] as const;
const BODY_FIELDS = ["json", "b64", "bytes"] as const;

const requestItem: JsonFormat<BatchRequestItem> = {
  toJson: ({ method, endpoint, headers, body }) => {
    const problem = requestProblem(method, endpoint, body !== undefined);
    if (problem !== undefined) throw new RangeError(problem);
    return {
      method,
      path: endpoint,
      ...(Object.keys(headers).length > 0 && { headers }),
      ...(body?.kind === "json" && { json: body.value }),
      ...(body?.kind === "bytes" && { b64: base64Encode(body.bytes) }),
    };
  },
  fromJson: (value, path = "") => {
    const item = jsonObject(value, path);
    const method = METHODS.find((known) => known === jsonField(item, "method"));
    if (method === undefined)
      throw new DecodeError("invalid_encoding", `expected one of ${METHODS.join(", ")}`, {
        path: `${path}.method`,
      });
    const endpoint = jsonString(item, "path", `${path}.path`);
    const body = readRequestBody(item, path);
    const problem = requestProblem(method, endpoint, body !== undefined);
    if (problem !== undefined) throw new DecodeError("invalid_encoding", problem, { path });
    return { method, endpoint, headers: readHeaders(item, path), ...(body && { body }) };
  },
};

/**
 * Body of `POST /batch`, whose requests all run, and of `POST /sequence`, which stops after the first one whose status
 * is not 2xx. One malformed request spoils the whole, so that none runs.
 *
 * Spec: docs/spec/communities.md section 3.
 */
export const batchRequest: Codec<readonly BatchRequestItem[]> = jsonDocument(
  jsonListOf(requestItem, BATCH_MAX),
);

const responseItem: JsonFormat<BatchResponseItem> = {
  toJson: ({ status, headers, body }) => {
    if (!Number.isInteger(status) || status < 100 || status > 599)
      throw new RangeError(`status: expected 100..599, got ${status}`);
    if (isJson(headers) !== (body.kind === "json"))
      throw new RangeError("body: expected JSON exactly when the content-type says so");
    return { code: status, headers, body: body.kind === "json" ? body.value : base64Encode(body.bytes) };
  },
  fromJson: (value, path = "") => {
    const item = jsonObject(value, path);
    const headers = readHeaders(item, path, (name) => name.toLowerCase());
    return {
      status: jsonInteger(item, "code", { min: 100, max: 599, path: `${path}.code` }),
      headers,
      body: readResponseBody(item, isJson(headers), path),
    };
  },
};

/**
 * Answer to a batch or sequence: results in the order of the requests, fewer of them when a sequence stopped.
 *
 * Spec: docs/spec/communities.md section 3.
 */
export const batchResponse: Codec<readonly BatchResponseItem[]> = jsonDocument(
  jsonListOf(responseItem, BATCH_MAX),
);

/** The bytes of a body, as the endpoint gets them when it is asked alone. */
export function batchBodyBytes(body: BatchBody): Uint8Array {
  return body.kind === "json" ? jsonEncode(body.value) : body.bytes;
}

function requestProblem(
  method: BatchRequestItem["method"],
  endpoint: string,
  hasBody: boolean,
): string | undefined {
  if (!endpoint.startsWith("/")) return "path: expected a leading /";
  const needsBody = method === "POST" || method === "PUT";
  if (needsBody && !hasBody) return `body: expected json, b64 or bytes with ${method}`;
  if (!needsBody && hasBody) return `body: expected none with ${method}`;
  return undefined;
}

function readRequestBody(item: JsonObject, path: string): BatchBody | undefined {
  const found = BODY_FIELDS.filter((name) => Object.hasOwn(item, name));
  const [field] = found;
  if (found.length > 1)
    throw new DecodeError("unexpected_field", `expected one body, got ${found.join(" and ")}`, { path });
  switch (field) {
    case undefined:
      return undefined;
    case "json":
      return { kind: "json", value: jsonField(item, "json") ?? null };
    case "b64":
      return { kind: "bytes", bytes: base64Decode(jsonString(item, "b64", `${path}.b64`), `${path}.b64`) };
    case "bytes":
      return { kind: "bytes", bytes: utf8Encode(jsonString(item, "bytes", `${path}.bytes`)) };
  }
}

function readResponseBody(item: JsonObject, isJsonBody: boolean, path: string): BatchBody {
  const value = jsonField(item, "body");
  if (value === undefined)
    throw new DecodeError("missing_field", "expected a body", { path: `${path}.body` });
  // A value that cannot be base64 text is JSON, whatever its headers say.
  if (isJsonBody || typeof value !== "string") return { kind: "json", value };
  return { kind: "bytes", bytes: base64Decode(value, `${path}.body`) };
}

function isJson(headers: Readonly<Record<string, string>>): boolean {
  return /^application\/json\s*(?:;|$)/i.test(headers["content-type"] ?? "");
}

function readHeaders(
  item: JsonObject,
  path: string,
  rename: (name: string) => string = (name) => name,
): Readonly<Record<string, string>> {
  const headers = jsonField(item, "headers");
  if (headers === undefined) return {};
  return Object.fromEntries(
    Object.entries(jsonObject(headers, `${path}.headers`)).map(([name, value]) => {
      if (typeof value !== "string")
        throw new DecodeError("invalid_encoding", "expected text", { path: `${path}.headers.${name}` });
      return [rename(name), value];
    }),
  );
}
