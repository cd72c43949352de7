import { concatBytes } from "../bytes/index.ts";
import { type CryptoProvider, nobleCrypto } from "../crypto/index.ts";
import type { Random } from "../ports/index.ts";
import { DETERMINISTIC_KEY_BYTES, openDeterministicAttachment } from "./deterministic.ts";
import { checkBodyLength, checkFileLength, checkKeyLength, LEGACY_FILE_BYTES_MAX } from "./limits.ts";
import { hasDeterministicFlag } from "./pointer-url.ts";

const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Seals a profile picture as every client can read it: `iv || AES-256-GCM(picture) || tag`.
 *
 * @param options.profileKey 32 bytes, fresh for every picture
 * @param options.random gives the 12-byte iv
 * @throws RangeError above 10,000,000 bytes or for another length of the key
 * Spec: docs/spec/accounts-and-messages.md section 12.6. Vectors: vectors/attachment.json.
 */
export function sealLegacyProfilePicture(options: {
  readonly picture: Uint8Array;
  readonly profileKey: Uint8Array;
  readonly random: Pick<Random, "secure">;
  readonly crypto?: CryptoProvider;
}): Uint8Array {
  const { picture, profileKey, random, crypto = nobleCrypto } = options;
  checkFileLength(picture, LEGACY_FILE_BYTES_MAX);
  if (profileKey.length !== DETERMINISTIC_KEY_BYTES)
    throw new RangeError(`profile key: expected ${DETERMINISTIC_KEY_BYTES} bytes, got ${profileKey.length}`);
  const iv = random.secure(IV_BYTES);
  return concatBytes(iv, crypto.aesGcmSeal(profileKey, iv, picture));
}

/**
 * Opens a downloaded profile picture by the scheme that its URL names: deterministic with the `d` flag, else legacy.
 *
 * @throws DecodeError invalid_length, decryption_failed, and with the flag what {@link openDeterministicAttachment} throws
 * Spec: docs/spec/accounts-and-messages.md sections 12.2 and 12.6. Vectors: vectors/attachment.json.
 */
export function openProfilePicture(options: {
  readonly body: Uint8Array;
  readonly profileKey: Uint8Array;
  readonly url: string;
  readonly crypto?: CryptoProvider;
}): Uint8Array {
  const { body, profileKey, url, crypto = nobleCrypto } = options;
  if (hasDeterministicFlag(url)) return openDeterministicAttachment({ body, key: profileKey });
  checkKeyLength(profileKey, DETERMINISTIC_KEY_BYTES);
  checkBodyLength(body, IV_BYTES + TAG_BYTES);
  return crypto.aesGcmOpen(profileKey, body.subarray(0, IV_BYTES), body.subarray(IV_BYTES));
}
