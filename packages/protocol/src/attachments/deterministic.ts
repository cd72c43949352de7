import { utf8Encode } from "../bytes/index.ts";
import { type CryptoProvider, nobleCrypto, type SecretBytes, secretBytes } from "../crypto/index.ts";
import { STREAM_CHUNK_OVERHEAD, STREAM_HEADER_BYTES, secretStream } from "../crypto/secretstream.ts";
import { DecodeError } from "../errors.ts";
import {
  checkBodyLength,
  checkFileBytes,
  checkFileLength,
  checkKeyLength,
  DETERMINISTIC_FILE_BYTES_MAX,
} from "./limits.ts";

/** Of the key, and of a profile key. */
export const DETERMINISTIC_KEY_BYTES = 32;
/** `S`: the only type of body there is so far. */
const BODY_TYPE = 0x53;
const PREFIX_BYTES = 1 + STREAM_HEADER_BYTES;
const CHUNK_BYTES = 32_768;
const SEALED_CHUNK_BYTES = CHUNK_BYTES + STREAM_CHUNK_OVERHEAD;
const PADDING_END = 0x01;
const GRANULE_BASE_BYTES = 131_072;
const GRANULES_PER_POWER = 32;

/** What a file is for: equal files for two purposes give unrelated bodies. */
export type AttachmentPurpose = "attachment" | "profilePicture";

const PERSONALIZATION: Readonly<Record<AttachmentPurpose, Uint8Array>> = {
  attachment: utf8Encode("SessionAttachmnt"),
  profilePicture: utf8Encode("Session_Prof_Pic"),
};

/**
 * Size of the upload of a file: a multiple of 4 KiB below 256 KiB, above that one of 32 sizes between two powers of
 * two. Above {@link DETERMINISTIC_FILE_BYTES_MAX} it is what clients that allow large files upload.
 *
 * @throws RangeError unless a whole number from 0
 * Spec: docs/spec/accounts-and-messages.md section 12.2. Vectors: vectors/attachment.json.
 */
export function deterministicBodyBytes(fileBytes: number): number {
  checkFileBytes(fileBytes);
  const bytesMin = PREFIX_BYTES + 1 + fileBytes + STREAM_CHUNK_OVERHEAD * Math.ceil(fileBytes / CHUNK_BYTES);
  let power = GRANULE_BASE_BYTES;
  while (power * 2 <= bytesMin) power *= 2;
  const granule = power / GRANULES_PER_POWER;
  return Math.ceil(bytesMin / granule) * granule;
}

/**
 * Bytes in front of a file that fill its upload up to {@link deterministicBodyBytes}; at least 1.
 *
 * @throws RangeError unless a whole number from 0
 * Spec: docs/spec/accounts-and-messages.md section 12.2. Vectors: vectors/attachment.json.
 */
export function deterministicPaddingBytes(fileBytes: number): number {
  return streamBytes(deterministicBodyBytes(fileBytes)) - fileBytes;
}

/** Length of the plaintext stream in a body: without prefix and what every chunk adds. */
function streamBytes(bodyBytes: number): number {
  const sealedBytes = bodyBytes - PREFIX_BYTES;
  return sealedBytes - STREAM_CHUNK_OVERHEAD * Math.ceil(sealedBytes / SEALED_CHUNK_BYTES);
}

/** What to upload, and the fields of its pointer; its URL carries the `d` flag. */
export interface SealedDeterministicAttachment {
  readonly body: Uint8Array;
  readonly key: SecretBytes;
  readonly size: number;
}

/**
 * Seals a file so that the same account always gets the same bytes, which the file host then stores once.
 *
 * @param options.ed25519Seed the sender's seed, 32 bytes
 * @throws RangeError above 10,218,286 bytes, or for a seed of another length
 * Spec: docs/spec/accounts-and-messages.md section 12.2. Vectors: vectors/attachment.json.
 */
export function sealDeterministicAttachment(options: {
  readonly file: Uint8Array;
  readonly ed25519Seed: Uint8Array;
  readonly purpose: AttachmentPurpose;
  readonly crypto?: CryptoProvider;
}): SealedDeterministicAttachment {
  const { file } = options;
  checkFileLength(file, DETERMINISTIC_FILE_BYTES_MAX);
  const { header, key } = contentKeys(options);
  const paddingBytes = deterministicPaddingBytes(file.length);
  const stream = new Uint8Array(paddingBytes + file.length);
  stream[paddingBytes - 1] = PADDING_END;
  stream.set(file, paddingBytes);
  return { body: sealStream(stream, key, header), key, size: file.length };
}

/** The key and the header follow from the content and the sender's seed: nothing repeats under a key. */
function contentKeys(options: {
  readonly file: Uint8Array;
  readonly ed25519Seed: Uint8Array;
  readonly purpose: AttachmentPurpose;
  readonly crypto?: CryptoProvider;
}): { readonly header: Uint8Array; readonly key: SecretBytes } {
  const { file, ed25519Seed, purpose, crypto = nobleCrypto } = options;
  if (ed25519Seed.length !== 32)
    throw new RangeError(`Ed25519 seed: expected 32 bytes, got ${ed25519Seed.length}`);
  const hash = crypto.blake2b(file, {
    length: STREAM_HEADER_BYTES + DETERMINISTIC_KEY_BYTES,
    key: ed25519Seed,
    personalization: PERSONALIZATION[purpose],
  });
  return {
    header: hash.subarray(0, STREAM_HEADER_BYTES),
    key: secretBytes(hash.subarray(STREAM_HEADER_BYTES)),
  };
}

function sealStream(stream: Uint8Array, key: Uint8Array, header: Uint8Array): Uint8Array {
  const chunks = Math.ceil(stream.length / CHUNK_BYTES);
  const body = new Uint8Array(PREFIX_BYTES + stream.length + chunks * STREAM_CHUNK_OVERHEAD);
  body[0] = BODY_TYPE;
  body.set(header, 1);
  const sealer = secretStream(key, header);
  for (let index = 0; index < chunks; index++) {
    const chunk = stream.subarray(index * CHUNK_BYTES, (index + 1) * CHUNK_BYTES);
    body.set(sealer.seal(chunk, index === chunks - 1), PREFIX_BYTES + index * SEALED_CHUNK_BYTES);
  }
  return body;
}

/**
 * Opens what {@link sealDeterministicAttachment} made. The body says its own size; nothing of a pointer is needed.
 *
 * @throws DecodeError unsupported_version (unknown type of body), invalid_length (cut off, or going on after its end),
 *   decryption_failed, invalid_encoding (padding)
 * Spec: docs/spec/accounts-and-messages.md section 12.2. Vectors: vectors/attachment.json.
 */
export function openDeterministicAttachment(options: {
  readonly body: Uint8Array;
  readonly key: Uint8Array;
}): Uint8Array {
  const { body, key } = options;
  checkKeyLength(key, DETERMINISTIC_KEY_BYTES);
  checkBodyLength(body, PREFIX_BYTES + STREAM_CHUNK_OVERHEAD + 1);
  if (body[0] !== BODY_TYPE)
    throw new DecodeError("unsupported_version", `expected a body of type ${BODY_TYPE}, got ${body[0]}`, {
      path: "body",
      offset: 0,
    });
  return withoutPadding(openStream(body, key));
}

function openStream(body: Uint8Array, key: Uint8Array): Uint8Array {
  const lastBytes = (body.length - PREFIX_BYTES) % SEALED_CHUNK_BYTES;
  if (lastBytes > 0 && lastBytes <= STREAM_CHUNK_OVERHEAD)
    return wrongEnd("it is cut off", body.length - lastBytes);
  const stream = new Uint8Array(streamBytes(body.length));
  const opener = secretStream(key, body.subarray(1, PREFIX_BYTES));
  let at = 0;
  for (let offset = PREFIX_BYTES; offset < body.length; offset += SEALED_CHUNK_BYTES) {
    const sealed = body.subarray(offset, offset + SEALED_CHUNK_BYTES);
    const { message, isFinal } = opener.open(sealed);
    const isLast = offset + SEALED_CHUNK_BYTES >= body.length;
    if (isFinal !== isLast)
      return wrongEnd(isFinal ? "bytes follow its last chunk" : "its last chunk is missing", offset);
    stream.set(message, at);
    at += message.length;
  }
  return stream;
}

function wrongEnd(why: string, offset: number): never {
  throw new DecodeError("invalid_length", `expected a complete stream, ${why}`, { path: "body", offset });
}

function withoutPadding(stream: Uint8Array): Uint8Array {
  let end = 0;
  while (stream[end] === 0) end++;
  if (stream[end] !== PADDING_END)
    throw new DecodeError("invalid_encoding", "expected zeros and one 0x01", {
      path: "padding",
      offset: end,
    });
  return stream.slice(end + 1);
}
