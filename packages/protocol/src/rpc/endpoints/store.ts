import { base64Decode, hexDecode, latin1Encode } from "../../bytes/index.ts";
import { DecodeError } from "../../errors.ts";
import type { MailboxId } from "../../identity/index.ts";
import { authFields, PERMISSIONS, type RequestAuth, readAccount, readAuth } from "../auth.ts";
import { type Endpoint, signedText } from "../endpoint.ts";
import { type FieldReader, required } from "../fields.ts";
import { RPC_LIMITS } from "../limits.ts";
import { isPublicInbox, isPublicOutbox, type Namespace, namespace, namespaceText } from "../namespaces.ts";
import { ParameterError } from "../parameter-error.ts";
import { base64Value, hexValue } from "../wire-value.ts";

/** Puts one message into a mailbox of every swarm member. Spec: docs/spec/storage-rpc.md section 7.1. */
export interface StoreRequest {
  readonly method: "store";
  readonly account: MailboxId;
  readonly namespace: Namespace;
  readonly timestampMs: number;
  readonly expiryMs: number;
  readonly data: Uint8Array;
  /** Needed unless the namespace is a public inbox. */
  readonly auth?: RequestAuth;
  /** `sig_timestamp`; the message's own timestamp when left out. */
  readonly signatureTimestampMs?: number;
}

export const store: Endpoint<StoreRequest> = {
  name: "store",
  aliases: [],
  recursive: true,

  parse(fields, options) {
    const data = fields.text("data");
    const expiryMs = fields.timestamp("expiry");
    const mailbox = fields.namespace("namespace") ?? namespace(0);
    const signatureTimestampMs = fields.timestamp("sig_timestamp");
    const timestampMs = required("timestamp", fields.timestamp("timestamp", { stringified: true }));
    const ttlMs = fields.positive("ttl", { stringified: true });
    if (expiryMs !== undefined && ttlMs !== undefined)
      throw new ParameterError("Cannot specify both 'expiry' and 'ttl'");
    const end = expiryMs ?? (ttlMs === undefined ? undefined : timestampMs + ttlMs);
    if (end === undefined) throw new ParameterError("Required field 'expiry' or 'ttl' missing");
    if (!Number.isSafeInteger(end))
      throw new ParameterError("Invalid value given for 'ttl': value out of range");
    const account = readAccount(fields, { ...options, alias: true });
    const auth = fields.text("signature") === undefined ? undefined : readAuth(fields, account);
    return {
      method: "store",
      account,
      namespace: mailbox,
      timestampMs,
      expiryMs: end,
      data: readData(fields, required("data", data)),
      ...(auth === undefined ? {} : { auth, signatureTimestampMs: signatureTimestampMs ?? timestampMs }),
    };
  },

  params(request, form) {
    const signedAt = request.auth && (request.signatureTimestampMs ?? request.timestampMs);
    const isForward = form === "forward";
    return {
      ...authFields(request.auth),
      pubkey: hexValue(hexDecode(request.account)),
      timestamp: request.timestampMs,
      ...(isForward ? { expiry: request.expiryMs } : { ttl: request.expiryMs - request.timestampMs }),
      data: base64Value(request.data),
      sig_timestamp: isForward || signedAt !== request.timestampMs ? signedAt : undefined,
      namespace: isForward && request.namespace === 0 ? undefined : request.namespace,
    };
  },

  signedPayload: (request) =>
    signedText(
      "store",
      namespaceText(request.namespace),
      request.signatureTimestampMs ?? request.timestampMs,
    ),
};

function readData(fields: FieldReader, text: string): Uint8Array {
  const bytesMax = RPC_LIMITS.messageBytesMax;
  const lengthMax = fields.encoding === "bt" ? bytesMax : (bytesMax / 3) * 4;
  const tooLong = `Message body exceeds maximum allowed length of ${bytesMax} bytes`;
  if (fields.encoding === "bt") {
    if (text.length > lengthMax) throw new ParameterError(tooLong);
    return latin1Encode(text);
  }
  if (text.length > lengthMax) throw new ParameterError(tooLong);
  try {
    return base64Decode(text, "data");
  } catch (error) {
    if (error instanceof DecodeError) throw new ParameterError("Invalid 'data' value: not base64 encoded");
    throw error;
  }
}

/** Longest allowed `expiry - timestamp` of a store. */
export function storeTtlMaxMs(value: Namespace): number {
  return isPublicInbox(value) ? RPC_LIMITS.ttlMaxPublicInboxMs : RPC_LIMITS.ttlMaxMs;
}

/** Bits a subaccount needs to store here. */
export function storePermission(value: Namespace): number {
  return isPublicOutbox(value) ? PERMISSIONS.write | PERMISSIONS.delete : PERMISSIONS.write;
}
