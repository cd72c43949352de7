import { type CryptoProvider, nobleCrypto } from "../crypto/index.ts";
import { DecodeError } from "../errors.ts";
import type { AttachmentPointer } from "../messages/index.ts";
import { DETERMINISTIC_KEY_BYTES, openDeterministicAttachment } from "./deterministic.ts";
import { openLegacyAttachment } from "./legacy.ts";
import { hasDeterministicFlag } from "./pointer-url.ts";

/**
 * Opens a downloaded attachment by the scheme that its pointer names: deterministic for a 32-byte key or the `d` flag
 * in the URL, else legacy. Community files are not encrypted and have no key: they do not come here.
 *
 * @throws DecodeError missing_field (key; digest and size in the legacy scheme), invalid_length, decryption_failed,
 *   hash_mismatch, unsupported_version, invalid_encoding
 * Spec: docs/spec/accounts-and-messages.md sections 12.1 and 12.2. Vectors: vectors/attachment.json.
 */
export function openAttachment(options: {
  readonly body: Uint8Array;
  readonly pointer: Pick<AttachmentPointer, "key" | "digest" | "size" | "url">;
  readonly crypto?: CryptoProvider;
}): Uint8Array {
  const { body, pointer, crypto = nobleCrypto } = options;
  const key = present("key", pointer.key);
  if (key.length === DETERMINISTIC_KEY_BYTES || hasDeterministicFlag(pointer.url ?? ""))
    return openDeterministicAttachment({ body, key });
  return openLegacyAttachment({
    body,
    key,
    digest: present("digest", pointer.digest),
    size: present("size", pointer.size),
    crypto,
  });
}

function present<T>(path: string, value: T | undefined): T {
  if (value === undefined) throw new DecodeError("missing_field", "expected a value, found none", { path });
  return value;
}
