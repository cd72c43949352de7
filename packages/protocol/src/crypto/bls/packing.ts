import { concatBytes, hexDecode, hexEncode } from "../../bytes/index.ts";
import { DecodeError } from "../../errors.ts";
import { g1FromBytes, g1ToBytes, KEY_BYTES, SIGNATURE_BYTES } from "./points.ts";

/** A 96-byte key in three contract words: `x[0..32)`, `x[32..48) || y[0..16)`, `y[16..48)`. */
export type BlsKeyWords = readonly [bigint, bigint, bigint];

/** A signature in EIP-2537 form: x.c0, x.c1, y.c0, y.c1, each 16 zero bytes and 48 bytes, in eight words. */
export type BlsSignatureWords = readonly [bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint];

const WORD_BYTES = 32;
const COORDINATE_BYTES = 48;
const PAD = new Uint8Array(16);

/**
 * A key as the contract stores it. Does not check that it is a point.
 * @throws RangeError unless 96 bytes
 * Spec: docs/spec/staking-design.md section 7.6.
 */
export function packBlsKey(key: Uint8Array): BlsKeyWords {
  if (key.length !== KEY_BYTES)
    throw new RangeError(`BLS key: expected ${KEY_BYTES} bytes, got ${key.length}`);
  return [word(key, 0), word(key, 1), word(key, 2)];
}

/**
 * The reverse of `packBlsKey`.
 * @throws RangeError when a word is not an unsigned 256-bit integer
 * Spec: docs/spec/staking-design.md section 7.6.
 */
export function unpackBlsKey(words: BlsKeyWords): Uint8Array {
  return concatBytes(...words.map(wordBytes));
}

/**
 * A signature or proof of possession as the contract takes it. Does not check that it is a point.
 * @throws RangeError unless 192 bytes
 * Spec: docs/spec/staking-design.md sections 1 and 7.6.
 */
export function packBlsSignature(signature: Uint8Array): BlsSignatureWords {
  if (signature.length !== SIGNATURE_BYTES)
    throw new RangeError(`BLS signature: expected ${SIGNATURE_BYTES} bytes, got ${signature.length}`);
  const padded = concatBytes(
    ...[0, 1, 2, 3].flatMap((index) => [
      PAD,
      signature.subarray(index * COORDINATE_BYTES, (index + 1) * COORDINATE_BYTES),
    ]),
  );
  return [
    word(padded, 0),
    word(padded, 1),
    word(padded, 2),
    word(padded, 3),
    word(padded, 4),
    word(padded, 5),
    word(padded, 6),
    word(padded, 7),
  ];
}

/**
 * The reverse of `packBlsSignature`.
 * @throws DecodeError invalid_encoding when the padding is not zero; RangeError for a word outside 256 bits
 * Spec: docs/spec/staking-design.md sections 1 and 7.6.
 */
export function unpackBlsSignature(words: BlsSignatureWords): Uint8Array {
  const padded = concatBytes(...words.map(wordBytes));
  const coordinates = [0, 1, 2, 3].map((index) => {
    const part = padded.subarray(index * 64, (index + 1) * 64);
    if (part.subarray(0, 16).some((byte) => byte !== 0))
      throw new DecodeError("invalid_encoding", "expected 16 zero bytes in front of a coordinate", {
        path: "bls signature",
        offset: index * 64,
      });
    return part.subarray(16);
  });
  return concatBytes(...coordinates);
}

/** The key whose sum with this one is the identity: y becomes p - y. @throws DecodeError unless a valid key */
export function negateBlsKey(key: Uint8Array): Uint8Array {
  return g1ToBytes(g1FromBytes(key).negate());
}

function word(bytes: Uint8Array, index: number): bigint {
  return BigInt(`0x${hexEncode(bytes.subarray(index * WORD_BYTES, (index + 1) * WORD_BYTES))}`);
}

function wordBytes(value: bigint): Uint8Array {
  if (value < 0n || value >> 256n !== 0n) throw new RangeError(`word: expected 0..2^256-1, got ${value}`);
  return hexDecode(value.toString(16).padStart(WORD_BYTES * 2, "0"));
}
