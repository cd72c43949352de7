import { concatBytes, utf8Encode } from "../bytes/index.ts";
import { type CryptoProvider, nobleCrypto } from "../crypto/index.ts";
import { attempt, DecodeError } from "../errors.ts";

/** Tag and nonce behind the ciphertext. */
export const ENCRYPTION_OVERHEAD = 40;

const NONCE_BYTES = 24;
const KEY_BASE_BYTES = 32;
const DOMAIN_BYTES_MAX = 24;
const NONCE_KEY_PREFIX = "libsessionutil-config-encrypted-";

/** Sizes, with the overhead, below which padding goes to a multiple of the granule. */
const GRANULES = [
  { below: 5_120, granule: 256 },
  { below: 20_480, granule: 1_024 },
  { below: 40_960, granule: 2_048 },
] as const;
const LARGEST_GRANULE = 5_120;

/** Length after padding of a message of the given length. Spec: docs/spec/config-messages.md section 5. */
export function paddedConfigLength(length: number): number {
  const total = length + ENCRYPTION_OVERHEAD;
  const granule = GRANULES.find(({ below }) => total < below)?.granule ?? LARGEST_GRANULE;
  return Math.ceil(total / granule) * granule - ENCRYPTION_OVERHEAD;
}

/** Zeros in front. Vectors: vectors/config-encryption.json. */
export function padConfig(plaintext: Uint8Array): Uint8Array {
  const padded = new Uint8Array(paddedConfigLength(plaintext.length));
  padded.set(plaintext, padded.length - plaintext.length);
  return padded;
}

/** Reverse of {@link padConfig}; nothing that is padded begins with zero. A view on the input. */
export function unpadConfig(padded: Uint8Array): Uint8Array {
  let start = 0;
  while (padded[start] === 0) start++;
  return padded.subarray(start);
}

/**
 * Encrypts so that equal inputs give equal outputs, by which nodes recognise what several devices store.
 *
 * @param options.keyBase 32 bytes: the account's seed or a group key
 * @param options.domain 1 to 24 bytes of ASCII
 * @returns ciphertext, tag and nonce: 40 bytes more than the input
 * @throws RangeError for another key or domain length
 * Spec: docs/spec/config-messages.md section 5. Vectors: vectors/config-encryption.json.
 */
export function encryptConfig(options: {
  readonly padded: Uint8Array;
  readonly keyBase: Uint8Array;
  readonly domain: string;
  readonly crypto?: CryptoProvider;
}): Uint8Array {
  const { padded, keyBase, domain, crypto = nobleCrypto } = options;
  const key = configKey({ keyBase, domain, paddedBytes: padded.length }, crypto);
  const nonce = crypto.blake2b(padded, { length: NONCE_BYTES, key: utf8Encode(NONCE_KEY_PREFIX + domain) });
  return concatBytes(crypto.xchacha20Poly1305Seal(key, nonce, padded), nonce);
}

/**
 * Decrypts under the first key that fits. What comes back is still padded.
 *
 * @param options.keyBases 32 bytes each, newest first
 * @throws DecodeError invalid_length, decryption_failed
 * Spec: docs/spec/config-messages.md section 5. Vectors: vectors/config-encryption.json.
 */
export function decryptConfig(options: {
  readonly sealed: Uint8Array;
  readonly keyBases: readonly Uint8Array[];
  readonly domain: string;
  readonly crypto?: CryptoProvider;
}): Uint8Array {
  const { sealed, keyBases, domain, crypto = nobleCrypto } = options;
  const paddedBytes = sealed.length - ENCRYPTION_OVERHEAD;
  if (paddedBytes < 0)
    throw new DecodeError(
      "invalid_length",
      `config: expected at least ${ENCRYPTION_OVERHEAD} bytes, got ${sealed.length}`,
    );
  const nonce = sealed.subarray(-NONCE_BYTES);
  const ciphertext = sealed.subarray(0, -NONCE_BYTES);
  for (const keyBase of keyBases) {
    const key = configKey({ keyBase, domain, paddedBytes }, crypto);
    const opened = attempt(() => crypto.xchacha20Poly1305Open(key, nonce, ciphertext));
    if (opened !== undefined) return opened;
  }
  throw new DecodeError("decryption_failed", "config: expected a message under one of the keys");
}

function configKey(
  {
    keyBase,
    domain,
    paddedBytes,
  }: { readonly keyBase: Uint8Array; readonly domain: string; readonly paddedBytes: number },
  crypto: CryptoProvider,
): Uint8Array {
  const domainBytes = utf8Encode(domain);
  if (keyBase.length !== KEY_BASE_BYTES)
    throw new RangeError(`config key: expected ${KEY_BASE_BYTES} bytes, got ${keyBase.length}`);
  if (domainBytes.length < 1 || domainBytes.length > DOMAIN_BYTES_MAX)
    throw new RangeError(`config domain: expected 1..${DOMAIN_BYTES_MAX} bytes, got ${domainBytes.length}`);
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, BigInt(paddedBytes));
  return crypto.blake2b(concatBytes(keyBase, length, domainBytes), { length: 32 });
}
