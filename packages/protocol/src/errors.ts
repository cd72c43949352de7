/** Every failure code of this package with its meaning; a test checks that each one is thrown somewhere. */
export const PROTOCOL_ERROR_CODES = {
  invalid_encoding: "the bytes or text do not have the declared form",
  invalid_length: "a length differs from what the format demands",
  out_of_range: "a number or size lies outside its limits",
  missing_field: "a required field is absent",
  unexpected_field: "a field appears that must not, or not here",
  decryption_failed: "the ciphertext does not open under this key",
  key_not_found: "the message names a key that is not among ours",
  hash_mismatch: "the bytes are not those that a hash names",
  signature_invalid: "a signature does not verify",
  timestamp_mismatch: "the envelope and the signed content name different times",
  sender_mismatch: "the key sealed inside a message is not the one of the sender that is named",
  unsupported_version: "the bytes follow a newer version of the format than this code reads",
  too_few_words: "the recovery phrase has fewer than 12 words",
  too_many_words: "the recovery phrase has more words than any valid length",
  checksum_word_missing: "the recovery phrase lacks its last word",
  unknown_word: "a word is not in the list",
  phrase_not_decodable: "the words are known but do not encode a seed",
  checksum_mismatch: "the last word does not match the others",
} as const;

export type ProtocolErrorCode = keyof typeof PROTOCOL_ERROR_CODES;

/** Base of all thrown failures of the outside world. Match on `code`, never on `message`. */
export class SessionError<C extends string = string> extends Error {
  readonly code: C;
  readonly meta: Readonly<Record<string, unknown>>;
  readonly retryable: boolean;

  constructor(
    code: C,
    message: string,
    options: { meta?: Record<string, unknown>; retryable?: boolean; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "SessionError";
    this.code = code;
    this.meta = options.meta ?? {};
    this.retryable = options.retryable ?? false;
  }
}

/** What a decoder throws, and all it throws: `path` names the field, `offset` the byte where it went wrong. */
export class DecodeError extends SessionError<ProtocolErrorCode> {
  readonly path: string;
  readonly offset: number | undefined;

  constructor(
    code: ProtocolErrorCode,
    message: string,
    at: { path?: string; offset?: number; cause?: unknown } = {},
  ) {
    super(code, at.path ? `${at.path}: ${message}` : message, { cause: at.cause });
    this.name = "DecodeError";
    this.path = at.path ?? "";
    this.offset = at.offset;
  }
}

/** What a decoder gives, or undefined where it throws DecodeError; any other error is our own bug and goes on. */
export function attempt<T>(decode: () => T): T | undefined {
  try {
    return decode();
  } catch (error) {
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
}

/** A broken promise inside our own code; kept in production. */
export function assert(condition: unknown, why: string): asserts condition {
  if (!condition) throw new Error(`assertion failed: ${why}`);
}
