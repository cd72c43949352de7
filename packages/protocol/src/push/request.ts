import { base64Decode, base64Encode, bytesOfLength, hexDecode, hexEncode } from "../bytes/index.ts";
import {
  type JsonObject,
  type JsonValue,
  jsonArray,
  jsonBoolean,
  jsonField,
  jsonInteger,
  jsonObject,
  jsonString,
} from "../codec/index.ts";
import { isPresent, type JsonFormat, jsonFields } from "../codec/json-format.ts";
import { type SecretBytes, secretBytes } from "../crypto/index.ts";
import { DecodeError } from "../errors.ts";
import { ed25519PublicKey, type MailboxId, parseMailboxId } from "../identity/index.ts";
import { type RequestAuth, SUBACCOUNT_TOKEN_BYTES } from "../rpc/auth.ts";
import type { MonitorRequest } from "../rpc/monitor.ts";
import { isNamespace, type Namespace } from "../rpc/namespaces.ts";

const KEY_BYTES = 32;
const SIGNATURE_BYTES = 64;
const NAMESPACES_MAX = 100;
const NAMESPACES_EXPECTED = `expected 1..${NAMESPACES_MAX} strictly ascending numbers of 16 bits`;

/** Ends the notifications of an account on a device. */
export interface PushUnsubscribeRequest {
  readonly account: MailboxId;
  /** Unix seconds. */
  readonly timestampSeconds: number;
  /** With the Ed25519 key for an `05` account, and for no other. */
  readonly auth: RequestAuth;
  /** Whose push service reaches the device: `firebase`, `apns` and others. */
  readonly service: string;
  /** How that service knows the device: its `token`, and what else it asks for. */
  readonly serviceInfo: JsonObject;
}

/** Asks for notifications of an account on a device, or renews that; the signature also counts for storage nodes. */
export interface PushSubscribeRequest extends PushUnsubscribeRequest, MonitorRequest {
  /** 32 bytes; opens the notifications. */
  readonly encryptionKey: SecretBytes;
}

/** Either of them: the one with namespaces subscribes. */
export type PushRequest = PushSubscribeRequest | PushUnsubscribeRequest;

/**
 * One entry of `/unsubscribe`.
 *
 * Spec: docs/spec/accounts-and-messages.md section 14.1.
 */
export const pushUnsubscribeRequest: JsonFormat<PushUnsubscribeRequest> = {
  toJson: unsubscribeFields,
  fromJson: (value, path) => readUnsubscribe(jsonObject(value, path)),
};

/**
 * One entry of `/subscribe`.
 *
 * Spec: docs/spec/accounts-and-messages.md section 14.1; storage-rpc.md section 9. Vectors: vectors/signatures.json `monitor`.
 */
export const pushSubscribeRequest: JsonFormat<PushSubscribeRequest> = {
  toJson: (request) => {
    if (!areNamespaces(request.namespaces)) throw new RangeError(`namespaces: ${NAMESPACES_EXPECTED}`);
    return {
      ...unsubscribeFields(request),
      namespaces: request.namespaces,
      data: request.wantData,
      enc_key: hexEncode(bytesOfLength(request.encryptionKey, KEY_BYTES, "enc_key")),
    };
  },
  fromJson: (value, path) => {
    const object = jsonObject(value, path);
    return {
      ...readUnsubscribe(object),
      namespaces: readNamespaces(object),
      wantData: jsonBoolean(object, "data"),
      encryptionKey: secretBytes(jsonBytes(object, "enc_key", KEY_BYTES)),
    };
  },
};

function unsubscribeFields(request: PushUnsubscribeRequest): JsonObject {
  const { account, timestampSeconds, auth, service, serviceInfo } = request;
  const { pubkeyEd25519, signature, subaccount } = auth;
  if (isAccountId(account) !== (pubkeyEd25519 !== undefined))
    throw new RangeError("session_ed25519: expected a key for an 05 account, and for no other");
  if (!Number.isSafeInteger(timestampSeconds))
    throw new RangeError(`sig_ts: expected whole seconds, got ${timestampSeconds}`);
  return jsonFields({
    pubkey: account,
    session_ed25519: pubkeyEd25519,
    subaccount: subaccount && base64Of(subaccount.token, SUBACCOUNT_TOKEN_BYTES, "subaccount"),
    subaccount_sig: subaccount && base64Of(subaccount.signature, SIGNATURE_BYTES, "subaccount_sig"),
    sig_ts: timestampSeconds,
    signature: base64Of(signature, SIGNATURE_BYTES, "signature"),
    service,
    service_info: serviceInfo,
  });
}

function readUnsubscribe(object: JsonObject): PushUnsubscribeRequest {
  const account = parseMailboxId(hexEncode(jsonBytes(object, "pubkey", 33)), "pubkey");
  return {
    account,
    timestampSeconds: jsonInteger(object, "sig_ts", { min: 0 }),
    auth: readAuth(object, account),
    service: jsonString(object, "service"),
    serviceInfo: jsonObject(jsonField(object, "service_info"), "service_info"),
  };
}

function readAuth(object: JsonObject, account: MailboxId): RequestAuth {
  const needsKey = isAccountId(account);
  if (!needsKey && isPresent(object, "session_ed25519"))
    throw new DecodeError("unexpected_field", "expected none for an account that is not 05", {
      path: "session_ed25519",
    });
  return {
    ...(needsKey && {
      pubkeyEd25519: ed25519PublicKey(hexEncode(jsonBytes(object, "session_ed25519", KEY_BYTES))),
    }),
    signature: jsonBytes(object, "signature", SIGNATURE_BYTES),
    ...(isPresent(object, "subaccount") && {
      subaccount: {
        token: jsonBytes(object, "subaccount", SUBACCOUNT_TOKEN_BYTES),
        signature: jsonBytes(object, "subaccount_sig", SIGNATURE_BYTES),
      },
    }),
  };
}

function readNamespaces(object: JsonObject): readonly Namespace[] {
  const list = jsonArray(jsonField(object, "namespaces"), "namespaces");
  if (!areNamespaces(list))
    throw new DecodeError("out_of_range", NAMESPACES_EXPECTED, { path: "namespaces" });
  return list;
}

function areNamespaces(list: readonly JsonValue[]): list is readonly Namespace[] {
  if (list.length === 0 || list.length > NAMESPACES_MAX) return false;
  return list.every(
    (item, index) =>
      typeof item === "number" && isNamespace(item) && (index === 0 || Number(list[index - 1]) < item),
  );
}

function isAccountId(id: MailboxId): boolean {
  return id.startsWith("05");
}

function base64Of(bytes: Uint8Array, length: number, name: string): string {
  return base64Encode(bytesOfLength(bytes, length, name));
}

/** compat: the reference server takes every byte string as hex or as base64, whichever its clients write. */
function jsonBytes(object: JsonObject, key: string, length: number): Uint8Array {
  const text = jsonString(object, key);
  if (text.length === length * 2) return hexDecode(text, key);
  const bytes = text.length <= Math.ceil(length / 3) * 4 ? base64Decode(text, key) : undefined;
  if (bytes?.length === length) return bytes;
  throw new DecodeError("invalid_length", `expected ${length} bytes, got ${text.length} characters`, {
    path: key,
  });
}
