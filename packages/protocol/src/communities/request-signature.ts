import { signBlinded } from "../blinding/index.ts";
import { base64Encode, concatBytes, utf8Encode } from "../bytes/index.ts";
import { type CryptoProvider, nobleCrypto } from "../crypto/index.ts";
import { unblindedIdFromKey } from "../identity/index.ts";
import type { CommunityIdentity } from "./user-id.ts";

/** The part of a request to a community server that its signature covers. */
export interface CommunityRequest {
  /** Signed in capitals. */
  readonly method: string;
  /** Path and query as they are sent; begins with `/`. The path may be percent-encoded or raw UTF-8. */
  readonly endpoint: string;
  readonly body?: Uint8Array;
}

export const NONCE_BYTES = 16;

/** Wire names of the four headers. */
export const AUTH_HEADERS = {
  pubkey: "X-SOGS-Pubkey",
  nonce: "X-SOGS-Nonce",
  timestamp: "X-SOGS-Timestamp",
  signature: "X-SOGS-Signature",
} as const;

/**
 * What the signature of a request covers: server key, nonce, time, method, decoded path, query, and the hash of a body
 * that is not empty.
 *
 * @param options.timestampSeconds whole seconds
 * @throws RangeError for a server key that is not 32 bytes or a nonce that is not 16
 * Spec: docs/spec/communities.md section 2. Vectors: vectors/communities-auth.json, vectors/blinding.json.
 */
export function signedRequestBytes(
  options: {
    readonly request: CommunityRequest;
    readonly serverPublicKey: Uint8Array;
    readonly nonce: Uint8Array;
    readonly timestampSeconds: number;
  },
  crypto: CryptoProvider = nobleCrypto,
): Uint8Array {
  const { request, serverPublicKey, nonce, timestampSeconds } = options;
  if (serverPublicKey.length !== 32)
    throw new RangeError(`server public key: expected 32 bytes, got ${serverPublicKey.length}`);
  if (nonce.length !== NONCE_BYTES)
    throw new RangeError(`nonce: expected ${NONCE_BYTES} bytes, got ${nonce.length}`);
  const { endpoint, method, body } = request;
  const queryAt = endpoint.indexOf("?");
  const path = queryAt < 0 ? endpoint : endpoint.slice(0, queryAt);
  const query = queryAt < 0 ? "" : endpoint.slice(queryAt);
  return concatBytes(
    serverPublicKey,
    nonce,
    utf8Encode(`${timestampSeconds}${method.toUpperCase()}`),
    percentDecode(path),
    // compat: the reference server cannot tell a lone ? from none, so it is never signed
    utf8Encode(query === "?" ? "" : query),
    body === undefined || body.length === 0 ? new Uint8Array() : crypto.blake2b(body, { length: 64 }),
  );
}

/**
 * The four headers that authenticate a request.
 *
 * @param options.nonce 16 fresh random bytes
 * @throws RangeError for another length of the nonce or of the server's key, or a time that is no whole number
 * Spec: docs/spec/communities.md section 2. Vectors: vectors/communities-auth.json, vectors/blinding.json.
 */
export function signCommunityRequest(
  options: {
    readonly request: CommunityRequest;
    readonly identity: CommunityIdentity;
    readonly serverPublicKey: Uint8Array;
    readonly nonce: Uint8Array;
    readonly timestampSeconds: number;
  },
  crypto: CryptoProvider = nobleCrypto,
): Readonly<Record<string, string>> {
  const { identity, nonce, timestampSeconds } = options;
  if (!Number.isSafeInteger(timestampSeconds) || timestampSeconds < 0)
    throw new RangeError(`timestampSeconds: expected a whole number, got ${timestampSeconds}`);
  const message = signedRequestBytes(options, crypto);
  const signature =
    identity.kind === "blinded"
      ? signBlinded(identity.keys, message, crypto)
      : crypto.ed25519Sign(message, identity.account.ed25519Seed);
  const id =
    identity.kind === "blinded" ? identity.keys.id : unblindedIdFromKey(identity.account.ed25519PublicKey);
  return {
    [AUTH_HEADERS.pubkey]: id,
    [AUTH_HEADERS.nonce]: base64Encode(nonce),
    [AUTH_HEADERS.timestamp]: String(timestampSeconds),
    [AUTH_HEADERS.signature]: base64Encode(signature),
  };
}

/** UTF-8 with every `%XX` replaced by its byte; a `%` that starts none stays. The bytes need not be UTF-8. */
function percentDecode(path: string): Uint8Array {
  const bytes = utf8Encode(path);
  let length = 0;
  for (let at = 0; at < bytes.length; at++) {
    const high = bytes[at] === PERCENT ? hexDigit(bytes[at + 1]) : -1;
    const low = high < 0 ? -1 : hexDigit(bytes[at + 2]);
    bytes[length++] = low < 0 ? (bytes[at] ?? 0) : (high << 4) | low;
    if (low >= 0) at += 2;
  }
  return bytes.subarray(0, length);
}

const PERCENT = 0x25;

function hexDigit(code = 0): number {
  return code === 0 ? -1 : "0123456789abcdef".indexOf(String.fromCharCode(code).toLowerCase());
}
