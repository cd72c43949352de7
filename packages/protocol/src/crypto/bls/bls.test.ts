import { createHash } from "node:crypto";
import { bls12_381 } from "@noble/curves/bls12-381.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { concatBytes, hexDecode, hexEncode, utf8Encode } from "../../bytes/index.ts";
import { bytes, errorCode, seededRandom } from "../../testing/index.ts";
import { blsAggregateKeys, blsAggregateSignatures } from "./aggregate.ts";
import { blsPublicKey, generateBlsSecret } from "./keys.ts";
import { negateBlsKey, packBlsKey, packBlsSignature, unpackBlsKey, unpackBlsSignature } from "./packing.ts";
import { BLS_POP_DST, BLS_VOTE_DST, blsHashToG2, blsSign, blsVerify } from "./sign.ts";

// The literal key and signature are published test values of Ethereum's consensus layer, which uses the vote tag.

const SECRET = hexDecode("263dbd792f5b1be47ed85f8938c0f29586af0d3ac7b977f21c278fe1462040e3");
const KEY_COMPRESSED =
  "a491d1b0ecd9bb917989f0e74f0dea0422eac4a873e5e2644f368dffb9a6e20fd6e10c1b77654d067c0618f6e5a7f79a";
const SIGNATURE_COMPRESSED =
  "b6ed936746e01f8ecf281f020953fbf1f01debd5657c4a383940b020b26507f6076334f91e2366c96e9ab279fb5158090352ea1c5b0c9274504f4f0e7053af24802e51e4568d164fe986834f41e55c8e850ce1f98458c0cfc9ab380b55285a55";
const ZERO_DIGEST = new Uint8Array(32);
const FIELD_ORDER = bls12_381.fields.Fp.ORDER;

const random = seededRandom("bls");
const secrets = [SECRET, generateBlsSecret(random), generateBlsSecret(random)];
const keys = secrets.map(blsPublicKey);
const [key, otherKey] = keys as [Uint8Array, Uint8Array, Uint8Array]; // three secrets, three keys
const signature = blsSign(ZERO_DIGEST, SECRET, BLS_VOTE_DST);

const hexOf = (value: bigint, bytes: number) => value.toString(16).padStart(bytes * 2, "0");

describe("BLS signatures", () => {
  test("default: the published key and signature", () => {
    const point = bls12_381.G1.Point.fromHex(KEY_COMPRESSED).toAffine();
    expect(hexEncode(key)).toBe(hexOf(point.x, 48) + hexOf(point.y, 48));
    const { x, y } = bls12_381.G2.Point.fromHex(SIGNATURE_COMPRESSED).toAffine();
    expect(hexEncode(signature)).toBe([x.c0, x.c1, y.c0, y.c1].map((part) => hexOf(part, 48)).join(""));
  });

  test("behaviour: only the right key, digest and tag verify", () => {
    expect(blsVerify(signature, ZERO_DIGEST, key, BLS_VOTE_DST)).toBe(true);
    expect(blsVerify(signature, ZERO_DIGEST, otherKey, BLS_VOTE_DST)).toBe(false);
    expect(blsVerify(signature, new Uint8Array(32).fill(1), key, BLS_VOTE_DST)).toBe(false);
    expect(blsVerify(signature, ZERO_DIGEST, key, BLS_POP_DST)).toBe(false);
  });

  test("behaviour: malformed points, wrong lengths and the identity never verify", () => {
    const cases: [Uint8Array, Uint8Array][] = [
      [new Uint8Array(192), key],
      [signature, new Uint8Array(96)],
      [signature.subarray(1), key],
      [signature, key.subarray(1)],
      [signature.map((byte, index) => (index === 100 ? byte ^ 1 : byte)), key],
      [signature, key.map((byte, index) => (index === 50 ? byte ^ 1 : byte))],
    ];
    for (const [sig, pub] of cases) expect(blsVerify(sig, ZERO_DIGEST, pub, BLS_VOTE_DST)).toBe(false);
  });

  test("behaviour: a coordinate written as x + p is refused", () => {
    const shifted = concatBytes(
      hexDecode(hexOf(bigintOf(key.subarray(0, 48)) + FIELD_ORDER, 48)),
      key.subarray(48),
    );
    expect(errorCode(() => blsAggregateKeys([shifted]))).toBe("invalid_encoding");
  });

  test("behaviour: a point outside the subgroup is refused", () => {
    // x = 4 gives a curve point whose order has the cofactor in it.
    const { Fp } = bls12_381.fields;
    const y = Fp.sqrt(Fp.create(4n ** 3n + 4n));
    const outside = hexDecode(hexOf(4n, 48) + hexOf(y, 48));
    expect(errorCode(() => blsAggregateKeys([outside]))).toBe("invalid_encoding");
  });

  test("behaviour: a signature outside the subgroup is refused", () => {
    // x = 2 gives a point of the twist whose order has the cofactor in it.
    const { Fp2 } = bls12_381.fields;
    const x = Fp2.fromBigTuple([2n, 0n]);
    const y = Fp2.sqrt(Fp2.add(Fp2.mul(Fp2.sqr(x), x), Fp2.fromBigTuple([4n, 4n])));
    const outside = hexDecode([x.c0, x.c1, y.c0, y.c1].map((part) => hexOf(part, 48)).join(""));
    expect(errorCode(() => blsAggregateSignatures([outside]))).toBe("invalid_encoding");
  });

  test("error: noise is no point and never verifies", () => {
    const noises = fc.oneof(...[96, 192].map((size) => bytes({ min: size, max: size })), bytes({ max: 200 }));
    fc.assert(
      fc.property(noises, (noise) => {
        const codes = [blsAggregateKeys, blsAggregateSignatures].map((add) => errorCode(() => add([noise])));
        for (const code of codes) expect(["invalid_encoding", "invalid_length"]).toContain(code);
        expect(blsVerify(noise, ZERO_DIGEST, key, BLS_VOTE_DST)).toBe(false);
        expect(blsVerify(signature, ZERO_DIGEST, noise, BLS_VOTE_DST)).toBe(false);
      }),
      { numRuns: 50, examples: [[new Uint8Array(96)], [new Uint8Array(192)], [key.subarray(1)]] },
    );
  });

  test.each([BLS_VOTE_DST, BLS_POP_DST])("behaviour: %s hashes as the specification spells it out", (tag) => {
    const p = bls12_381.fields.Fp.ORDER;
    const digest = new Uint8Array(32).fill(0x5a);
    const dst = concatBytes(utf8Encode(tag), Uint8Array.of(tag.length));
    const sha256 = (...parts: Uint8Array[]) =>
      Uint8Array.from(
        createHash("sha256")
          .update(concatBytes(...parts))
          .digest(),
      );
    const b0 = sha256(new Uint8Array(64), digest, Uint8Array.of(1, 0, 0), dst);
    const blocks = [sha256(b0, Uint8Array.of(1), dst)];
    for (let i = 2; i <= 8; i++) {
      const last = blocks.at(-1) ?? b0;
      blocks.push(
        sha256(
          b0.map((byte, index) => byte ^ (last[index] ?? 0)),
          Uint8Array.of(i),
          dst,
        ),
      );
    }
    const uniform = concatBytes(...blocks);
    const u = (index: number) => bigintOf(uniform.subarray(index * 64, (index + 1) * 64)) % p;
    const { G2 } = bls12_381;
    const mapped = (at: number) => {
      const { x, y } = G2.mapToCurve([u(at), u(at + 1)]); // clears the cofactor, as the precompile does
      return G2.Point.fromAffine({ x, y });
    };
    const { x, y } = mapped(0).add(mapped(2)).toAffine();
    expect(hexEncode(blsHashToG2(digest, tag))).toBe(
      [x.c0, x.c1, y.c0, y.c1].map((part) => hexOf(part, 48)).join(""),
    );
  });

  test("behaviour: the hash of a digest is a signature under the secret one", () => {
    const one = hexDecode(hexOf(1n, 32));
    expect(blsSign(ZERO_DIGEST, one, BLS_VOTE_DST)).toEqual(blsHashToG2(ZERO_DIGEST, BLS_VOTE_DST));
  });

  test("error: a secret that is no scalar, a digest that is not 32 bytes", () => {
    expect(() => blsPublicKey(new Uint8Array(32))).toThrow(RangeError);
    expect(() => blsPublicKey(new Uint8Array(32).fill(0xff))).toThrow(RangeError);
    expect(() => blsPublicKey(new Uint8Array(31).fill(1))).toThrow(RangeError);
    expect(() => blsSign(new Uint8Array(31), SECRET, BLS_VOTE_DST)).toThrow(RangeError);
  });
});

describe("BLS aggregation", () => {
  test("behaviour: the sum of signatures verifies under the sum of keys, and not with one missing", () => {
    const signatures = secrets.map((secret) => blsSign(ZERO_DIGEST, secret, BLS_VOTE_DST));
    const sum = blsAggregateSignatures(signatures);
    expect(blsVerify(sum, ZERO_DIGEST, blsAggregateKeys(keys), BLS_VOTE_DST)).toBe(true);
    expect(blsVerify(sum, ZERO_DIGEST, blsAggregateKeys(keys.slice(1)), BLS_VOTE_DST)).toBe(false);
  });

  test("behaviour: adding the negated key takes a signer out", () => {
    const all = blsAggregateKeys(keys);
    expect(blsAggregateKeys([all, negateBlsKey(key)])).toEqual(blsAggregateKeys(keys.slice(1)));
  });

  test("error: nothing to add, or keys that cancel out", () => {
    expect(() => blsAggregateKeys([])).toThrow(RangeError);
    expect(() => blsAggregateSignatures([])).toThrow(RangeError);
    expect(() => blsAggregateKeys([key, negateBlsKey(key)])).toThrow(RangeError);
  });
});

describe("BLS packing", () => {
  test("default: three words of a key", () => {
    const bytes = Uint8Array.from({ length: 96 }, (_, index) => index);
    const hex = hexEncode(bytes);
    expect(packBlsKey(bytes).map((word) => hexOf(word, 32))).toEqual([
      hex.slice(0, 64),
      hex.slice(64, 128),
      hex.slice(128),
    ]);
    expect(unpackBlsKey(packBlsKey(bytes))).toEqual(bytes);
  });

  test("default: eight words of a signature, 16 zero bytes in front of each coordinate", () => {
    const bytes = Uint8Array.from({ length: 192 }, (_, index) => index + 1);
    const words = packBlsSignature(bytes);
    const padded = [0, 1, 2, 3]
      .map((part) => "00".repeat(16) + hexEncode(bytes.subarray(part * 48, part * 48 + 48)))
      .join("");
    expect(words.map((word) => hexOf(word, 32)).join("")).toBe(padded);
    expect(unpackBlsSignature(words)).toEqual(bytes);
  });

  test("behaviour: the negated key has the same x and y' = p - y", () => {
    const negated = negateBlsKey(key);
    expect(negated.subarray(0, 48)).toEqual(key.subarray(0, 48));
    expect(bigintOf(negated.subarray(48)) + bigintOf(key.subarray(48))).toBe(FIELD_ORDER);
  });

  test("error: wrong lengths, padding that is not zero, words too wide", () => {
    const words = packBlsSignature(signature);
    const [first, ...rest] = words;
    expect(() => packBlsKey(new Uint8Array(95))).toThrow(RangeError);
    expect(() => packBlsSignature(new Uint8Array(96))).toThrow(RangeError);
    expect(errorCode(() => unpackBlsSignature([first | (1n << 200n), ...rest]))).toBe("invalid_encoding");
    expect(() => unpackBlsKey([2n ** 256n, 0n, 0n])).toThrow(RangeError);
  });
});

function bigintOf(bytes: Uint8Array): bigint {
  return BigInt(`0x${hexEncode(bytes)}`);
}
