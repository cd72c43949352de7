import { createCipheriv, createDecipheriv, createHash, createHmac } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { base64Encode, concatBytes, equalBytes, hexDecode, hexEncode } from "../bytes/index.ts";
import { bytes, errorCode, loadVector, scriptedRandom, seededRandom } from "../testing/index.ts";
import { legacyPaddedBytes, openLegacyAttachment, sealLegacyAttachment } from "./index.ts";
import { labelled, SAMPLE, sha256 } from "./testing/samples.ts";

const vectors = loadVector<{
  readonly legacy: readonly {
    readonly data_label: string;
    readonly data_len: number;
    readonly padded_len: number;
    readonly key64: string;
    readonly iv: string;
    readonly encrypted_len: number;
    readonly digest_sha256: string;
    readonly encrypted_last_64: string;
    readonly encrypted_base64?: string;
  }[];
  readonly legacy_sizes: readonly { readonly len: number; readonly padded_len: number }[];
}>("attachment");

describe("vectors/attachment.json", () => {
  test.each(vectors.legacy)("default: legacy $data_label", (vector) => {
    const file = labelled(vector.data_label, vector.data_len);
    const sealed = sealLegacyAttachment({
      file,
      random: scriptedRandom(hexDecode(vector.key64), hexDecode(vector.iv)),
    });
    expect(legacyPaddedBytes(file.length)).toBe(vector.padded_len);
    expect(hexEncode(sealed.key)).toBe(vector.key64);
    expect(sealed.size).toBe(vector.data_len);
    expect(sealed.body.length).toBe(vector.encrypted_len);
    expect(hexEncode(sealed.digest)).toBe(vector.digest_sha256);
    expect(sha256(sealed.body)).toBe(vector.digest_sha256);
    expect(hexEncode(sealed.body.subarray(-64))).toBe(vector.encrypted_last_64);
    if (vector.encrypted_base64 !== undefined)
      expect(base64Encode(sealed.body)).toBe(vector.encrypted_base64);
    expect(openLegacyAttachment(sealed)).toEqual(file);
  });
  test.each(vectors.legacy_sizes)("default: legacy padding of $len bytes", ({ len, padded_len }) => {
    expect(legacyPaddedBytes(len)).toBe(padded_len);
  });
});

describe("legacy scheme", () => {
  const random = seededRandom("legacy");
  const sealed = sealLegacyAttachment({ file: SAMPLE, random });

  test("default: node:crypto opens what we seal", () => {
    const { body, key } = sealed;
    const authenticated = body.subarray(0, -32);
    expect(createHmac("sha256", key.subarray(32)).update(authenticated).digest("hex")).toBe(
      hexEncode(body.subarray(-32)),
    );
    const decipher = createDecipheriv("aes-256-cbc", key.subarray(0, 32), body.subarray(0, 16));
    const padded = concatBytes(decipher.update(authenticated.subarray(16)), decipher.final());
    expect(padded.length).toBe(71_178);
    expect(hexEncode(padded.subarray(0, SAMPLE.length))).toBe(hexEncode(SAMPLE));
    expect(padded.subarray(SAMPLE.length).every((byte) => byte === 0)).toBe(true);
  });
  test("default: we open what node:crypto seals", () => {
    expect(openLegacyAttachment(sealedByNode(SAMPLE))).toEqual(SAMPLE);
  });
  test("behaviour: link-preview images are not padded", () => {
    const image = sealLegacyAttachment({ file: SAMPLE.subarray(0, 100), random, isPadded: false });
    expect(image.body.length).toBe(16 + 112 + 32);
    expect(openLegacyAttachment(image)).toEqual(SAMPLE.slice(0, 100));
  });
  test("behaviour: an empty file is padded like any other", () => {
    const empty = sealLegacyAttachment({ file: new Uint8Array(), random });
    expect(empty.body.length).toBe(592);
    expect(openLegacyAttachment(empty)).toEqual(new Uint8Array());
  });
  // In exact fractions: the powers of 21/20, rounded down.
  test.each([
    [0, 541],
    [540, 541],
    [542, 568],
    [568, 568],
    [569, 596],
    [596, 596],
    [597, 626],
    [9_828_080, 9_828_080],
    [9_828_081, 10_000_000],
    [10_000_001, 10_319_484],
  ])("behaviour: at the edge of a step, %i bytes are padded to %i", (fileBytes, paddedBytes) => {
    expect(legacyPaddedBytes(fileBytes)).toBe(paddedBytes);
  });
  test.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY])(
    "error: %d bytes is no size of a file",
    (size) => {
      expect(() => legacyPaddedBytes(size)).toThrow(RangeError);
    },
  );
  test("behaviour: files of any content and length come back, padded or not, and no part of them opens", () => {
    fc.assert(
      fc.property(bytes({ max: 1200 }), fc.boolean(), fc.nat(), (file, isPadded, cut) => {
        const { body, ...pointer } = sealLegacyAttachment({ file, random, isPadded });
        expect(openLegacyAttachment({ body, ...pointer })).toEqual(file);
        const prefix = body.subarray(0, cut % body.length);
        expect(errorCode(() => openLegacyAttachment({ body: prefix, ...pointer }))).not.toBe("none");
      }),
      { numRuns: 50 },
    );
  });
  test("error: noise is never an attachment", () => {
    fc.assert(
      fc.property(bytes({ max: 300 }), (body) => {
        expect(errorCode(() => openLegacyAttachment({ ...sealed, body }))).not.toBe("none");
      }),
    );
  });
  test("behaviour: the largest file is opened again", () => {
    const file = new Uint8Array(10_000_000).fill(5);
    const largest = sealLegacyAttachment({ file, random });
    expect(largest.body.length).toBe(16 + 10_000_016 + 32);
    expect(equalBytes(openLegacyAttachment(largest), file)).toBe(true);
  });
  test.each([
    ["a wrong MAC key", { key: flipped(sealed.key, 40) }, "decryption_failed"],
    ["a damaged body", { body: flipped(sealed.body, 100) }, "decryption_failed"],
    ["a body cut off", { body: sealed.body.subarray(0, -1) }, "decryption_failed"],
    ["a body shorter than any", { body: sealed.body.subarray(0, 63) }, "invalid_length"],
    ["a body larger than a file host takes", { body: new Uint8Array(10_300_001) }, "invalid_length"],
    ["another digest", { digest: flipped(sealed.digest, 0) }, "hash_mismatch"],
    ["a digest of another length", { digest: sealed.digest.subarray(1) }, "invalid_length"],
    ["a file shorter than its size", { size: 71_179 }, "invalid_length"],
    ["a key of another length", { key: sealed.key.subarray(1) }, "invalid_length"],
  ])("error: %s", (_name, change, code) => {
    expect(errorCode(() => openLegacyAttachment({ ...sealed, ...change }))).toBe(code);
  });
  test("error: a wrong AES key, and blocks with a wrong padding under a good MAC", () => {
    expect(errorCode(() => openLegacyAttachment({ ...sealed, key: flipped(sealed.key, 0) }))).toBe(
      "decryption_failed",
    );
    const key = labelled("key", 64);
    const authenticated = labelled("not a whole number of blocks", 16 + 17);
    const mac = createHmac("sha256", key.subarray(32)).update(authenticated).digest();
    const body = concatBytes(authenticated, mac);
    const digest = createHash("sha256").update(body).digest();
    expect(errorCode(() => openLegacyAttachment({ body, key, digest, size: 1 }))).toBe("decryption_failed");
  });
  test("error: a file that is too large", () => {
    expect(() => sealLegacyAttachment({ file: new Uint8Array(10_000_001), random })).toThrow(RangeError);
  });
});

function flipped(bytes: Uint8Array, at: number): Uint8Array {
  return Uint8Array.from(bytes, (byte, index) => (index === at ? byte ^ 1 : byte));
}

function sealedByNode(file: Uint8Array) {
  const [key, iv] = [labelled("key", 64), labelled("iv", 16)];
  const cipher = createCipheriv("aes-256-cbc", key.subarray(0, 32), iv);
  const authenticated = concatBytes(iv, cipher.update(file), cipher.final());
  const body = concatBytes(
    authenticated,
    createHmac("sha256", key.subarray(32)).update(authenticated).digest(),
  );
  return { body, key, digest: createHash("sha256").update(body).digest(), size: file.length };
}
