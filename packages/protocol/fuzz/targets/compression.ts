import { constants, zstdCompressSync, zstdDecompressSync } from "node:zlib";
import { equalBytes, utf8Encode } from "../../src/bytes/index.ts";
import { zstdDecompress } from "../../src/compression/index.ts";
import { prngFor } from "../prng.ts";
import { type FuzzTarget, LawBroken } from "../target.ts";

/** What a config may hold, the most that is ever unpacked. */
const BYTES_MAX = 5_000_000;

/** Frames of several shapes: text, one long run, bytes that do not shrink, many symbols, several blocks. */
function frames(): Uint8Array[] {
  const prng = prngFor("zstd seeds", 1, 1);
  const noise = Uint8Array.from({ length: 500 }, () => prng.below(256));
  const skewed = Uint8Array.from({ length: 3000 }, () => prng.skewed(250));
  const text = utf8Encode("the quick brown fox jumps over the lazy dog; ".repeat(40));
  const mixed = Uint8Array.from({ length: 9000 }, (_, at) =>
    at % 700 < 300 ? (text[at % 150] ?? 0) : prng.skewed(200),
  );
  const plain = [text, new Uint8Array(200_000), noise, skewed, mixed, new Uint8Array()];
  return plain.flatMap((bytes) =>
    [1, 19].map(
      (level) =>
        new Uint8Array(zstdCompressSync(bytes, { params: { [constants.ZSTD_c_compressionLevel]: level } })),
    ),
  );
}

export const COMPRESSION_TARGETS: readonly FuzzTarget[] = [
  {
    name: "compression/zstd",
    weight: 0.5,
    seeds: frames,
    run: (input) => zstdDecompress(input, { bytesMax: BYTES_MAX }),
  },
  {
    name: "compression/zstd against the native one",
    weight: 0.2,
    seeds: frames,
    run: (input) => {
      const ours = zstdDecompress(input, { bytesMax: 300_000 });
      const theirs = native(input);
      if (theirs !== undefined && !equalBytes(ours, theirs))
        throw new LawBroken("the native decoder gives other bytes");
    },
  },
];

/** Undefined for what the native decoder refuses, such as a checksum that we pass over. */
function native(input: Uint8Array): Uint8Array | undefined {
  try {
    return zstdDecompressSync(input, { maxOutputLength: 300_000 });
  } catch {
    return undefined;
  }
}
