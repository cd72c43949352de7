import { base64Decode, hexDecode } from "../bytes/index.ts";
import { type CryptoProvider, nobleCrypto } from "../crypto/index.ts";
import { attempt } from "../errors.ts";
import { type AccountId, accountIdFromEd25519, type BlindedId, blindedIdFromKey } from "../identity/index.ts";
import { AUTH_HEADERS, type CommunityRequest, NONCE_BYTES, signedRequestBytes } from "./request-signature.ts";

const TIMESTAMP_TOLERANCE_SECONDS = 24 * 60 * 60;
const SIGNATURE_BYTES = 64;
const TIMESTAMP = /^(?:0|[1-9][0-9]{0,14})$/;
const PUBKEY = /^[0-9a-f]{66}$/;

/** Why a server refuses a request, with the status and the exact text it answers. */
export const AUTH_REFUSALS = {
  headers_missing: {
    status: 400,
    text: "Invalid authentication headers: missing {count}/4 required X-SOGS-* headers",
  },
  pubkey_malformed: {
    status: 400,
    text: "Invalid authentication: X-SOGS-Pubkey is not a valid 66-hex digit id",
  },
  pubkey_not_a_key: {
    status: 400,
    text: "Invalid authentication: given X-SOGS-Pubkey is not a valid Ed25519 pubkey",
  },
  nonce_malformed: {
    status: 400,
    text: "Invalid authentication: X-SOGS-Nonce must be 16 bytes (encoded as base64 or hex)",
  },
  signature_malformed: { status: 400, text: "Invalid authentication: X-SOGS-Signature is not base64[88]" },
  timestamp_malformed: {
    status: 400,
    text: "Invalid authentication: X-SOGS-Timestamp is not a valid timestamp",
  },
  prefix_unknown: { status: 400, text: "Invalid authentication: X-SOGS-Pubkey must be 00- or 15- prefixed" },
  /** Clients know this text and then fetch the capabilities again. */
  blinding_required: {
    status: 400,
    text: "Invalid authentication: this server requires the use of blinded ids",
  },
  timestamp_too_far: {
    status: 425,
    text: "Invalid authentication: X-SOGS-Timestamp is too far from current time",
  },
  banned: { status: 403, text: "Banned" },
  nonce_used: { status: 425, text: "Invalid authentication: X-SOGS-Nonce cannot be reused" },
  signature_wrong: { status: 401, text: "Invalid authentication: X-SOGS-Signature verification failed" },
  /** Of an endpoint that needs a user, for an anonymous request. */
  user_required: { status: 401, text: "X-SOGS-* request authentication required" },
} as const;

export type AuthRefusal = keyof typeof AUTH_REFUSALS;

export type AuthDecision =
  | { readonly kind: "anonymous" }
  /** The service remembers the nonce for this user for 48 hours, since the time may lie a day ahead. */
  | { readonly kind: "user"; readonly userId: AccountId | BlindedId; readonly nonce: Uint8Array }
  | {
      readonly kind: "refused";
      readonly reason: AuthRefusal;
      readonly status: number;
      readonly text: string;
    };

export interface AuthOptions {
  readonly request: CommunityRequest;
  /** Names in any case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly serverPublicKey: Uint8Array;
  /** Whether the server has the `blind` capability. */
  readonly requiresBlinding: boolean;
  readonly nowSeconds: number;
  readonly isBanned: (userId: AccountId | BlindedId) => boolean;
  readonly isNonceUsed: (userId: AccountId | BlindedId, nonce: Uint8Array) => boolean;
  readonly crypto?: CryptoProvider;
}

/**
 * Decides as the server who sent a request. The signature is checked last.
 *
 * Spec: docs/spec/communities.md section 2. Vectors: vectors/communities-auth.json, vectors/blinding.json.
 */
export function authenticateRequest(options: AuthOptions): AuthDecision {
  const { request, serverPublicKey, nowSeconds, crypto = nobleCrypto } = options;
  const headers = readHeaders(options.headers);
  const missing = Object.values(headers).filter((value) => value === "").length;
  if (missing === 4) return { kind: "anonymous" };
  if (missing > 0) return refuse("headers_missing", missing);

  const pubkey = headers.pubkey.toLowerCase();
  if (!PUBKEY.test(pubkey)) return refuse("pubkey_malformed");
  const nonce = decodeNonce(headers.nonce);
  if (nonce === undefined) return refuse("nonce_malformed");
  const signature = decodeBase64(headers.signature, SIGNATURE_BYTES);
  if (signature === undefined) return refuse("signature_malformed");
  if (!TIMESTAMP.test(headers.timestamp)) return refuse("timestamp_malformed");
  const timestampSeconds = Number(headers.timestamp);

  const prefix = pubkey.slice(0, 2);
  if (prefix !== "00" && prefix !== "15") return refuse("prefix_unknown");
  if (prefix === "00" && options.requiresBlinding) return refuse("blinding_required");
  const publicKey = hexDecode(pubkey).subarray(1);
  const accountId = attempt(() => accountIdFromEd25519(publicKey, crypto));
  if (accountId === undefined) return refuse("pubkey_not_a_key");
  const userId = prefix === "15" ? blindedIdFromKey("15", publicKey) : accountId;

  if (Math.abs(nowSeconds - timestampSeconds) > TIMESTAMP_TOLERANCE_SECONDS)
    return refuse("timestamp_too_far");
  if (options.isBanned(userId)) return refuse("banned");
  if (options.isNonceUsed(userId, nonce)) return refuse("nonce_used");
  const message = signedRequestBytes({ request, serverPublicKey, nonce, timestampSeconds }, crypto);
  if (!crypto.ed25519Verify(signature, message, publicKey)) return refuse("signature_wrong");
  return { kind: "user", userId, nonce };
}

type HeaderField = keyof typeof AUTH_HEADERS;

/** A header that is absent reads as empty text, which counts as missing, too. */
function readHeaders(headers: Readonly<Record<string, string>>): Readonly<Record<HeaderField, string>> {
  const byName = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  const read = (field: HeaderField): string => byName.get(AUTH_HEADERS[field].toLowerCase()) ?? "";
  return {
    pubkey: read("pubkey"),
    nonce: read("nonce"),
    timestamp: read("timestamp"),
    signature: read("signature"),
  };
}

function decodeNonce(text: string): Uint8Array | undefined {
  return text.length === NONCE_BYTES * 2 ? attempt(() => hexDecode(text)) : decodeBase64(text, NONCE_BYTES);
}

function decodeBase64(text: string, length: number): Uint8Array | undefined {
  if (text.length > Math.ceil(length / 3) * 4) return undefined;
  const bytes = attempt(() => base64Decode(text));
  return bytes?.length === length ? bytes : undefined;
}

function refuse(reason: AuthRefusal, count = 0): AuthDecision {
  const { status, text } = AUTH_REFUSALS[reason];
  return { kind: "refused", reason, status, text: text.replace("{count}", String(count)) };
}
