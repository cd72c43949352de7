/** The native provider against the portable one: same bytes, same refusals. */
import { hexDecode, hexEncode } from "@session/protocol/bytes";
import { nobleCrypto } from "@session/protocol/crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createNativeCrypto } from "./native.ts";

const native = createNativeCrypto();
const key = fc.uint8Array({ minLength: 32, maxLength: 32 });
const data = fc.uint8Array({ maxLength: 300 });
const nonce12 = fc.uint8Array({ minLength: 12, maxLength: 12 });
const iv = fc.uint8Array({ minLength: 16, maxLength: 16 });
const nonce24 = fc.uint8Array({ minLength: 24, maxLength: 24 });
const few = { numRuns: 40 };

/** The result, or the code of the failure. */
function outcome(run: () => Uint8Array): string {
  try {
    return hexEncode(run());
  } catch (error) {
    return error instanceof Error && "code" in error ? String(error.code) : "not a coded error";
  }
}

describe("ed25519", () => {
  test("behaviour: same keys and signatures, and each accepts the other's", () => {
    fc.assert(
      fc.property(key, data, (seed, message) => {
        const publicKey = native.ed25519PublicKey(seed);
        const signature = native.ed25519Sign(message, seed);
        expect(publicKey).toEqual(nobleCrypto.ed25519PublicKey(seed));
        expect(signature).toEqual(nobleCrypto.ed25519Sign(message, seed));
        expect(native.ed25519Verify(signature, message, publicKey)).toBe(true);
      }),
      few,
    );
  });

  test("error: one flipped bit anywhere is refused", () => {
    fc.assert(
      fc.property(key, data, fc.nat(511), (seed, message, bit) => {
        const signature = native.ed25519Sign(message, seed);
        signature[bit >> 3] = (signature[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(native.ed25519Verify(signature, message, native.ed25519PublicKey(seed))).toBe(false);
      }),
      few,
    );
  });

  test("error: random keys and signatures, and wrong lengths, are refused without throwing", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 70 }),
        data,
        fc.uint8Array({ maxLength: 40 }),
        (signature, message, publicKey) =>
          !native.ed25519Verify(signature, message, publicKey) &&
          !nobleCrypto.ed25519Verify(signature, message, publicKey),
      ),
      few,
    );
  });

  // Points of small order verify one signature for many messages; a sloppy verifier accepts R = S = 0-ish forms.
  const smallOrder = [
    "0100000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000080",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    // y = p, p + 1, 2^255 - 1: not canonical
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
  ];
  test("error: keys of small order and keys not in canonical form are refused", () => {
    const forged = new Uint8Array(64);
    forged[0] = 1; // R = identity, S = 0: fulfils the equation for every key of small order
    for (const hex of smallOrder)
      for (const message of [new Uint8Array(), Uint8Array.of(1), Uint8Array.of(1, 2)]) {
        expect(nobleCrypto.ed25519Verify(forged, message, hexDecode(hex)), hex).toBe(false);
        expect(native.ed25519Verify(forged, message, hexDecode(hex)), hex).toBe(false);
      }
  });

  test("error: S not below the group order is refused", () => {
    const seed = new Uint8Array(32).fill(9);
    const message = Uint8Array.of(1, 2, 3);
    const signature = native.ed25519Sign(message, seed);
    const order = 2n ** 252n + 27742317777372353535851937790883648493n;
    const s = BigInt(`0x${hexEncode(signature.slice(32).reverse())}`) + order;
    const raised = Uint8Array.from(signature);
    raised.set(hexDecode(s.toString(16).padStart(64, "0")).reverse(), 32);
    expect(nobleCrypto.ed25519Verify(raised, message, native.ed25519PublicKey(seed))).toBe(false);
    expect(native.ed25519Verify(raised, message, native.ed25519PublicKey(seed))).toBe(false);
  });
});

describe("x25519", () => {
  test("behaviour: same public keys and shared secrets, whatever the 32 bytes are", () => {
    fc.assert(
      fc.property(key, key, (secret, publicKey) => {
        expect(native.x25519PublicKey(secret)).toEqual(nobleCrypto.x25519PublicKey(secret));
        expect(outcome(() => native.x25519SharedSecret(secret, publicKey))).toBe(
          outcome(() => nobleCrypto.x25519SharedSecret(secret, publicKey)),
        );
      }),
      few,
    );
  });

  test("error: a public key of small order", () => {
    for (const first of [0, 1])
      expect(
        outcome(() =>
          native.x25519SharedSecret(new Uint8Array(32).fill(7), Uint8Array.of(first, ...new Uint8Array(31))),
        ),
      ).toBe("invalid_encoding");
  });
});

describe("hashes", () => {
  test("behaviour: same digests", () => {
    fc.assert(
      fc.property(data, data, (a, b) => {
        expect(native.sha256(a)).toEqual(nobleCrypto.sha256(a));
        expect(native.sha512(a)).toEqual(nobleCrypto.sha512(a));
        expect(native.hmacSha256(b, a)).toEqual(nobleCrypto.hmacSha256(b, a));
        expect(native.blake2b(a, { length: 32 })).toEqual(nobleCrypto.blake2b(a, { length: 32 }));
      }),
      few,
    );
  });
});

const ciphers = [
  ["aesGcmSeal", "aesGcmOpen", nonce12],
  ["aesCbcSeal", "aesCbcOpen", iv],
  ["xchacha20Poly1305Seal", "xchacha20Poly1305Open", nonce24],
] as const;

describe.each(ciphers)("%s", (seal, open, nonces) => {
  test("behaviour: same ciphertext, and each opens the other's", () => {
    fc.assert(
      fc.property(key, nonces, data, (secret, nonce, plaintext) => {
        const sealed = native[seal](secret, nonce, plaintext);
        expect(sealed).toEqual(nobleCrypto[seal](secret, nonce, plaintext));
        expect(native[open](secret, nonce, sealed)).toEqual(plaintext);
      }),
      few,
    );
  });

  test("error: the same refusals for cut, changed and random ciphertexts", () => {
    fc.assert(
      fc.property(key, nonces, data, (secret, nonce, sealed) => {
        expect(outcome(() => native[open](secret, nonce, sealed))).toBe(
          outcome(() => nobleCrypto[open](secret, nonce, sealed)),
        );
      }),
      few,
    );
    for (const length of [0, 1, 15, 16, 17])
      expect(outcome(() => native[open](new Uint8Array(32), nonceOf(open), new Uint8Array(length)))).toBe(
        outcome(() => nobleCrypto[open](new Uint8Array(32), nonceOf(open), new Uint8Array(length))),
      );
  });
});

function nonceOf(open: string): Uint8Array {
  return new Uint8Array(open === "aesGcmOpen" ? 12 : open === "aesCbcOpen" ? 16 : 24);
}
