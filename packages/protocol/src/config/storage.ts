import { concatBytes } from "../bytes/index.ts";
import { zstdDecompress } from "../compression/index.ts";
import { DecodeError, SessionError } from "../errors.ts";
import type { Account } from "../identity/index.ts";
import { STORED_BYTES_MAX } from "../messages/index.ts";
import type { ConfigContext } from "./context.ts";
import { decryptConfig, ENCRYPTION_OVERHEAD, encryptConfig, padConfig, unpadConfig } from "./encryption.ts";
import type { ConfigMessage } from "./message.ts";
import { type ConfigPart, configPart, PADDED_BYTES_MAX, PART_CODE, splitConfig } from "./multipart.ts";
import { unwrapConfig, wrapConfig } from "./wrapper.ts";

/** Most bytes of a plaintext that are stored, and of one that is decompressed. */
export const PLAINTEXT_BYTES_MAX: number = PADDED_BYTES_MAX;

const PLAIN_CODE = 0x64;
const ZSTD_CODE = 0x7a;

/**
 * The bytes to store for a message: one item, or several when it is too large for one.
 *
 * @throws SessionError out_of_range when the message, as it is or padded, exceeds 5,000,000 bytes
 * @throws RangeError when the context lacks a key or the account that the wrapper needs
 * Spec: docs/spec/config-messages.md section 5. Vectors: vectors/config-encryption.json, vectors/config-multipart.json.
 */
export function encodeStoredConfig(
  message: Pick<ConfigMessage, "bytes" | "seqno">,
  context: ConfigContext,
): readonly Uint8Array[] {
  checkLength(message.bytes, PLAINTEXT_BYTES_MAX);
  const padded = padConfig(compressed(message.bytes, context));
  checkLength(padded, PADDED_BYTES_MAX);
  if (padded.length + ENCRYPTION_OVERHEAD > STORED_BYTES_MAX)
    return splitConfig(padded, context).map((part) => encrypt(configPart.encode(part), context));
  const payload = encrypt(padded, context);
  if (context.kind.wrapperKind === undefined) return [payload];
  const kind = context.kind.wrapperKind;
  const wrapped = wrapConfig({
    ...context,
    payload,
    seqno: message.seqno,
    kind,
    account: accountOf(context),
  });
  return [wrapped.length > STORED_BYTES_MAX ? payload : wrapped];
}

function checkLength({ length }: Uint8Array, bytesMax: number): void {
  if (length > bytesMax)
    throw new SessionError("out_of_range", `config: expected at most ${bytesMax} bytes, got ${length}`);
}

function compressed(plaintext: Uint8Array, { compress }: ConfigContext): Uint8Array {
  if (compress === undefined) return plaintext;
  const frame = compress(plaintext);
  return 1 + frame.length < plaintext.length ? concatBytes(Uint8Array.of(ZSTD_CODE), frame) : plaintext;
}

function encrypt(padded: Uint8Array, { encryptionKeys, kind, ...context }: ConfigContext): Uint8Array {
  const [keyBase] = encryptionKeys;
  if (keyBase === undefined) throw new RangeError(`config ${kind.name}: expected an encryption key`);
  return encryptConfig({ ...context, padded, keyBase, domain: kind.domain });
}

function accountOf({ account, kind }: ConfigContext): Account {
  if (account === undefined) throw new RangeError(`config ${kind.name}: expected an account for the wrapper`);
  return account;
}

/** What one stored item holds: the plaintext of a message, or a part of one. */
export type OpenedConfig =
  | { readonly kind: "message"; readonly plaintext: Uint8Array }
  | { readonly kind: "part"; readonly part: ConfigPart };

/**
 * Reverse of {@link encodeStoredConfig} for one stored item.
 *
 * @throws DecodeError invalid_length, decryption_failed, invalid_encoding, out_of_range, missing_field
 * Spec: docs/spec/config-messages.md sections 5 and 6.
 */
export function openStoredConfig(data: Uint8Array, context: ConfigContext): OpenedConfig {
  if (data.length > STORED_BYTES_MAX)
    throw new DecodeError("invalid_length", `config: expected at most ${STORED_BYTES_MAX} bytes`);
  const { kind, encryptionKeys } = context;
  const sealed =
    kind.wrapperKind === undefined
      ? data
      : unwrapConfig({ ...context, data, kind: kind.wrapperKind, account: accountOf(context) });
  const padded = decryptConfig({ ...context, sealed, keyBases: encryptionKeys, domain: kind.domain });
  const unpadded = unpadConfig(padded);
  if (unpadded[0] === PART_CODE) return { kind: "part", part: configPart.decode(unpadded) };
  return { kind: "message", plaintext: plaintextOf(unpadded) };
}

/** Plaintext of a message from its padded form. @throws DecodeError invalid_encoding, out_of_range */
export function openPaddedConfig(padded: Uint8Array): Uint8Array {
  return plaintextOf(unpadConfig(padded));
}

function plaintextOf(unpadded: Uint8Array): Uint8Array {
  // A copy where the bytes are kept as they are, lest a small message hold on to a large buffer.
  if (unpadded[0] === PLAIN_CODE) return unpadded.slice();
  if (unpadded[0] === ZSTD_CODE)
    return zstdDecompress(unpadded.subarray(1), { bytesMax: PLAINTEXT_BYTES_MAX });
  throw new DecodeError("invalid_encoding", "config: expected d, z or m first", { offset: 0 });
}
