import { ed25519 } from "@noble/curves/ed25519.js";
import fc from "fast-check";
import sodium from "libsodium-wrappers-sumo";
import { beforeAll, describe, expect, test } from "vitest";
import { concatBytes, hexDecode, hexEncode, utf8Encode } from "../bytes/index.ts";
import { bytes, bytes32, errorCode } from "../testing/index.ts";
import {
  addScalars,
  clearSign,
  ed25519SeedToX25519,
  ed25519ToX25519,
  isNegative,
  multiplyBase,
  multiplyPoint,
  multiplyScalars,
  negateScalar,
  nobleCrypto,
  positiveScalar,
  reduceScalar,
  signWithScalar,
  signXed25519,
  verifyXed25519,
  x25519ToEd25519,
} from "./index.ts";

// libsodium is the second opinion on every operation.
beforeAll(() => sodium.ready);

const runs = { numRuns: 15 };
const bytes64 = bytes({ min: 64, max: 64 });
const ZERO = new Uint8Array(32);
const ORDER = hexDecode("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
const ORDER_8_POINT = hexDecode("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a");

describe("scalars", () => {
  test("behaviour: reduction, sum, product and negation are libsodium's", () => {
    fc.assert(
      fc.property(bytes64, bytes64, (wideA, wideB) => {
        const a = reduceScalar(wideA);
        const b = reduceScalar(wideB);
        expect(a).toEqual(sodium.crypto_core_ed25519_scalar_reduce(wideA));
        expect(addScalars(a, b)).toEqual(sodium.crypto_core_ed25519_scalar_add(a, b));
        expect(multiplyScalars(a, b)).toEqual(sodium.crypto_core_ed25519_scalar_mul(a, b));
        expect(negateScalar(a)).toEqual(sodium.crypto_core_ed25519_scalar_negate(a));
      }),
      runs,
    );
  });
  test("behaviour: an input above the order counts as what it is mod L", () => {
    expect(negateScalar(ORDER)).toEqual(ZERO);
    expect(addScalars(ORDER, Uint8Array.of(7, ...ZERO.subarray(1)))[0]).toBe(7);
  });
  test("error: another length, and zero as a factor of a point", () => {
    expect(() => reduceScalar(ZERO)).toThrow(RangeError);
    expect(() => negateScalar(new Uint8Array(31))).toThrow(RangeError);
    expect(() => multiplyBase(new Uint8Array(33))).toThrow(RangeError);
    expect(() => multiplyBase(ORDER)).toThrow(RangeError);
  });
});

describe("points", () => {
  test("behaviour: products are libsodium's without clamping, for clamped and reduced scalars", () => {
    fc.assert(
      fc.property(bytes32, bytes64, (seed, wide) => {
        const clamped = ed25519SeedToX25519(seed);
        const scalar = reduceScalar(wide);
        const point = multiplyBase(clamped);
        expect(point).toEqual(nobleCrypto.ed25519PublicKey(seed));
        expect(multiplyBase(scalar)).toEqual(sodium.crypto_scalarmult_ed25519_base_noclamp(scalar));
        expect(multiplyPoint(point, scalar)).toEqual(sodium.crypto_scalarmult_ed25519_noclamp(scalar, point));
        expect(multiplyPoint(point, clamped)).toEqual(
          sodium.crypto_scalarmult_ed25519_noclamp(clamped, point),
        );
      }),
      runs,
    );
  });
  test.each([
    ["the neutral element", `01${"00".repeat(31)}`],
    ["order 2", `ec${"ff".repeat(30)}7f`],
    ["order 4", "00".repeat(32)],
    ["order 8", hexEncode(ORDER_8_POINT)],
    ["no point", `02${"00".repeat(31)}`],
    ["y not reduced", `ee${"ff".repeat(30)}7f`],
    ["x is 0 with the sign bit", `01${"00".repeat(30)}80`],
    ["a part of order 8", ed25519.Point.BASE.add(ed25519.Point.fromBytes(ORDER_8_POINT)).toHex()],
  ])("error: a point that libsodium refuses, too: %s", (_, hex) => {
    const scalar = multiplyScalars(ORDER_8_POINT, ORDER_8_POINT);
    expect(errorCode(() => multiplyPoint(hexDecode(hex), scalar))).toBe("invalid_encoding");
    expect(() => sodium.crypto_scalarmult_ed25519_noclamp(scalar, hexDecode(hex))).toThrow();
  });
  test("error: a point of another length", () => {
    expect(errorCode(() => multiplyPoint(new Uint8Array(31), ORDER_8_POINT))).toBe("invalid_length");
  });
  test("behaviour: any 32 bytes give a product or a DecodeError", () => {
    fc.assert(
      fc.property(bytes32, (point) => {
        expect(["none", "invalid_encoding"]).toContain(errorCode(() => multiplyPoint(point, ORDER_8_POINT)));
      }),
      runs,
    );
  });
  test("behaviour: the sign bit is read and cleared on a copy", () => {
    const point = Uint8Array.of(...new Uint8Array(31).fill(1), 0x85);
    expect(isNegative(point)).toBe(true);
    expect(clearSign(point)).toEqual(Uint8Array.of(...new Uint8Array(31).fill(1), 0x05));
    expect(isNegative(clearSign(point))).toBe(false);
    expect(point[31]).toBe(0x85);
  });
  test("behaviour: the positive scalar belongs to |A|", () => {
    fc.assert(
      fc.property(bytes32, (seed) => {
        const publicKey = nobleCrypto.ed25519PublicKey(seed);
        const scalar = positiveScalar({ scalar: ed25519SeedToX25519(seed), publicKey });
        expect(multiplyBase(scalar)).toEqual(clearSign(publicKey));
      }),
      runs,
    );
  });
});

describe("x25519ToEd25519", () => {
  test("behaviour: reverses the map of Ed25519 keys, except for the sign", () => {
    fc.assert(
      fc.property(bytes32, (seed) => {
        const publicKey = nobleCrypto.ed25519PublicKey(seed);
        const u = sodium.crypto_sign_ed25519_pk_to_curve25519(publicKey);
        expect(x25519ToEd25519(u)).toEqual(clearSign(publicKey));
        expect(ed25519ToX25519(x25519ToEd25519(u))).toEqual(u);
      }),
      runs,
    );
  });
  test.each([
    ["on the twist", `02${"00".repeat(31)}`],
    ["−1", `ec${"ff".repeat(30)}7f`],
    ["the field's order", `ed${"ff".repeat(30)}7f`],
    ["with the top bit", `09${"00".repeat(30)}80`],
  ])("error: a coordinate without a point: %s", (_, hex) => {
    expect(errorCode(() => x25519ToEd25519(hexDecode(hex)))).toBe("invalid_encoding");
  });
  test("error: another length", () => {
    expect(errorCode(() => x25519ToEd25519(new Uint8Array(33)))).toBe("invalid_length");
  });
});

describe("signWithScalar", () => {
  test("behaviour: with the scalars of RFC 8032 gives its signature", () => {
    fc.assert(
      fc.property(bytes32, bytes({ max: 100 }), (seed, message) => {
        const nonceScalar = reduceScalar(
          nobleCrypto.sha512(Uint8Array.of(...nobleCrypto.sha512(seed).subarray(32), ...message)),
        );
        const signature = signWithScalar({
          scalar: ed25519SeedToX25519(seed),
          publicKey: nobleCrypto.ed25519PublicKey(seed),
          nonceScalar,
          message,
        });
        expect(signature).toEqual(nobleCrypto.ed25519Sign(message, seed));
      }),
      runs,
    );
  });
});

describe("XEd25519", () => {
  const signed = fc.tuple(bytes32, bytes({ max: 100 }), bytes64).map(([seed, message, random]) => {
    const x25519Secret = ed25519SeedToX25519(seed);
    return { seed, message, x25519Secret, signature: signXed25519({ message, x25519Secret, random }) };
  });

  test("behaviour: verifies under the X25519 key, and in libsodium under |A|", () => {
    fc.assert(
      fc.property(signed, ({ seed, message, x25519Secret, signature }) => {
        const x25519PublicKey = nobleCrypto.x25519PublicKey(x25519Secret);
        const positive = clearSign(nobleCrypto.ed25519PublicKey(seed));
        expect(verifyXed25519({ signature, message, x25519PublicKey })).toBe(true);
        expect(sodium.crypto_sign_verify_detached(signature, message, positive)).toBe(true);
      }),
      runs,
    );
  });
  test("default: the bytes of the specification, put together from libsodium's operations", () => {
    const sha512 = (...parts: Uint8Array[]) => sodium.crypto_hash_sha512(concatBytes(...parts));
    fc.assert(
      fc.property(bytes32, bytes({ max: 100 }), bytes64, (seed, message, random) => {
        const x25519Secret = ed25519SeedToX25519(seed);
        const { publicKey } = sodium.crypto_sign_seed_keypair(seed);
        const isMinus = ((publicKey[31] ?? 0) & 0x80) !== 0;
        const a = isMinus ? sodium.crypto_core_ed25519_scalar_negate(x25519Secret) : x25519Secret;
        publicKey[31] = (publicKey[31] ?? 0) & 0x7f;
        // libsodium's binding has no personalisation beside a message; ours is checked against RFC 7693 elsewhere.
        const personalization = utf8Encode("xed25519signatur");
        const wide = nobleCrypto.blake2b(concatBytes(a, message, random), { length: 64, personalization });
        const r = sodium.crypto_core_ed25519_scalar_reduce(wide);
        const encodedR = sodium.crypto_scalarmult_ed25519_base_noclamp(r);
        const k = sodium.crypto_core_ed25519_scalar_reduce(sha512(encodedR, publicKey, message));
        const s = sodium.crypto_core_ed25519_scalar_add(r, sodium.crypto_core_ed25519_scalar_mul(k, a));
        expect(hexEncode(signXed25519({ message, x25519Secret, random }))).toBe(
          hexEncode(concatBytes(encodedR, s)),
        );
      }),
      runs,
    );
  });
  test("behaviour: false once the message, the signature or the key differs", () => {
    fc.assert(
      fc.property(signed, bytes32, fc.nat(63), ({ message, x25519Secret, signature }, other, at) => {
        const x25519PublicKey = nobleCrypto.x25519PublicKey(x25519Secret);
        const damaged = Uint8Array.from(signature);
        damaged[at] = (damaged[at] ?? 0) ^ 1;
        expect(verifyXed25519({ signature: damaged, message, x25519PublicKey })).toBe(false);
        expect(verifyXed25519({ signature, message: other, x25519PublicKey })).toBe(false);
        expect(verifyXed25519({ signature, message, x25519PublicKey: other })).toBe(false);
      }),
      runs,
    );
  });
  test("behaviour: false for what is no key or no signature", () => {
    const message = new Uint8Array(3);
    for (const x25519PublicKey of [new Uint8Array(31), new Uint8Array(32), new Uint8Array(32).fill(0xff)])
      expect(verifyXed25519({ signature: new Uint8Array(64), message, x25519PublicKey })).toBe(false);
    const x25519PublicKey = nobleCrypto.x25519PublicKey(ORDER_8_POINT);
    expect(verifyXed25519({ signature: new Uint8Array(10), message, x25519PublicKey })).toBe(false);
  });
  test("behaviour: other random bytes give another nonce", () => {
    const message = new Uint8Array(3);
    const x25519Secret = ed25519SeedToX25519(ORDER_8_POINT);
    const nonce = (fill: number): string => {
      const random = new Uint8Array(64).fill(fill);
      return hexEncode(signXed25519({ message, x25519Secret, random }).subarray(0, 32));
    };
    expect(nonce(1)).not.toBe(nonce(2));
  });
  test("error: too few random bytes", () => {
    const options = { message: ZERO, x25519Secret: ORDER_8_POINT, random: ZERO };
    expect(() => signXed25519(options)).toThrow(RangeError);
  });
});
