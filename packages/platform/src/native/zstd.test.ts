import { zstdDecompressSync } from "node:zlib";
import { hexEncode, utf8Encode } from "@session/protocol/bytes";
import { zstdDecompress } from "@session/protocol/compression";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { zstdCompress } from "./zstd.ts";

describe("zstdCompress", () => {
  test("behaviour: one frame that our own reader and the reference library both open", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 3_000 }), (bytes) => {
        const frame = zstdCompress(bytes);
        expect(Object.getPrototypeOf(frame)).toBe(Uint8Array.prototype);
        expect(zstdDecompress(frame, { bytesMax: 3_000 })).toEqual(bytes);
        expect(new Uint8Array(zstdDecompressSync(frame))).toEqual(bytes);
      }),
    );
  });

  test("behaviour: the frame says how large its content is, for readers that allocate first", () => {
    const frame = zstdCompress(utf8Encode("a".repeat(100)));
    // Magic number, descriptor with single-segment flag and one-byte size, the size 100.
    expect(hexEncode(frame.subarray(0, 6))).toBe("28b52ffd2064");
    expect(frame.length).toBeLessThan(30);
  });
});
