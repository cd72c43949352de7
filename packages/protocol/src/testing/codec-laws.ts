import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { concatBytes, equalBytes } from "../bytes/index.ts";
import type { Codec } from "../codec/index.ts";
import { DecodeError } from "../errors.ts";
import { bytes } from "./arbitraries.ts";

const PREFIXES_PER_RUN_MAX = 256;

export interface CodecLawOptions {
  /** Exempt formats in which a prefix may be a value of its own (protobuf). Default true. */
  readonly prefixesFail?: boolean;
  /** Exempt formats in which several encodings mean the same. Default true. */
  readonly canonical?: boolean;
  readonly numRuns?: number;
}

/** Checks the laws that every codec keeps; throws with the smallest counterexample. */
export function checkCodecLaws<T>(
  codec: Codec<T>,
  values: fc.Arbitrary<T>,
  options: CodecLawOptions = {},
): void {
  const { prefixesFail = true, canonical = true, numRuns = 200 } = options;
  let run = 0;
  fc.assert(
    fc.property(values, (value) => {
      const encoded = codec.encode(value);
      // fast-check makes records without a prototype; a clone, like a decoder, makes ordinary objects.
      if (!isDeepStrictEqual(codec.decode(encoded), structuredClone(value)))
        throw new Error("decode(encode(x)) differs from x");
      if (prefixesFail) checkPrefixes(codec, encoded, run++);
    }),
    { numRuns },
  );
  fc.assert(
    fc.property(noise(codec, values), (input) => {
      const decoded = attempt(codec, input);
      if (decoded !== undefined && canonical && !equalBytes(codec.encode(decoded.value), input))
        throw new Error("encode(decode(b)) differs from b");
    }),
    { numRuns },
  );
}

/** Every strict prefix; of a long encoding another share in each run. */
function checkPrefixes<T>(codec: Codec<T>, encoded: Uint8Array, run: number): void {
  const step = Math.ceil(encoded.length / PREFIXES_PER_RUN_MAX);
  for (let length = run % Math.max(step, 1); length < encoded.length; length += step)
    if (attempt(codec, encoded.subarray(0, length)) !== undefined)
      throw new Error(`a prefix of ${length} of ${encoded.length} bytes was accepted`);
}

/** Random bytes, and valid encodings with one byte changed or a few appended. */
function noise<T>(codec: Codec<T>, values: fc.Arbitrary<T>): fc.Arbitrary<Uint8Array> {
  const damaged = fc
    .tuple(values, fc.nat(), fc.integer({ min: 0, max: 255 }), bytes({ max: 3 }))
    .map(([value, at, byte, tail]) => {
      const encoded = concatBytes(codec.encode(value), tail);
      if (encoded.length > 0) encoded[at % encoded.length] = byte;
      return encoded;
    });
  return fc.oneof(bytes({ max: 200 }), damaged);
}

function attempt<T>(codec: Codec<T>, input: Uint8Array): { readonly value: T } | undefined {
  try {
    return { value: codec.decode(input) };
  } catch (error) {
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
}
