import { bytesOfLength, concatBytes } from "../bytes/index.ts";
import type { Codec } from "../codec/index.ts";
import { type CryptoProvider, nobleCrypto } from "../crypto/index.ts";
import { DecodeError } from "../errors.ts";
import { WRAPPER_BYTES_MAX } from "../messages/limits.ts";
import { ML_KEM_CIPHERTEXT_BYTES } from "./hybrid-keys.ts";
import type { KeyAndNonce } from "./key-and-nonce.ts";
import { KEY_INDICATOR_BYTES } from "./key-indicator.ts";

/** First byte of every V2 message; a V1 message, a protobuf, starts with 0x08. */
const FIRST_BYTE = 0x00;
const VERSION = 2;
const EPHEMERAL_AT = 4;
const CIPHERTEXT_AT = 36;
const SEALED_AT: number = CIPHERTEXT_AT + ML_KEM_CIPHERTEXT_BYTES;
const TAG_BYTES = 16;
const BLOCK_BYTES = 256;
/** Smallest V2 message; all are multiples of 256 bytes. */
export const MESSAGE_BYTES_MIN = 1536;

/**
 * Whether the `data` of a stored message follows protocol V2.
 *
 * The byte is not authenticated: it chooses the reader and must decide nothing else.
 * Spec: docs/spec/accounts-and-messages.md section 4.2.
 */
export function isProtocolV2(data: Uint8Array): boolean {
  return data[0] === FIRST_BYTE;
}

/** A V2 message as nodes store it. */
export interface MessageFrame {
  /** 2 bytes that tell the recipient, and nobody else, which account key was used. */
  readonly keyIndicator: Uint8Array;
  /** 32 bytes. */
  readonly ephemeral: Uint8Array;
  /** 1088 bytes. */
  readonly mlKemCiphertext: Uint8Array;
  /** The padded body under XChaCha20-Poly1305. */
  readonly sealed: Uint8Array;
}

/**
 * `0x00 0x02 || key indicator || E || ct || sealed`, at least 1536 bytes.
 *
 * Spec: docs/spec/protocol-v2.md section 3. Vectors: vectors/protocol-v2.json (messages, non_pfs).
 */
export const messageFrame: Codec<MessageFrame> = {
  encode: ({ keyIndicator, ephemeral, mlKemCiphertext, sealed }) => {
    if (SEALED_AT + sealed.length < MESSAGE_BYTES_MIN)
      throw new RangeError(
        `sealed: expected at least ${MESSAGE_BYTES_MIN - SEALED_AT} bytes, got ${sealed.length}`,
      );
    return concatBytes(
      Uint8Array.of(FIRST_BYTE, VERSION),
      bytesOfLength(keyIndicator, KEY_INDICATOR_BYTES, "keyIndicator"),
      bytesOfLength(ephemeral, 32, "ephemeral"),
      bytesOfLength(mlKemCiphertext, ML_KEM_CIPHERTEXT_BYTES, "mlKemCiphertext"),
      sealed,
    );
  },
  decode: (bytes) => {
    if (!isProtocolV2(bytes)) throw new DecodeError("invalid_encoding", "data: expected a V2 message");
    // The sizes are those of this version, so the version is looked at first.
    if (bytes.length > 1 && bytes[1] !== VERSION)
      throw new DecodeError("unsupported_version", `data: expected version ${VERSION}, got ${bytes[1]}`, {
        offset: 1,
      });
    if (bytes.length < MESSAGE_BYTES_MIN || bytes.length > WRAPPER_BYTES_MAX)
      throw new DecodeError(
        "invalid_length",
        `data: expected ${MESSAGE_BYTES_MIN} to ${WRAPPER_BYTES_MAX} bytes, got ${bytes.length}`,
      );
    return {
      keyIndicator: bytes.slice(2, EPHEMERAL_AT),
      ephemeral: bytes.slice(EPHEMERAL_AT, CIPHERTEXT_AT),
      mlKemCiphertext: bytes.slice(CIPHERTEXT_AT, SEALED_AT),
      sealed: bytes.slice(SEALED_AT),
    };
  },
};

/** Pads a body so that the whole message is one of few sizes, encrypts it and puts it into its frame. */
export function sealFrame(
  options: Omit<MessageFrame, "sealed"> & { readonly body: Uint8Array; readonly secret: KeyAndNonce },
  crypto: CryptoProvider = nobleCrypto,
): Uint8Array {
  const { body, secret, ...header } = options;
  const overhead = SEALED_AT + TAG_BYTES;
  const total = Math.max(MESSAGE_BYTES_MIN, Math.ceil((overhead + body.length) / BLOCK_BYTES) * BLOCK_BYTES);
  const padded = concatBytes(body, new Uint8Array(total - overhead - body.length));
  const sealed = crypto.xchacha20Poly1305Seal(secret.key, secret.nonce, padded);
  return messageFrame.encode({ ...header, sealed });
}
