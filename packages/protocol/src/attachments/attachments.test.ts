import { createCipheriv, createDecipheriv, createHash, createHmac } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { base64Encode, concatBytes, equalBytes, hexDecode, hexEncode } from "../bytes/index.ts";
import { type CryptoProvider, nobleCrypto } from "../crypto/index.ts";
import { secretStream } from "../crypto/secretstream.ts";
import { alice, bob, bytes, errorCode, loadVector, scriptedRandom, seededRandom } from "../testing/index.ts";
import {
  deterministicBodyBytes,
  deterministicPaddingBytes,
  legacyPaddedBytes,
  openAttachment,
  openDeterministicAttachment,
  openLegacyAttachment,
  openProfilePicture,
  sealDeterministicAttachment,
  sealLegacyAttachment,
  sealLegacyProfilePicture,
} from "./index.ts";

const vectors = loadVector<{
  readonly sizes: readonly {
    readonly plain_len: number;
    readonly encrypted_len: number;
    readonly padding_len: number;
  }[];
  readonly deterministic: readonly {
    readonly data_label: string;
    readonly data_len: number;
    readonly domain: "attachment" | "profile_pic";
    readonly seed32: string;
    readonly key: string;
    readonly header_nonce: string;
    readonly padding_len: number;
    readonly encrypted_len: number;
    readonly encrypted_sha256: string;
    readonly encrypted_first_64: string;
    readonly encrypted_last_32: string;
    readonly encrypted_base64?: string;
  }[];
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
  readonly profile_picture_legacy: readonly {
    readonly profile_key: string;
    readonly iv: string;
    readonly data_hex: string;
    readonly encrypted_hex: string;
  }[];
  readonly must_fail: readonly {
    readonly name: string;
    readonly key?: string;
    readonly encrypted_sha256?: string;
  }[];
}>("attachment");

/** First bytes of SHA-256(label + "#" + i), i = 0, 1, 2, ... */
function labelled(label: string, length: number): Uint8Array {
  const blocks = Array.from({ length: Math.ceil(length / 32) }, (_, index) =>
    createHash("sha256").update(`${label}#${index}`).digest(),
  );
  return concatBytes(...blocks).slice(0, length);
}

function sha256(data: Uint8Array): string {
  return createHash("sha256").update(data).digest("hex");
}

/** A body whose stream is given as it is, cut into pieces of the given lengths, each with its own end mark. */
function bodyOf(pieces: readonly { readonly piece: Uint8Array; readonly isFinal: boolean }[]): Uint8Array {
  const header = new Uint8Array(24).fill(9);
  const sealer = secretStream(KEY, header);
  const chunks = pieces.map(({ piece, isFinal }) => sealer.seal(piece, isFinal));
  return concatBytes(Uint8Array.of(0x53), header, ...chunks);
}

const KEY = new Uint8Array(32).fill(7);
const FULL = 32_768;
const SEALED = FULL + 17;
const SAMPLE = labelled("sample", 70_000);

describe("vectors/attachment.json", () => {
  test.each(vectors.sizes)(
    "default: sizes of $plain_len bytes",
    ({ plain_len, encrypted_len, padding_len }) => {
      expect(deterministicBodyBytes(plain_len)).toBe(encrypted_len);
      expect(deterministicPaddingBytes(plain_len)).toBe(padding_len);
    },
  );
  test.each(vectors.deterministic)("default: deterministic $data_label as $domain", (vector) => {
    const file = labelled(vector.data_label, vector.data_len);
    const purpose = vector.domain === "attachment" ? "attachment" : "profilePicture";
    const { body, key, size } = sealDeterministicAttachment({
      file,
      ed25519Seed: hexDecode(vector.seed32),
      purpose,
    });
    expect(hexEncode(key)).toBe(vector.key);
    expect(size).toBe(vector.data_len);
    expect(body.length).toBe(vector.encrypted_len);
    expect(deterministicPaddingBytes(file.length)).toBe(vector.padding_len);
    expect(hexEncode(body.subarray(1, 25))).toBe(vector.header_nonce);
    expect(hexEncode(body.subarray(0, 64))).toBe(vector.encrypted_first_64);
    expect(hexEncode(body.subarray(-32))).toBe(vector.encrypted_last_32);
    expect(sha256(body)).toBe(vector.encrypted_sha256);
    if (vector.encrypted_base64 !== undefined) expect(base64Encode(body)).toBe(vector.encrypted_base64);
    expect(sha256(openDeterministicAttachment({ body, key: hexDecode(vector.key) }))).toBe(sha256(file));
  });
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
  test.each(vectors.profile_picture_legacy)("default: legacy profile picture $profile_key", (vector) => {
    const picture = hexDecode(vector.data_hex);
    const profileKey = hexDecode(vector.profile_key);
    const body = sealLegacyProfilePicture({
      picture,
      profileKey,
      random: scriptedRandom(hexDecode(vector.iv)),
    });
    expect(hexEncode(body)).toBe(vector.encrypted_hex);
    expect(openProfilePicture({ body, profileKey, url: "http://host/file/1" })).toEqual(picture);
  });

  const unopened: Readonly<Record<string, () => { readonly body: Uint8Array; readonly code: string }>> = {
    "wrong padding byte": () => {
      const [vector] = vectors.must_fail;
      const file = labelled("neg", 40_000);
      const { body, key } = sealDeterministicAttachment({ file, ed25519Seed: SEED, purpose: "attachment" });
      expect(hexEncode(key)).toBe(vector?.key);
      const paddingBytes = deterministicPaddingBytes(file.length);
      const stream = concatBytes(new Uint8Array(paddingBytes), file);
      stream[paddingBytes - 1] = 2;
      const header = body.slice(1, 25);
      const sealer = secretStream(key, header);
      const wrong = concatBytes(
        Uint8Array.of(0x53),
        header,
        sealer.seal(stream.subarray(0, FULL), false),
        sealer.seal(stream.subarray(FULL), true),
      );
      expect(sha256(wrong)).toBe(vector?.encrypted_sha256);
      expect(errorCode(() => openDeterministicAttachment({ body: wrong, key }))).toBe("invalid_encoding");
      return { body: bodyOf([{ piece: Uint8Array.of(0, 0, 2), isFinal: true }]), code: "invalid_encoding" };
    },
    "truncated after a full chunk": () => ({
      body: bodyOf([{ piece: withPadding(FULL), isFinal: false }]),
      code: "invalid_length",
    }),
    "bytes after FINAL": () => ({
      body: concatBytes(bodyOf([{ piece: withPadding(FULL), isFinal: true }]), new Uint8Array(100)),
      code: "invalid_length",
    }),
    "first byte not 53": () => {
      const body = bodyOf([{ piece: Uint8Array.of(1), isFinal: true }]);
      body[0] = 0x54;
      return { body, code: "unsupported_version" };
    },
  };
  test.each(vectors.must_fail)("error: $name", ({ name }) => {
    const attempt = unopened[name]?.();
    expect(attempt).toBeDefined();
    expect(
      errorCode(() => openDeterministicAttachment({ body: attempt?.body ?? new Uint8Array(), key: KEY })),
    ).toBe(attempt?.code);
  });
});

const SEED = hexDecode("0123456789abcdef0123456789abcdef00000000000000000000000000000000");

function withPadding(length: number): Uint8Array {
  const stream = new Uint8Array(length);
  stream[0] = 1;
  return stream;
}

describe("deterministic scheme", () => {
  test("default", () => {
    const sealed = sealDeterministicAttachment({ file: SAMPLE, ed25519Seed: SEED, purpose: "attachment" });
    expect(sealed.body.length).toBe(73_728);
    expect(openDeterministicAttachment(sealed)).toEqual(SAMPLE);
    expect(JSON.stringify({ key: sealed.key })).toBe('{"key":"[secret]"}');
  });
  test("behaviour: another purpose or another sender gives another key", () => {
    const keyOf = (ed25519Seed: Uint8Array, purpose: "attachment" | "profilePicture") =>
      hexEncode(sealDeterministicAttachment({ file: SAMPLE, ed25519Seed, purpose }).key);
    const keys = [
      keyOf(alice.ed25519Seed, "attachment"),
      keyOf(alice.ed25519Seed, "profilePicture"),
      keyOf(bob.ed25519Seed, "attachment"),
    ];
    expect(new Set(keys).size).toBe(3);
    expect(keyOf(alice.ed25519Seed, "attachment")).toBe(keys[0]);
  });
  // By search: the one padding that makes the size which the specification gives.
  test.each([
    [4053, 4096, 1],
    [32_767, 36_864, 4038],
    [32_768, 36_864, 4037],
    [130_978, 131_072, 1],
    [130_979, 135_168, 4079],
    [261_982, 262_144, 1],
    [261_983, 270_336, 8175],
    [523_991, 540_672, 16_367],
    [1_048_006, 1_048_576, 1],
    [1_048_007, 1_081_344, 32_751],
    [10_218_286, 10_223_616, 1],
    [10_218_287, 10_485_760, 262_008],
  ])("behaviour: at the edge of a step, %i bytes become %i", (fileBytes, bodyBytes, paddingBytes) => {
    expect(deterministicBodyBytes(fileBytes)).toBe(bodyBytes);
    expect(deterministicPaddingBytes(fileBytes)).toBe(paddingBytes);
  });
  test("behaviour: padding and chunks give exactly the promised size, for every size of file", () => {
    const check = (fileBytes: number): void => {
      const bodyBytes = deterministicBodyBytes(fileBytes);
      const stream = fileBytes + deterministicPaddingBytes(fileBytes);
      expect(stream).toBeGreaterThan(fileBytes);
      expect(25 + stream + 17 * Math.ceil(stream / FULL)).toBe(bodyBytes);
      expect(bodyBytes % 4096).toBe(0);
    };
    fc.assert(fc.property(fc.integer({ min: 0, max: 30_000_000 }), check), { numRuns: 300 });
    for (let chunks = 1; chunks < 320; chunks++)
      for (const nearby of [-45, -26, -18, -17, -1, 0, 1, 17]) check(chunks * FULL + nearby);
  });
  test("behaviour: the largest file fills the largest body, within a few seconds", {
    timeout: 20_000,
  }, () => {
    const file = new Uint8Array(10_218_286);
    const sealed = sealDeterministicAttachment({ file, ed25519Seed: SEED, purpose: "attachment" });
    expect(sealed.body.length).toBe(10_223_616);
    expect(openDeterministicAttachment(sealed).length).toBe(10_218_286);
  });
  test("behaviour: files of any content and length come back", () => {
    fc.assert(
      fc.property(bytes({ max: 600 }), fc.integer({ min: 0, max: 70_000 }), (start, zeros) => {
        const file = concatBytes(start, new Uint8Array(zeros));
        const sealed = sealDeterministicAttachment({ file, ed25519Seed: SEED, purpose: "attachment" });
        expect(openDeterministicAttachment(sealed)).toEqual(file);
      }),
      { numRuns: 20 },
    );
  });
  test("behaviour: padding may reach over several chunks", () => {
    const body = bodyOf([
      { piece: new Uint8Array(FULL), isFinal: false },
      { piece: Uint8Array.of(0, 1, 5), isFinal: true },
    ]);
    expect(openDeterministicAttachment({ body, key: KEY })).toEqual(Uint8Array.of(5));
  });
  test.each([
    ["no chunk at all", bodyOf([]), "invalid_length"],
    ["a chunk without content", bodyOf([{ piece: new Uint8Array(), isFinal: true }]), "invalid_length"],
    ["nothing but zeros", bodyOf([{ piece: new Uint8Array(50), isFinal: true }]), "invalid_encoding"],
    [
      "a last chunk that is not marked as such",
      bodyOf([{ piece: Uint8Array.of(1), isFinal: false }]),
      "invalid_length",
    ],
    [
      "a short chunk in the middle",
      bodyOf([
        { piece: Uint8Array.of(1, 2), isFinal: false },
        { piece: Uint8Array.of(3), isFinal: true },
      ]),
      "decryption_failed",
    ],
    [
      "a full chunk and a rest too short for a chunk",
      concatBytes(bodyOf([{ piece: withPadding(FULL), isFinal: false }]), new Uint8Array(10)),
      "invalid_length",
    ],
    [
      "a full chunk and a chunk without content",
      bodyOf([
        { piece: withPadding(FULL), isFinal: false },
        { piece: new Uint8Array(), isFinal: true },
      ]),
      "invalid_length",
    ],
    [
      "a last chunk in the middle",
      bodyOf([
        { piece: withPadding(FULL), isFinal: true },
        { piece: Uint8Array.of(1), isFinal: true },
      ]),
      "invalid_length",
    ],
    ["more than a file host takes", new Uint8Array(10_300_001), "invalid_length"],
  ])("error: %s", (_name, body, code) => {
    expect(errorCode(() => openDeterministicAttachment({ body, key: KEY }))).toBe(code);
  });
  test("error: every prefix and every damaged byte", () => {
    const { body, key } = sealDeterministicAttachment({
      file: labelled("short", 33_000),
      ed25519Seed: SEED,
      purpose: "attachment",
    });
    for (const length of [0, 1, 24, 25, 42, 43, 25 + SEALED, 30 + SEALED, 43 + SEALED, body.length - 1])
      expect(errorCode(() => openDeterministicAttachment({ body: body.slice(0, length), key }))).not.toBe(
        "none",
      );
    for (const at of [0, 1, 24, 25, 26, 24 + SEALED, 25 + SEALED, body.length - 1]) {
      const damaged = body.slice();
      damaged[at] = (damaged[at] ?? 0) ^ 0x10;
      expect(errorCode(() => openDeterministicAttachment({ body: damaged, key }))).not.toBe("none");
    }
  });
  test("error: noise is never an attachment", () => {
    fc.assert(
      fc.property(bytes({ max: 200 }), (noise) => {
        const body = concatBytes(Uint8Array.of(0x53), noise);
        expect(errorCode(() => openDeterministicAttachment({ body, key: KEY }))).not.toBe("none");
      }),
    );
  });
  test("error: a wrong key, keys and seeds of another length, a file that is too large", () => {
    const { body } = sealDeterministicAttachment({ file: SAMPLE, ed25519Seed: SEED, purpose: "attachment" });
    expect(errorCode(() => openDeterministicAttachment({ body, key: KEY }))).toBe("decryption_failed");
    expect(errorCode(() => openDeterministicAttachment({ body, key: new Uint8Array(64) }))).toBe(
      "invalid_length",
    );
    const seal = (file: Uint8Array, ed25519Seed: Uint8Array) => () =>
      sealDeterministicAttachment({ file, ed25519Seed, purpose: "attachment" });
    expect(seal(SAMPLE, new Uint8Array(16))).toThrow(RangeError);
    expect(seal(new Uint8Array(10_218_287), SEED)).toThrow(RangeError);
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

describe("profile pictures", () => {
  const profileKey = labelled("profile key", 32);
  const url = "http://host/file/1";

  test("default: node:crypto opens what we seal", () => {
    const body = sealLegacyProfilePicture({ picture: SAMPLE, profileKey, random: seededRandom("picture") });
    const decipher = createDecipheriv("aes-256-gcm", profileKey, body.subarray(0, 12));
    decipher.setAuthTag(body.subarray(-16));
    const picture = concatBytes(decipher.update(body.subarray(12, -16)), decipher.final());
    expect(hexEncode(picture)).toBe(hexEncode(SAMPLE));
  });
  test("behaviour: the flag in the URL selects the deterministic scheme", () => {
    const { body, key } = sealDeterministicAttachment({
      file: SAMPLE,
      ed25519Seed: SEED,
      purpose: "profilePicture",
    });
    expect(openProfilePicture({ body, profileKey: key, url: `${url}#d` })).toEqual(SAMPLE);
    expect(errorCode(() => openProfilePicture({ body, profileKey: key, url }))).toBe("decryption_failed");
  });
  test("error: keys of another length, bodies too short or too long, a wrong key", () => {
    const body = sealLegacyProfilePicture({ picture: SAMPLE, profileKey, random: seededRandom("picture") });
    const open = (change: { readonly body?: Uint8Array; readonly profileKey?: Uint8Array }) =>
      errorCode(() => openProfilePicture({ body, profileKey, url, ...change }));
    expect(open({ profileKey: profileKey.subarray(1) })).toBe("invalid_length");
    expect(open({ body: body.subarray(0, 27) })).toBe("invalid_length");
    expect(open({ body: new Uint8Array(10_300_001) })).toBe("invalid_length");
    expect(open({ profileKey: KEY })).toBe("decryption_failed");
    const random = seededRandom("picture");
    expect(() =>
      sealLegacyProfilePicture({ picture: SAMPLE, profileKey: new Uint8Array(64), random }),
    ).toThrow(RangeError);
  });
});

describe("openAttachment", () => {
  const legacy = sealLegacyAttachment({ file: SAMPLE, random: seededRandom("open") });
  const deterministic = sealDeterministicAttachment({
    file: SAMPLE,
    ed25519Seed: SEED,
    purpose: "attachment",
  });
  const { body, key, digest, size } = legacy;

  test("default", () => {
    expect(openAttachment({ body, pointer: { key, digest, size } })).toEqual(SAMPLE);
    expect(openAttachment({ body: deterministic.body, pointer: { key: deterministic.key } })).toEqual(SAMPLE);
  });
  test("behaviour: the flag in the URL wins over the length of the key", () => {
    const url = "http://host/file/1#d=";
    expect(errorCode(() => openAttachment({ body, pointer: { key, digest, size, url } }))).toBe(
      "invalid_length",
    );
    expect(openAttachment({ body: deterministic.body, pointer: { key: deterministic.key, url } })).toEqual(
      SAMPLE,
    );
  });
  test.each([
    ["no key", { digest, size }],
    ["no digest", { key, size }],
    ["no size", { key, digest }],
  ])("error: %s", (_name, pointer) => {
    expect(errorCode(() => openAttachment({ body, pointer }))).toBe("missing_field");
  });
  test("behaviour: the given primitives are used", () => {
    const used: string[] = [];
    const crypto: CryptoProvider = {
      ...nobleCrypto,
      aesCbcOpen: (...args) => {
        used.push("aesCbcOpen");
        return nobleCrypto.aesCbcOpen(...args);
      },
    };
    expect(openAttachment({ body, pointer: { key, digest, size }, crypto })).toEqual(SAMPLE);
    expect(used).toEqual(["aesCbcOpen"]);
  });
});
