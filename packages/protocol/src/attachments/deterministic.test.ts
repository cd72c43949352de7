import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { base64Encode, concatBytes, hexDecode, hexEncode } from "../bytes/index.ts";
import { secretStream } from "../crypto/secretstream.ts";
import { alice, bob, bytes, errorCode, loadVector } from "../testing/index.ts";
import {
  deterministicBodyBytes,
  deterministicPaddingBytes,
  openDeterministicAttachment,
  sealDeterministicAttachment,
} from "./index.ts";
import { KEY, labelled, SAMPLE, SEED, sha256 } from "./testing/samples.ts";

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
  readonly must_fail: readonly {
    readonly name: string;
    readonly key?: string;
    readonly encrypted_sha256?: string;
  }[];
}>("attachment");

const FULL = 32_768;
const SEALED = FULL + 17;

/** A body whose stream is given as it is, cut into pieces of the given lengths, each with its own end mark. */
function bodyOf(pieces: readonly { readonly piece: Uint8Array; readonly isFinal: boolean }[]): Uint8Array {
  const header = new Uint8Array(24).fill(9);
  const sealer = secretStream(KEY, header);
  const chunks = pieces.map(({ piece, isFinal }) => sealer.seal(piece, isFinal));
  return concatBytes(Uint8Array.of(0x53), header, ...chunks);
}

function withPadding(length: number): Uint8Array {
  const stream = new Uint8Array(length);
  stream[0] = 1;
  return stream;
}

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
  test.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY])(
    "error: %d bytes is no size of a file",
    (size) => {
      expect(() => deterministicBodyBytes(size)).toThrow(RangeError);
      expect(() => deterministicPaddingBytes(size)).toThrow(RangeError);
    },
  );
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
