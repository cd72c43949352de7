import { base64Decode, base64EncodeUnpadded, concatBytes, hexEncode, utf8Encode } from "../bytes/index.ts";
import { type CryptoProvider, nobleCrypto } from "../crypto/index.ts";
import { DecodeError } from "../errors.ts";
import { type MailboxId, parseMailboxId } from "../identity/index.ts";

declare const hashed: unique symbol;
declare const numbered: unique symbol;

/** 44 characters of base64url: the hash of a file's body. */
export type HashFileId = string & { readonly [hashed]: true };
/** Decimal number that an old file server gave out. */
export type NumericFileId = string & { readonly [numbered]: true };
/** How a file host names a file. */
export type FileId = HashFileId | NumericFileId;

const HASH_BYTES = 33;
const SALT = concatBytes(utf8Encode("SessionFileSvr"), new Uint8Array(2));
const HASH_ID = /^[A-Za-z0-9_-]{44}$/;
const NUMERIC_ID = /^(?:0|[1-9][0-9]{0,15})$/;

/**
 * Name under which every file host stores a body; equal bodies have equal names.
 *
 * Spec: docs/spec/accounts-and-messages.md section 12.4. Vectors: vectors/attachment.json.
 */
export function fileIdOf(body: Uint8Array, crypto: CryptoProvider = nobleCrypto): HashFileId {
  const hash = crypto.blake2b(body, { length: HASH_BYTES, salt: SALT });
  const id = base64EncodeUnpadded(hash).replaceAll("+", "-").replaceAll("/", "_");
  return id as HashFileId; // 33 bytes are 44 characters of that alphabet
}

/**
 * Checks the name of a file: 44 characters of base64url, or a decimal number below 2^53.
 *
 * @throws DecodeError invalid_encoding
 * Spec: docs/spec/accounts-and-messages.md section 12.4. Vectors: vectors/attachment.json.
 */
export function parseFileId(text: string, path = "id"): FileId {
  if (HASH_ID.test(text)) return text as HashFileId; // the check is what the brand stands for
  if (NUMERIC_ID.test(text) && Number.isSafeInteger(Number(text))) return text as NumericFileId; // likewise
  throw new DecodeError(
    "invalid_encoding",
    `expected 44 characters of base64url or a number below 2^53, got ${text.length} characters`,
    { path },
  );
}

/**
 * Whether the ID says what the file contains; an old number does not.
 *
 * Spec: docs/spec/accounts-and-messages.md section 12.4.
 */
export function isHashFileId(id: FileId): id is HashFileId {
  return id.length === 44;
}

/**
 * The field `deprecated_id` of a pointer, which the schema requires: the number of a file that has one, else 0.
 *
 * Spec: docs/spec/accounts-and-messages.md section 12.5.
 */
export function deprecatedFileId(id: FileId): bigint {
  return isHashFileId(id) ? 0n : BigInt(id);
}

/**
 * The mailbox in whose swarm a file lives: the 33 bytes of its ID, taken like an account ID.
 *
 * Spec: docs/spec/accounts-and-messages.md section 12.7.
 */
export function fileMailbox(id: HashFileId): MailboxId {
  return parseMailboxId(hexEncode(base64Decode(id.replaceAll("-", "+").replaceAll("_", "/"))));
}
