import { type CryptoProvider, nobleCrypto } from "../crypto/index.ts";
import { type AuthRefusal, PERMISSIONS, type RequestAuth, verifyRequestAuth } from "../rpc/auth.ts";
import { signedText } from "../rpc/endpoint.ts";
import { monitorSignedPayload } from "../rpc/monitor.ts";
import type { PushRequest, PushSubscribeRequest } from "./request.ts";

const DAY_SECONDS = 86_400;

/** `timestamp_invalid`: the signature is too old or of the future. The other reasons are those of a storage node. */
export type PushVerdict =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: AuthRefusal | "timestamp_invalid" };

/**
 * Adds the authentication fields to a request.
 *
 * @param sign given the bytes to sign; a group's member hands in `signAsMember` of `@session/protocol/groups`
 * Spec: docs/spec/accounts-and-messages.md section 14.1.
 */
export function signPushRequest<R extends Omit<PushRequest, "auth">>(
  request: R,
  sign: (payload: Uint8Array) => RequestAuth,
): R & { readonly auth: RequestAuth } {
  return { ...request, auth: sign(signedPayload(request)) };
}

/**
 * Checks the time of a request, and who signed it. A subscription is good for 14 days, and from a clock that is up to a
 * day ahead; an unsubscription for a day both ways.
 *
 * Spec: docs/spec/accounts-and-messages.md section 14.1; storage-rpc.md sections 3.3 and 9. Vectors: vectors/signatures.json `monitor`.
 */
export function verifyPushRequest(options: {
  readonly request: PushRequest;
  readonly nowMs: number;
  readonly crypto?: CryptoProvider;
}): PushVerdict {
  const { request, nowMs, crypto = nobleCrypto } = options;
  const age = Math.floor(nowMs / 1000) - request.timestampSeconds;
  const isTimely = isSubscribe(request)
    ? age < 14 * DAY_SECONDS && age > -DAY_SECONDS
    : Math.abs(age) <= DAY_SECONDS;
  if (!isTimely) return { ok: false, reason: "timestamp_invalid" };
  const { account, auth } = request;
  const signedBytes = signedPayload(request);
  return verifyRequestAuth({ ...auth, account, signedBytes, neededPermission: PERMISSIONS.read, crypto });
}

function signedPayload(request: Omit<PushRequest, "auth">): Uint8Array {
  return isSubscribe(request)
    ? monitorSignedPayload(request)
    : signedText("UNSUBSCRIBE", request.account, request.timestampSeconds);
}

function isSubscribe(request: Omit<PushRequest, "auth">): request is Omit<PushSubscribeRequest, "auth"> {
  return "namespaces" in request;
}
