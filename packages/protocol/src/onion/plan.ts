import { hexDecode } from "../bytes/index.ts";
import { type JsonObject, jsonBoolean, jsonField, jsonInteger, jsonString } from "../codec/index.ts";
import { DecodeError } from "../errors.ts";
import { type Ed25519PublicKey, ed25519PublicKey, x25519PublicKey } from "../identity/index.ts";
import { type EncType, parseEncType } from "./enc-type.ts";
import { decodeFrame } from "./frame.ts";
import { DEFAULT_REPLY_FLAGS, type ReplyFlags } from "./reply.ts";
import { ONION_TEXT } from "./texts.ts";

/** What a node does with the layer it opened. */
export type RelayPlan =
  /** Run `body` like the body of `/storage_rpc/v1`; answer with `sealReply` under `flags`. */
  | { readonly kind: "final"; readonly body: Uint8Array; readonly flags: ReplyFlags }
  /** POST the whole plaintext there; answer with the server's status and raw body. */
  | {
      readonly kind: "server";
      readonly protocol: "http" | "https";
      readonly host: string;
      readonly port: number;
      readonly target: string;
      readonly payload: Uint8Array;
    }
  /** Hand `data` to the next node. */
  | {
      readonly kind: "node";
      readonly destination: Ed25519PublicKey;
      readonly data: Uint8Array;
      readonly encType: EncType;
      readonly ephemeralKey: Uint8Array;
    }
  /** Answer this at once, encrypted with `sealReply` under the default flags. */
  | { readonly kind: "reject"; readonly status: 400; readonly text: string };

/**
 * Decides by the control JSON: `headers` present, then `host` present, then a relay to `destination`.
 *
 * Never throws: what cannot be read becomes `Invalid json`, a target that is not allowed `Invalid url`.
 * Spec: docs/spec/onion-requests.md sections 2 and 5.
 */
export function planRelay(plaintext: Uint8Array): RelayPlan {
  try {
    const { blob, control } = decodeFrame(plaintext);
    if (jsonField(control, "headers") !== undefined)
      return { kind: "final", body: blob, flags: readFlags(control) };
    if (jsonField(control, "host") !== undefined) return planServer(control, plaintext);
    return {
      kind: "node",
      destination: ed25519PublicKey(jsonString(control, "destination"), "destination"),
      data: blob,
      ...readInnerLayer(control),
    };
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return { kind: "reject", status: 400, text: ONION_TEXT.invalidJson };
  }
}

/** Keys that describe the blob beside them. @throws DecodeError missing_field, invalid_encoding */
export function readInnerLayer(control: JsonObject): {
  readonly ephemeralKey: Uint8Array;
  readonly encType: EncType;
} {
  const ephemeralKey = x25519PublicKey(jsonString(control, "ephemeral_key"), "ephemeral_key");
  const encType = jsonField(control, "enc_type") === undefined ? undefined : jsonString(control, "enc_type");
  return { ephemeralKey: hexDecode(ephemeralKey), encType: parseEncType(encType) };
}

function readFlags(control: JsonObject): ReplyFlags {
  const flag = (key: keyof ReplyFlags) =>
    jsonField(control, key) === undefined ? DEFAULT_REPLY_FLAGS[key] : jsonBoolean(control, key);
  return { json: flag("json"), base64: flag("base64") };
}

function planServer(control: JsonObject, payload: Uint8Array): RelayPlan {
  const host = jsonString(control, "host");
  const target = jsonString(control, "target");
  const protocol = jsonField(control, "protocol") === undefined ? "https" : jsonString(control, "protocol");
  if ((protocol !== "http" && protocol !== "https") || !isAllowedTarget(target) || !isPlainHost(host))
    return { kind: "reject", status: 400, text: ONION_TEXT.invalidUrl };
  const port =
    jsonField(control, "port") === undefined
      ? protocol === "http"
        ? 80
        : 443
      : jsonInteger(control, "port", { min: 1, max: 65_535 });
  return { kind: "server", protocol, host, port, target, payload };
}

function isAllowedTarget(target: string): boolean {
  return /^\/(?:loki|oxen)\/[^?#\s]*$/.test(target) && target.endsWith("/lsrpc") && target.length <= 256;
}

/** A name or address and nothing else: no user, port, path or white space that would change the URL's meaning. */
function isPlainHost(host: string): boolean {
  return host.length <= 253 && /^(?:[0-9A-Za-z_.-]+|\[[0-9A-Fa-f:.]+\])$/.test(host);
}
