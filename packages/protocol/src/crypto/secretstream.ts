import { poly1305 } from "@noble/ciphers/_poly1305.js";
import { chacha20, hchacha } from "@noble/ciphers/chacha.js";
import { u8, u32 } from "@noble/ciphers/utils.js";
import { equalBytes, utf8Encode } from "../bytes/index.ts";
import { assert, DecodeError } from "../errors.ts";

/** Public value that starts a stream; with a fresh key it may be anything. */
export const STREAM_HEADER_BYTES = 24;
/** Tag byte in front of every chunk and 16-byte authenticator behind it. */
export const STREAM_CHUNK_OVERHEAD = 17;

const TAG_MESSAGE = 0;
const TAG_FINAL = 3;
const MAC_BYTES = 16;
const BLOCK_BYTES = 64;
const SIGMA = u32(Uint8Array.from(utf8Encode("expand 32-byte k")));
const ZEROS = new Uint8Array(2 * BLOCK_BYTES);

/** One direction of one stream: chunks must be handed over in their order. */
export interface SecretStream {
  /** Ciphertext of the next chunk, {@link STREAM_CHUNK_OVERHEAD} bytes longer. */
  seal(message: Uint8Array, isFinal: boolean): Uint8Array;
  /** @throws DecodeError invalid_length, decryption_failed, invalid_encoding (a tag this network never uses) */
  open(sealed: Uint8Array): { readonly message: Uint8Array; readonly isFinal: boolean };
}

/**
 * libsodium's `crypto_secretstream_xchacha20poly1305` with a given header, without associated data and without the
 * tags PUSH and REKEY.
 *
 * The header must not repeat under one key with other content.
 * Spec: docs/spec/accounts-and-messages.md section 12.2. Vectors: vectors/attachment.json.
 */
export function secretStream(key: Uint8Array, header: Uint8Array): SecretStream {
  assert(
    key.length === 32 && header.length === STREAM_HEADER_BYTES,
    "a stream has a 32-byte key and its header",
  );
  const subkey = hchachaKey(key, header.subarray(0, 16));
  const nonce = new Uint8Array(12);
  const counter = new DataView(nonce.buffer);
  counter.setUint32(0, 1, true);
  nonce.set(header.subarray(16), 4);

  const advance = (mac: Uint8Array): void => {
    counter.setUint32(0, counter.getUint32(0, true) + 1, true);
    for (let index = 0; index < 8; index++) nonce[4 + index] = (nonce[4 + index] ?? 0) ^ (mac[index] ?? 0);
  };

  return {
    seal: (message, isFinal) => {
      const { macKey, tagBlock } = chunkKeys(subkey, nonce);
      tagBlock[0] = (tagBlock[0] ?? 0) ^ (isFinal ? TAG_FINAL : TAG_MESSAGE);
      const ciphertext = chacha20(subkey, nonce, message, undefined, 2);
      const mac = authenticate(macKey, tagBlock, ciphertext);
      const out = new Uint8Array(message.length + STREAM_CHUNK_OVERHEAD);
      out[0] = tagBlock[0];
      out.set(ciphertext, 1);
      out.set(mac, 1 + ciphertext.length);
      advance(mac);
      return out;
    },
    open: (sealed) => {
      if (sealed.length < STREAM_CHUNK_OVERHEAD)
        throw new DecodeError(
          "invalid_length",
          `chunk: expected at least ${STREAM_CHUNK_OVERHEAD} bytes, got ${sealed.length}`,
        );
      const ciphertext = sealed.subarray(1, -MAC_BYTES);
      const mac = sealed.subarray(-MAC_BYTES);
      const { macKey, tagBlock } = chunkKeys(subkey, nonce);
      const tag = (sealed[0] ?? 0) ^ (tagBlock[0] ?? 0);
      tagBlock[0] = sealed[0] ?? 0;
      if (!equalBytes(authenticate(macKey, tagBlock, ciphertext), mac))
        throw new DecodeError("decryption_failed", "the chunk does not open under this key");
      if (tag !== TAG_MESSAGE && tag !== TAG_FINAL)
        throw new DecodeError("invalid_encoding", `tag: expected 0 or 3, got ${tag}`);
      const message = chacha20(subkey, nonce, ciphertext, undefined, 2);
      advance(mac);
      return { message, isFinal: tag === TAG_FINAL };
    },
  };
}

/** Key of the authenticator (block 0) and the keystream that hides the tag (block 1). */
function chunkKeys(
  subkey: Uint8Array,
  nonce: Uint8Array,
): { readonly macKey: Uint8Array; readonly tagBlock: Uint8Array } {
  const keystream = chacha20(subkey, nonce, ZEROS);
  return { macKey: keystream.subarray(0, 32), tagBlock: keystream.subarray(BLOCK_BYTES) };
}

function authenticate(macKey: Uint8Array, tagBlock: Uint8Array, ciphertext: Uint8Array): Uint8Array {
  const lengths = new Uint8Array(16);
  new DataView(lengths.buffer).setBigUint64(8, BigInt(BLOCK_BYTES + ciphertext.length), true);
  // compat: libsodium fills up with (0x10 - 64 + length) & 15 zeros, which does not complete a block of 16.
  const fill = (0x10 - BLOCK_BYTES + ciphertext.length) & 15;
  return poly1305
    .create(macKey)
    .update(tagBlock)
    .update(ciphertext)
    .update(ZEROS.subarray(0, fill))
    .update(lengths)
    .digest();
}

function hchachaKey(key: Uint8Array, input: Uint8Array): Uint8Array {
  const out = new Uint32Array(8);
  hchacha(SIGMA, u32(Uint8Array.from(key)), u32(Uint8Array.from(input)), out);
  return u8(out);
}
