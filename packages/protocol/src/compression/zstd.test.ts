import { constants, zstdCompressSync } from "node:zlib";
import fc from "fast-check";
import { decompress } from "fzstd";
import { describe, expect, test } from "vitest";
import { concatBytes, hexDecode, hexEncode, utf8Encode } from "../bytes/index.ts";
import { bytes, errorCode, seededRandom } from "../testing/index.ts";
import { zstdDecompress } from "./index.ts";

// The platform's encoder makes the frames, an independent decoder (fzstd) reads them as well.

const BYTES_MAX = 1_000_000;

function compress(
  content: Uint8Array,
  options: { readonly level?: number; readonly checksum?: boolean; readonly sized?: boolean } = {},
): Uint8Array {
  const params = {
    [constants.ZSTD_c_compressionLevel]: options.level ?? 1,
    [constants.ZSTD_c_checksumFlag]: options.checksum ? 1 : 0,
    [constants.ZSTD_c_contentSizeFlag]: options.sized === false ? 0 : 1,
  };
  return new Uint8Array(zstdCompressSync(content, { params }));
}

function read(frame: Uint8Array, bytesMax: number = BYTES_MAX): Uint8Array {
  return zstdDecompress(frame, { bytesMax });
}

/** Content of the kinds that make an encoder use all its means: text, runs, noise, few symbols, long repetitions. */
const contents: Readonly<Record<string, Uint8Array>> = (() => {
  const noise = seededRandom("zstd").secure(200_000);
  const text = utf8Encode(
    Array.from({ length: 6_000 }, (_, index) => `line ${index % 97} of ${noise[index]} ${index * 7}\n`).join(
      "",
    ),
  );
  return {
    nothing: new Uint8Array(),
    "one byte": Uint8Array.of(7),
    "a run": new Uint8Array(300_000).fill(9),
    noise,
    text,
    "few symbols": noise.map((byte) => byte & 3),
    "skewed symbols": noise.map((byte) => Math.clz32(byte) - 24),
    "small alphabet of text": noise.slice(0, 90_000).map((byte) => 97 + (byte % 26)),
    "noise twice": concatBytes(noise, noise),
    "text and noise": concatBytes(text, noise, text),
    "short text": utf8Encode("lorem ipsum dolor ".repeat(12)),
  };
})();

describe("zstdDecompress", () => {
  describe.each(Object.entries(contents))("%s", (_name, content) => {
    test.each([1, 3, 9, 19])("default: level %s", (level) => {
      const frame = compress(content, { level });
      const out = read(frame);
      expect(Buffer.compare(out, content)).toBe(0);
      expect(Buffer.compare(out, decompress(frame))).toBe(0);
    });
    test("behaviour: with a checksum, and without a declared size", () => {
      expect(Buffer.compare(read(compress(content, { checksum: true })), content)).toBe(0);
      expect(Buffer.compare(read(compress(content, { sized: false })), content)).toBe(0);
    });
  });
  test("behaviour: gives back whatever was compressed", () => {
    const words = fc.array(fc.constantFrom("alpha", "beta", "gamma", "x", "yy"), { maxLength: 400 });
    const content = fc.oneof(
      bytes({ max: 2_000 }),
      words.map((list) => utf8Encode(list.join(""))),
    );
    fc.assert(
      fc.property(content, fc.constantFrom(-5, 1, 3, 12, 22), (input, level) => {
        expect(Buffer.compare(read(compress(input, { level })), input)).toBe(0);
      }),
      { numRuns: 200 },
    );
  });
  test("error: every strict prefix, and anything behind the frame", () => {
    const frame = compress(utf8Encode("lorem ipsum dolor ".repeat(40)), { checksum: false });
    for (let length = 0; length < frame.length; length++)
      expect(errorCode(() => read(frame.subarray(0, length)))).toBe("invalid_encoding");
    expect(errorCode(() => read(concatBytes(frame, Uint8Array.of(0))))).toBe("invalid_encoding");
    expect(errorCode(() => read(concatBytes(frame, frame)))).toBe("invalid_encoding");
  });
  test("error: content above the limit, declared or not", () => {
    const content = new Uint8Array(1_001);
    expect(errorCode(() => read(compress(content), 1_000))).toBe("out_of_range");
    expect(errorCode(() => read(compress(content, { sized: false }), 1_000))).toBe("out_of_range");
    expect(read(compress(content), 1_001)).toEqual(content);
    expect(read(compress(content, { sized: false }), 1_001)).toEqual(content);
  });

  const HEAD = "28b52ffd";
  /** Head of a frame of 1 KiB window and unknown content. */
  const OPEN = `${HEAD}0000`;
  const block = (type: number, size: number, body: string, last = true): string => {
    const head = (size << 3) | (type << 1) | (last ? 1 : 0);
    return hexEncode(Uint8Array.of(head, head >> 8, head >> 16)) + body;
  };
  const compressed = (body: string): string => OPEN + block(2, body.length / 2, body);

  test("default: blocks by hand", () => {
    const frame = OPEN + block(0, 2, "6162", false) + block(1, 3, "63", false) + block(0, 0, "");
    expect(read(hexDecode(frame))).toEqual(utf8Encode("abccc"));
    expect(read(hexDecode(compressed("10616200")))).toEqual(utf8Encode("ab"));
  });
  test.each([
    ["nothing", ""],
    ["another magic number", "28b52ffc0000010000"],
    ["a skippable frame", "502a4d1804000000aabbccdd"],
    ["the reserved flag", `${HEAD}0800${block(0, 0, "")}`],
    ["a dictionary", `${HEAD}010007${block(0, 0, "")}`],
    ["a head that ends early", `${HEAD}e0000000`],
    ["no block", OPEN],
    ["no last block", OPEN + block(0, 1, "61", false)],
    ["the reserved block type", OPEN + block(3, 0, "")],
    ["a raw block that ends early", OPEN + block(0, 3, "6162")],
    ["a run without its byte", OPEN + block(1, 3, "")],
    ["a run larger than a block", OPEN + block(1, 1_025, "61")],
    ["another size than declared", `${HEAD}2003${block(0, 2, "6162")}`],
    ["a compressed block of nothing", OPEN + block(2, 0, "")],
    ["more literals than the block has", compressed("2061")],
    ["literals without sequences", compressed("0861")],
    ["bytes behind the last section", compressed("08610000")],
    ["sequences without modes", compressed("086101")],
    ["reserved bits in the modes", compressed("0861010100")],
    ["a repeated table in the first block", compressed("086101fc01")],
    ["a repeated prefix code in the first block", compressed("034000ff00")],
    ["an offset before the beginning", compressed("0861015401030008")],
    ["a symbol that no table has", compressed("08610154240000ff")],
    ["sequences without bits", compressed("0861015400000000")],
  ])("error: %s", (_name, hex) => {
    expect(errorCode(() => read(hexDecode(hex)))).toBe("invalid_encoding");
  });
  test("error: sequences that name far more than a block may hold, at once", () => {
    // 98,047 sequences of 65,539 bytes each in 9 bytes; a decoder that executes them first takes minutes.
    expect(errorCode(() => read(hexDecode(compressed("00ffffff5400003401"))))).toBe("invalid_encoding");
    const within = `${HEAD}00ff${block(2, 14, `0861${"ffffff"}5401003401${"00000080"}`)}`;
    expect(errorCode(() => read(hexDecode(within)))).toBe("invalid_encoding");
  });
  test("behaviour: a million sequences in few bytes, at once", () => {
    // 43,000 sequences a block, each of which repeats 3 bytes and takes no bits. An independent reader agrees.
    const many = block(2, 9, "00fff8285400000001", false);
    const frame = hexDecode(`${HEAD}0038${block(1, 100, "41", false)}${many.repeat(30)}${block(0, 0, "")}`);
    const out = read(frame, 5_000_000);
    expect(Buffer.compare(out, decompress(frame))).toBe(0);
    expect(out).toHaveLength(100 + 30 * 43_000 * 3);
  });
  test("error: a prefix code whose description never ends, at once", () => {
    // One symbol takes all the probability, so that its state needs no bits.
    const frame = compressed(`428001${"04f0030004"}${"01"}${"00"}`);
    expect(() => read(hexDecode(frame))).toThrow("at most 255 weights");
  });
  test("error: huge declared sizes allocate nothing", () => {
    const size = "ffffffffffffffff";
    expect(errorCode(() => read(hexDecode(`${HEAD}c0ff${size}${block(0, 0, "")}`)))).toBe("out_of_range");
    expect(read(hexDecode(`${HEAD}00ff${block(0, 1, "61")}`))).toEqual(utf8Encode("a"));
    const runs = OPEN + block(1, 1_024, "61", false).repeat(2_000) + block(0, 0, "");
    expect(errorCode(() => read(hexDecode(runs)))).toBe("out_of_range");
  });
  test("error: damaged frames give a DecodeError or a bounded result", () => {
    const frames = [
      contents["short text"],
      contents.text?.subarray(0, 3_000),
      contents["skewed symbols"]?.subarray(0, 2_000),
    ].map((content, index) => compress(content ?? new Uint8Array(), { level: 1 + 9 * index }));
    const damaged = fc
      .tuple(
        fc.constantFrom(...frames),
        fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 4 }),
      )
      .map(([frame, changes]) => {
        const copy = frame.slice();
        for (const [at, byte] of changes) copy[4 + (at % (copy.length - 4))] = byte;
        return copy;
      });
    const random = bytes({ max: 60 }).map((tail) => concatBytes(hexDecode(OPEN), tail));
    fc.assert(
      fc.property(fc.oneof(damaged, random, bytes({ max: 40 })), (frame) => {
        let length = 0;
        errorCode(() => {
          length = read(frame, 10_000).length;
        });
        expect(length).toBeLessThanOrEqual(10_000);
      }),
      { numRuns: 3_000 },
    );
  });
});
