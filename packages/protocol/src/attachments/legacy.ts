import { concatBytes, equalBytes } from "../bytes/index.ts";
import { type CryptoProvider, nobleCrypto, type SecretBytes, secretBytes } from "../crypto/index.ts";
import { DecodeError } from "../errors.ts";
import type { Random } from "../ports/index.ts";
import {
  checkBodyLength,
  checkFileBytes,
  checkFileLength,
  checkKeyLength,
  LEGACY_FILE_BYTES_MAX,
} from "./limits.ts";

/** AES key, then MAC key. */
export const LEGACY_KEY_BYTES = 64;
const AES_KEY_BYTES = 32;
const IV_BYTES = 16;
const MAC_BYTES = 32;
const DIGEST_BYTES = 32;
const PADDED_BYTES_MIN = 541;
const PADDING_STEP = 1.05;

/**
 * Size to which the legacy scheme pads a file: the next power of 1.05, so that sizes say little about contents.
 *
 * @throws RangeError unless a whole number from 0
 * Spec: docs/spec/accounts-and-messages.md section 12.1. Vectors: vectors/attachment.json.
 */
export function legacyPaddedBytes(fileBytes: number): number {
  checkFileBytes(fileBytes);
  const steps = Math.ceil(Math.log(fileBytes) / Math.log(PADDING_STEP));
  const padded = Math.max(PADDED_BYTES_MIN, Math.floor(PADDING_STEP ** steps));
  return padded > LEGACY_FILE_BYTES_MAX && fileBytes <= LEGACY_FILE_BYTES_MAX
    ? LEGACY_FILE_BYTES_MAX
    : padded;
}

/** What to upload, and the fields of its pointer. */
export interface SealedLegacyAttachment {
  readonly body: Uint8Array;
  readonly key: SecretBytes;
  readonly digest: Uint8Array;
  readonly size: number;
}

/**
 * Seals a file so that every client can read it: `iv || AES-256-CBC(padded) || HMAC-SHA-256`.
 *
 * @param options.random gives the 64-byte key, then the 16-byte iv
 * @param options.isPadded false for link-preview images only; default true
 * @throws RangeError above 10,000,000 bytes
 * Spec: docs/spec/accounts-and-messages.md section 12.1. Vectors: vectors/attachment.json.
 */
export function sealLegacyAttachment(options: {
  readonly file: Uint8Array;
  readonly random: Pick<Random, "secure">;
  readonly isPadded?: boolean;
  readonly crypto?: CryptoProvider;
}): SealedLegacyAttachment {
  const { file, random, isPadded = true, crypto = nobleCrypto } = options;
  checkFileLength(file, LEGACY_FILE_BYTES_MAX);
  const key = secretBytes(random.secure(LEGACY_KEY_BYTES));
  const iv = random.secure(IV_BYTES);
  const padded = new Uint8Array(isPadded ? legacyPaddedBytes(file.length) : file.length);
  padded.set(file);
  const authenticated = concatBytes(iv, crypto.aesCbcSeal(key.subarray(0, AES_KEY_BYTES), iv, padded));
  const mac = crypto.hmacSha256(key.subarray(AES_KEY_BYTES), authenticated);
  const body = concatBytes(authenticated, mac);
  return { body, key, digest: crypto.sha256(body), size: file.length };
}

/**
 * Opens what {@link sealLegacyAttachment} made and cuts the padding off.
 *
 * @param options.digest SHA-256 of the body, 32 bytes
 * @param options.size length of the file without padding, as its pointer says
 * @throws DecodeError invalid_length (also: shorter than `size`), decryption_failed, hash_mismatch
 * Spec: docs/spec/accounts-and-messages.md section 12.1. Vectors: vectors/attachment.json.
 */
export function openLegacyAttachment(options: {
  readonly body: Uint8Array;
  readonly key: Uint8Array;
  readonly digest: Uint8Array;
  readonly size: number;
  readonly crypto?: CryptoProvider;
}): Uint8Array {
  const { body, key, digest, size, crypto = nobleCrypto } = options;
  checkKeyLength(key, LEGACY_KEY_BYTES);
  checkBodyLength(body, IV_BYTES + IV_BYTES + MAC_BYTES);
  const authenticated = body.subarray(0, -MAC_BYTES);
  const mac = crypto.hmacSha256(key.subarray(AES_KEY_BYTES), authenticated);
  if (!equalBytes(mac, body.subarray(-MAC_BYTES)))
    throw new DecodeError("decryption_failed", "the attachment does not open under this key", {
      path: "body",
    });
  checkDigest(body, digest, crypto);
  const iv = body.subarray(0, IV_BYTES);
  const padded = crypto.aesCbcOpen(key.subarray(0, AES_KEY_BYTES), iv, authenticated.subarray(IV_BYTES));
  if (padded.length < size)
    throw new DecodeError("invalid_length", `expected at least ${size} bytes, got ${padded.length}`, {
      path: "size",
    });
  return padded.length === size ? padded : padded.slice(0, size);
}

function checkDigest(body: Uint8Array, digest: Uint8Array, crypto: CryptoProvider): void {
  if (digest.length !== DIGEST_BYTES)
    throw new DecodeError("invalid_length", `expected ${DIGEST_BYTES} bytes, got ${digest.length}`, {
      path: "digest",
    });
  if (!equalBytes(crypto.sha256(body), digest))
    throw new DecodeError("hash_mismatch", "the body is not the one that the pointer names", {
      path: "digest",
    });
}
