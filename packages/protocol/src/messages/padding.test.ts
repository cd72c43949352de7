import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { concatBytes, hexDecode, hexEncode } from "../bytes/index.ts";
import { bytes, loadVector } from "../testing/index.ts";
import { padContent, unpadContent } from "./index.ts";

const { vectors, unpad } = loadVector<{
  readonly vectors: readonly {
    readonly content_len: number;
    readonly content_label: string;
    readonly padded_len: number;
    readonly legacy_padded_len: number;
    readonly padded_sha256: string;
    readonly content_hex?: string;
    readonly padded_hex?: string;
    readonly legacy_padded_hex?: string;
  }[];
  readonly unpad: readonly { readonly padded: string; readonly content: string }[];
}>("padding");

/** The content that the vector file describes by its label. */
function contentOf(label: string, length: number): Uint8Array {
  const blocks = Array.from({ length: Math.ceil(length / 32) }, (_, index) =>
    createHash("sha256").update(`${label}#${index}`).digest(),
  );
  return concatBytes(...blocks).slice(0, length);
}

describe("vectors/padding.json", () => {
  test.each(vectors)("default: $content_len bytes", (vector) => {
    const content = contentOf(vector.content_label, vector.content_len);
    if (vector.content_hex !== undefined) expect(hexEncode(content)).toBe(vector.content_hex);
    const padded = padContent(content);
    expect(padded).toHaveLength(vector.padded_len);
    expect(createHash("sha256").update(padded).digest("hex")).toBe(vector.padded_sha256);
    if (vector.padded_hex !== undefined) expect(hexEncode(padded)).toBe(vector.padded_hex);
    expect(unpadContent(padded)).toEqual(content);
  });
  test.each(vectors)("compat: $content_len bytes padded by an older client", (vector) => {
    const content = contentOf(vector.content_label, vector.content_len);
    const legacy = concatBytes(content, Uint8Array.of(0x80)).slice();
    const padded = concatBytes(legacy, new Uint8Array(vector.legacy_padded_len - legacy.length));
    if (vector.legacy_padded_hex !== undefined) expect(hexEncode(padded)).toBe(vector.legacy_padded_hex);
    expect(unpadContent(padded)).toEqual(content);
  });
  test.each(unpad)("behaviour: $padded unpads to $content", ({ padded, content }) => {
    expect(hexEncode(unpadContent(hexDecode(padded)))).toBe(content);
  });
});

describe("padding", () => {
  test("behaviour: adds 1 to 160 zeros after the terminator, and unpadding gives the content back", () => {
    fc.assert(
      fc.property(bytes({ max: 700 }), (content) => {
        const padded = padContent(content);
        expect(padded.length % 160).toBe(0);
        expect(padded.length - content.length - 1).toBeGreaterThanOrEqual(1);
        expect(padded.length - content.length - 1).toBeLessThanOrEqual(160);
        expect(unpadContent(padded)).toEqual(content);
      }),
    );
  });
  test("behaviour: nothing but zeros is an empty text", () => {
    expect(unpadContent(new Uint8Array(5))).toEqual(new Uint8Array());
    expect(unpadContent(new Uint8Array())).toEqual(new Uint8Array());
  });
});
