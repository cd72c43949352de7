import { base64Encode, utf8Encode } from "../bytes/index.ts";
import { type CryptoProvider, nobleCrypto, type SecretBytes, secretBytes } from "../crypto/index.ts";
import { pseudonymIdFromKey } from "../identity/index.ts";
import type { V4Request } from "../onion/index.ts";

const SEED_KEY = utf8Encode("VersionCheckKey_sig");
const CHANNEL = /^[a-z0-9_-]+$/i;

/** Key pair that an account uses towards file servers only. */
export interface FileServerKey {
  readonly ed25519Seed: SecretBytes;
  readonly ed25519PublicKey: Uint8Array;
}

/**
 * Pseudonym of an account for signed requests to a file server; it says nothing about the account.
 *
 * @param accountSeed the account's Ed25519 seed, 32 bytes
 * @throws RangeError for another length
 * Spec: docs/spec/accounts-and-messages.md section 11.4. Vectors: vectors/blinding.json (version_check).
 */
export function deriveFileServerKey(
  accountSeed: Uint8Array,
  crypto: CryptoProvider = nobleCrypto,
): FileServerKey {
  if (accountSeed.length !== 32)
    throw new RangeError(`Ed25519 seed: expected 32 bytes, got ${accountSeed.length}`);
  const seed = crypto.blake2b(accountSeed, { length: 32, key: SEED_KEY });
  return { ed25519Seed: secretBytes(seed), ed25519PublicKey: crypto.ed25519PublicKey(seed) };
}

/**
 * A request without a body, with the headers that prove who asks. Servers disagree about how a body is signed, so
 * there is no way to sign one.
 *
 * @param options.endpoint path and query, as sent
 * @throws RangeError for a time that is no whole number from 0
 * Spec: docs/spec/accounts-and-messages.md section 11.4. Vectors: vectors/blinding.json (version_check).
 */
export function signedFileServerRequest(options: {
  readonly key: FileServerKey;
  readonly method: string;
  readonly endpoint: string;
  readonly timestampSeconds: number;
  readonly crypto?: CryptoProvider;
}): V4Request {
  const { key, method, endpoint, timestampSeconds, crypto = nobleCrypto } = options;
  if (!Number.isSafeInteger(timestampSeconds) || timestampSeconds < 0)
    throw new RangeError(`timestampSeconds: expected a whole number from 0, got ${timestampSeconds}`);
  const signature = crypto.ed25519Sign(
    utf8Encode(`${timestampSeconds}${method}${endpoint}`),
    key.ed25519Seed,
  );
  return {
    endpoint,
    method,
    headers: {
      "X-FS-Pubkey": pseudonymIdFromKey(key.ed25519PublicKey),
      "X-FS-Timestamp": String(timestampSeconds),
      "X-FS-Signature": base64Encode(signature),
    },
  };
}

/**
 * Asks for the newest release of the original client.
 *
 * @param options.releaseChannel such as `stable`; the server's choice without it
 * @throws RangeError for a time that is no whole number from 0, or a channel that would not stay one parameter
 * Spec: docs/spec/accounts-and-messages.md sections 11.4 and 12.4. Vectors: vectors/blinding.json (version_check).
 */
export function releaseVersionRequest(options: {
  readonly key: FileServerKey;
  readonly platform: "desktop" | "android" | "ios";
  readonly releaseChannel?: string;
  readonly timestampSeconds: number;
  readonly crypto?: CryptoProvider;
}): V4Request {
  const { platform, releaseChannel, ...rest } = options;
  if (releaseChannel !== undefined && !CHANNEL.test(releaseChannel))
    throw new RangeError(`releaseChannel: expected letters and digits, got ${releaseChannel}`);
  const channel = releaseChannel === undefined ? "" : `&release_channel=${releaseChannel}`;
  const endpoint = `/session_version?platform=${platform}${channel}`;
  return signedFileServerRequest({ ...rest, method: "GET", endpoint });
}
