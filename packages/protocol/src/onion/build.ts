import { hexDecode, hexEncode, utf8Encode } from "../bytes/index.ts";
import type { JsonObject } from "../codec/index.ts";
import type { CryptoProvider } from "../crypto/index.ts";
import type { Ed25519PublicKey, X25519PublicKey } from "../identity/index.ts";
import type { Random } from "../ports/index.ts";
import type { EncType } from "./enc-type.ts";
import { encodeFrame } from "./frame.ts";
import { openWithLayerKey, type SealedLayer, sealLayer } from "./layer.ts";
import { ONION_HOPS_MAX, V4_TARGET } from "./limits.ts";
import { DEFAULT_REPLY_FLAGS, type NodeReply, openReply, type ReplyFlags } from "./reply.ts";
import { type V4Response, v4Response } from "./v4.ts";

export interface OnionHop {
  readonly ed25519: Ed25519PublicKey;
  readonly x25519: X25519PublicKey;
}

export interface NodeDestination extends OnionHop {
  readonly kind: "node";
}

export interface ServerDestination {
  readonly kind: "server";
  readonly host: string;
  /** Default `/oxen/v4/lsrpc`. */
  readonly target?: string;
  readonly x25519: X25519PublicKey;
  /** Left out of the request together with `port` when absent: https on 443. */
  readonly protocol?: "http" | "https";
  readonly port?: number;
  /** Default POST. */
  readonly method?: string;
}

interface CommonOptions {
  /** Guard first; the destination takes no part. One to 15 hops. */
  readonly path: readonly OnionHop[];
  /** Node: JSON text of the storage RPC call. Server: the encoded v4 request. */
  readonly body: string | Uint8Array;
  /** Default `xchacha20`. */
  readonly encType?: EncType;
  /** Whether each level names its `enc_type`; default: unless it is aes-gcm, which readers assume. */
  readonly encTypeInJson?: boolean;
  /** Fake starting hop number in the outermost JSON, so that the guard cannot be sure to be the first. */
  readonly hopNumber?: number;
  readonly random: Pick<Random, "secure">;
  readonly crypto?: CryptoProvider;
}

export interface NodeOnionOptions extends CommonOptions {
  readonly destination: NodeDestination;
  readonly replyFlags?: ReplyFlags;
  /** Control JSON of the innermost frame; must contain `headers`. Default `{"headers":""}` and the flags. */
  readonly control?: JsonObject;
}

export interface ServerOnionOptions extends CommonOptions {
  readonly destination: ServerDestination;
}

export interface OnionRequest<Reply> {
  /** Body of `POST /onion_req/v2` at the guard. */
  readonly guardBody: Uint8Array;
  /** Reads the HTTP body that came back under status 200. Throws DecodeError. */
  openReply(httpBody: Uint8Array): Reply;
}

/**
 * Wraps a request in one layer for its destination and one for each hop, innermost first.
 *
 * @throws RangeError when the path is empty or longer than 15 hops, or the request exceeds 10 MiB
 * @throws DecodeError invalid_encoding when a node's X25519 key has small order
 * @example
 * const { guardBody, openReply } = buildOnionRequest({ path, destination: { kind: "node", ...node }, body, random });
 * Spec: docs/spec/onion-requests.md section 4. Vectors: vectors/onion-hop.json.
 */
export function buildOnionRequest(options: NodeOnionOptions): OnionRequest<NodeReply>;
export function buildOnionRequest(options: ServerOnionOptions): OnionRequest<V4Response>;
export function buildOnionRequest(
  options: NodeOnionOptions | ServerOnionOptions,
): OnionRequest<NodeReply> | OnionRequest<V4Response> {
  const { path, encType = "xchacha20", random } = options;
  if (path.length === 0 || path.length > ONION_HOPS_MAX)
    throw new RangeError(`path: expected 1..${ONION_HOPS_MAX} hops, got ${path.length}`);
  const crypto = options.crypto && { crypto: options.crypto };
  const namesEncType = options.encTypeInJson ?? encType !== "aes-gcm";
  const seal = (plaintext: Uint8Array, x25519: X25519PublicKey) =>
    sealLayer({ plaintext, receiverX25519: hexDecode(x25519, "x25519"), encType, random, ...crypto });
  const inner = (layer: SealedLayer): JsonObject => ({
    ephemeral_key: hexEncode(layer.ephemeralPublicKey),
    ...(namesEncType && { enc_type: encType }),
  });

  const destinationLayer = seal(innermost(options), options.destination.x25519);
  let layer = destinationLayer;
  let route: JsonObject = routeTo(options.destination);
  for (const hop of path.toReversed()) {
    layer = seal(encodeFrame({ blob: layer.sealed, control: { ...route, ...inner(layer) } }), hop.x25519);
    route = { destination: hop.ed25519 };
  }
  const hopNumber = options.hopNumber === undefined ? {} : { hop_no: options.hopNumber };
  const guardBody = encodeFrame({ blob: layer.sealed, control: { ...inner(layer), ...hopNumber } });

  const { key } = destinationLayer;
  if (!isForNode(options))
    return {
      guardBody,
      openReply: (httpBody) => v4Response.decode(openWithLayerKey(httpBody, key, options.crypto)),
    };
  const flags = options.replyFlags ?? DEFAULT_REPLY_FLAGS;
  return { guardBody, openReply: (httpBody) => openReply(httpBody, key, flags, options.crypto) };
}

function innermost(options: NodeOnionOptions | ServerOnionOptions): Uint8Array {
  const body = typeof options.body === "string" ? utf8Encode(options.body) : options.body;
  if (!isForNode(options)) return body;
  const { json, base64 } = options.replyFlags ?? DEFAULT_REPLY_FLAGS;
  const flags = { ...(json && { json }), ...(!base64 && { base64 }) };
  return encodeFrame({ blob: body, control: { ...(options.control ?? { headers: "" }), ...flags } });
}

function routeTo(destination: NodeDestination | ServerDestination): JsonObject {
  if (destination.kind === "node") return { destination: destination.ed25519 };
  const { host, target = V4_TARGET, method = "POST", protocol, port } = destination;
  return {
    host,
    target,
    method,
    ...(protocol !== undefined && { protocol }),
    ...(port !== undefined && { port }),
  };
}

function isForNode(options: NodeOnionOptions | ServerOnionOptions): options is NodeOnionOptions {
  return options.destination.kind === "node";
}
