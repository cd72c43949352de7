import sodium from "libsodium-wrappers-sumo";
import { beforeAll, describe, expect, test } from "vitest";
import { hexEncode } from "../bytes/index.ts";
import { errorCode, seededRandom } from "../testing/index.ts";
import { secretStream } from "./secretstream.ts";

// The stream against libsodium's own, in both directions. Lengths around 16 and 64 show the odd fill of the
// authenticator and the ends of keystream blocks.

const LENGTHS = [0, 1, 15, 16, 17, 47, 63, 64, 65, 100, 4096, 32_768];
const random = seededRandom("secretstream");
const key = random.secure(32);
const chunks = LENGTHS.map((length) => random.secure(length));

beforeAll(async () => {
  await sodium.ready;
});

describe("secretStream and libsodium", () => {
  test("default: libsodium opens what we seal", () => {
    const header = random.secure(24);
    const sealer = secretStream(key, header);
    const state = sodium.crypto_secretstream_xchacha20poly1305_init_pull(header, key);
    for (const [index, chunk] of chunks.entries()) {
      const isFinal = index === chunks.length - 1;
      const sealed = sealer.seal(chunk, isFinal);
      const pulled = sodium.crypto_secretstream_xchacha20poly1305_pull(state, sealed, null, "uint8array");
      if (pulled === false) throw new Error(`libsodium refused chunk ${index}`);
      expect(hexEncode(pulled.message)).toBe(hexEncode(chunk));
      expect(pulled.tag).toBe(
        isFinal
          ? sodium.crypto_secretstream_xchacha20poly1305_TAG_FINAL
          : sodium.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE,
      );
    }
  });
  test("default: we open what libsodium seals", () => {
    const { header, state } = sodium.crypto_secretstream_xchacha20poly1305_init_push(key);
    const opener = secretStream(key, header);
    for (const [index, chunk] of chunks.entries()) {
      const isFinal = index === chunks.length - 1;
      const sealed = sodium.crypto_secretstream_xchacha20poly1305_push(
        state,
        chunk,
        null,
        isFinal
          ? sodium.crypto_secretstream_xchacha20poly1305_TAG_FINAL
          : sodium.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE,
      );
      const opened = opener.open(sealed);
      expect(hexEncode(opened.message)).toBe(hexEncode(chunk));
      expect(opened.isFinal).toBe(isFinal);
    }
  });
  test("error: a tag that this network never uses", () => {
    for (const tag of [
      sodium.crypto_secretstream_xchacha20poly1305_TAG_PUSH,
      sodium.crypto_secretstream_xchacha20poly1305_TAG_REKEY,
    ]) {
      const { header, state } = sodium.crypto_secretstream_xchacha20poly1305_init_push(key);
      const sealed = sodium.crypto_secretstream_xchacha20poly1305_push(state, Uint8Array.of(1), null, tag);
      expect(errorCode(() => secretStream(key, header).open(sealed))).toBe("invalid_encoding");
    }
  });
  test("error: a changed byte anywhere, a chunk out of order, too few bytes", () => {
    const header = random.secure(24);
    const sealer = secretStream(key, header);
    const first = sealer.seal(Uint8Array.of(1, 2, 3), false);
    const second = sealer.seal(Uint8Array.of(1, 2, 3), true);
    for (let index = 0; index < first.length; index++) {
      const damaged = Uint8Array.from(first, (byte, at) => (at === index ? byte ^ 1 : byte));
      expect(errorCode(() => secretStream(key, header).open(damaged))).toBe("decryption_failed");
    }
    expect(errorCode(() => secretStream(key, header).open(second))).toBe("decryption_failed");
    expect(errorCode(() => secretStream(key, header).open(first.subarray(0, 16)))).toBe("invalid_length");
    expect(() => secretStream(key.subarray(1), header)).toThrow("assertion failed");
  });
});
