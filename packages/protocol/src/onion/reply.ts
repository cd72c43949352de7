import { base64Decode, base64Encode, utf8Decode, utf8Encode } from "../bytes/index.ts";
import { type JsonObject, jsonDecode, jsonField, jsonObject } from "../codec/index.ts";
import { type CryptoProvider, nobleCrypto } from "../crypto/index.ts";
import { DecodeError } from "../errors.ts";
import type { Random } from "../ports/index.ts";
import { type LayerKey, openWithLayerKey, sealWithLayerKey } from "./layer.ts";
import { ONION_BODY_BYTES_MAX } from "./limits.ts";

/** How the client wants its answer (`json`, `base64` of the control JSON). */
export interface ReplyFlags {
  /** Embed a JSON result as it is instead of as a text. Default false. */
  readonly json: boolean;
  /** Base64 around the ciphertext. Default true. */
  readonly base64: boolean;
}

/** What a request without flags asks for. */
export const DEFAULT_REPLY_FLAGS: ReplyFlags = { json: false, base64: true };

/** Answer of a node destination: the status inside the encryption, and the body as text (usually JSON). */
export interface NodeReply {
  readonly status: number;
  readonly body: string;
}

/**
 * Encrypts a node's answer; the result is the HTTP body on the way back, under HTTP status 200.
 *
 * `bodyIsJson` says that `body` is a serialised JSON result, which only matters with the `json` flag.
 * Spec: docs/spec/onion-requests.md section 7. Vectors: vectors/onion-hop.json.
 */
export function sealReply(options: {
  readonly key: LayerKey;
  readonly status: number;
  readonly body: string;
  readonly bodyIsJson: boolean;
  readonly flags?: ReplyFlags;
  readonly random: Pick<Random, "secure">;
  readonly crypto?: CryptoProvider;
}): Uint8Array {
  const { key, status, body, flags = DEFAULT_REPLY_FLAGS, random, crypto } = options;
  const embedded = flags.json && options.bodyIsJson ? body : JSON.stringify(body);
  const sealed = sealWithLayerKey(utf8Encode(`{"body":${embedded},"status":${status}}`), key, random, crypto);
  return flags.base64 ? utf8Encode(base64Encode(sealed)) : sealed;
}

/**
 * Reverse of {@link sealReply}. A result that was embedded as JSON is given as compact text, too.
 *
 * @throws DecodeError invalid_encoding, invalid_length, decryption_failed, missing_field, out_of_range
 * Spec: docs/spec/onion-requests.md section 7. Vectors: vectors/onion-hop.json.
 */
export function openReply(
  httpBody: Uint8Array,
  key: LayerKey,
  flags: ReplyFlags = DEFAULT_REPLY_FLAGS,
  crypto: CryptoProvider = nobleCrypto,
): NodeReply {
  if (httpBody.length > ONION_BODY_BYTES_MAX)
    throw new DecodeError("invalid_length", `reply: expected at most ${ONION_BODY_BYTES_MAX} bytes`);
  const sealed = flags.base64 ? base64Decode(base64Text(httpBody), "reply") : httpBody;
  const plaintext = openWithLayerKey(sealed, key, crypto);
  const reply = jsonObject(jsonDecode(plaintext, "reply"), "reply");
  const body = jsonField(reply, "body");
  if (body === undefined)
    throw new DecodeError("missing_field", "expected a value, found none", { path: "body" });
  return { status: readStatus(reply), body: typeof body === "string" ? body : JSON.stringify(body) };
}

/** compat: some old servers wrapped the base64 text in `{"result":"..."}`. */
function base64Text(httpBody: Uint8Array): string {
  const text = utf8Decode(httpBody, "reply").trim();
  if (!text.startsWith("{")) return text;
  const result = jsonField(jsonObject(jsonDecode(text, "reply"), "reply"), "result");
  if (typeof result !== "string")
    throw new DecodeError("missing_field", "expected a text", { path: "reply.result" });
  return result;
}

/** compat: `status_code` is an older spelling. */
function readStatus(reply: JsonObject): number {
  const status = jsonField(reply, "status") ?? jsonField(reply, "status_code");
  if (typeof status !== "number" || !Number.isInteger(status) || status < 100 || status > 999)
    throw new DecodeError("out_of_range", "expected 100..999", { path: "status" });
  return status;
}
