import { asBtBytes, asBtList, btDecode, btEncode } from "../bt/index.ts";
import {
  type Codec,
  type JsonObject,
  jsonDecode,
  jsonEncode,
  jsonField,
  jsonInteger,
  jsonObject,
  jsonString,
} from "../codec/index.ts";
import { DecodeError } from "../errors.ts";
import { ONION_BODY_BYTES_MAX } from "./limits.ts";

/** A request inside an onion to a server: what HTTP would carry. */
export interface V4Request {
  /** Path and query; begins with `/`. */
  readonly endpoint: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Absent for GET and DELETE. */
  readonly body?: Uint8Array;
}

export interface V4Response {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** Answer of a server that cannot parse the request it decrypted. */
export const V4_INVALID_REQUEST = {
  status: 400,
  contentType: "text/plain; charset=utf-8",
  text: "Invalid v4 onion request",
} as const;

/**
 * Plaintext of a v4 request: bencoded list of the metadata JSON and, if there is one, the body.
 *
 * Spec: docs/spec/onion-requests.md section 8.1. Vectors: vectors/onion-v4.json.
 */
export const v4Request: Codec<V4Request> = {
  encode: ({ endpoint, method, headers, body }) => {
    if (!endpoint.startsWith("/")) throw new RangeError(`endpoint: expected a leading /, got ${endpoint}`);
    const metadata = jsonEncode({ endpoint, headers, method });
    return btEncode(body === undefined ? [metadata] : [metadata, body]);
  },
  decode: (bytes) => {
    const { metadata, body } = readParts(bytes, 1);
    const endpoint = jsonString(metadata, "endpoint");
    if (!endpoint.startsWith("/"))
      throw new DecodeError("invalid_encoding", "expected a leading /", { path: "endpoint" });
    const method = jsonString(metadata, "method");
    return { endpoint, method, headers: readHeaders(metadata), ...(body && { body }) };
  },
};

/**
 * Plaintext of a v4 answer: always two parts; every HTTP error of the inner request is its `code`.
 *
 * Spec: docs/spec/onion-requests.md section 8.1. Vectors: vectors/onion-v4.json.
 */
export const v4Response: Codec<V4Response> = {
  encode: ({ status, headers, body }) => {
    if (!Number.isInteger(status) || status < 100 || status > 999)
      throw new RangeError(`status: expected 100..999, got ${status}`);
    return btEncode([jsonEncode({ code: status, headers }), body]);
  },
  decode: (bytes) => {
    const { metadata, body } = readParts(bytes, 2);
    const status = jsonInteger(metadata, "code", { min: 100, max: 999 });
    return { status, headers: readHeaders(metadata), body: body ?? new Uint8Array() };
  },
};

function readParts(
  bytes: Uint8Array,
  partsMin: number,
): { readonly metadata: JsonObject; readonly body: Uint8Array | undefined } {
  if (bytes.length > ONION_BODY_BYTES_MAX)
    throw new DecodeError("invalid_length", `v4: expected at most ${ONION_BODY_BYTES_MAX} bytes`);
  const parts = asBtList(btDecode(bytes, { depthMax: 1 }), "v4").map((part) => asBtBytes(part, "v4"));
  const [metadata, body] = parts;
  if (metadata === undefined || parts.length < partsMin || parts.length > 2)
    throw new DecodeError("invalid_length", `v4: expected ${partsMin} to 2 parts, got ${parts.length}`);
  return { metadata: jsonObject(jsonDecode(metadata, "metadata"), "metadata"), body };
}

function readHeaders(metadata: JsonObject): Readonly<Record<string, string>> {
  const headers = jsonField(metadata, "headers");
  if (headers === undefined) return {};
  return Object.fromEntries(
    Object.entries(jsonObject(headers, "headers")).map(([name, value]) => {
      if (typeof value !== "string")
        throw new DecodeError("invalid_encoding", "expected text", { path: `headers.${name}` });
      return [name.toLowerCase(), value];
    }),
  );
}
