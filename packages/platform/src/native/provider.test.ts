/** The native provider against the portable one: same bytes, same refusals, and nothing but plain Uint8Arrays. */
import { createCipheriv } from "node:crypto";
import { hexDecode, hexEncode } from "@session/protocol/bytes";
import { type CryptoProvider, nobleCrypto } from "@session/protocol/crypto";
import { ED25519_EDGE_CASES } from "@session/protocol/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createNativeCrypto } from "./index.ts";

const native = createNativeCrypto();
const sized = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const key = sized(32);
const data = fc.uint8Array({ maxLength: 300 });
const few = { numRuns: 40 };

/** The bytes, or what went wrong: the code of an expected failure, "our bug" for any other. */
function outcome(run: () => Uint8Array): string {
  try {
    const result = run();
    expect(Object.getPrototypeOf(result)).toBe(Uint8Array.prototype);
    return hexEncode(result);
  } catch (error) {
    return error instanceof Error && error.name === "DecodeError" && "code" in error
      ? String(error.code)
      : "our bug";
  }
}

function expectSame(run: (crypto: CryptoProvider) => Uint8Array): void {
  expect(outcome(() => run(native))).toBe(outcome(() => run(nobleCrypto)));
}

describe("ed25519", () => {
  test("behaviour: same keys and signatures, and each accepts the other's", () => {
    fc.assert(
      fc.property(key, data, (seed, message) => {
        expectSame((crypto) => crypto.ed25519PublicKey(seed));
        expectSame((crypto) => crypto.ed25519Sign(message, seed));
        const signature = native.ed25519Sign(message, seed);
        expect(native.ed25519Verify(signature, message, nobleCrypto.ed25519PublicKey(seed))).toBe(true);
        expect(nobleCrypto.ed25519Verify(signature, message, native.ed25519PublicKey(seed))).toBe(true);
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

  test("error: noise of any length is refused without throwing", () => {
    const noise = fc.uint8Array({ maxLength: 70 });
    fc.assert(
      fc.property(noise, data, noise, (signature, message, publicKey) => {
        expect(native.ed25519Verify(signature, message, publicKey)).toBe(false);
      }),
    );
  });

  test("error: a seed of the wrong size is our bug", () => {
    for (const size of [0, 31, 33, 64]) {
      expectSame((crypto) => crypto.ed25519PublicKey(new Uint8Array(size)));
      expectSame((crypto) => crypto.ed25519Sign(new Uint8Array(1), new Uint8Array(size)));
    }
  });
});

describe("ed25519ToX25519", () => {
  test("behaviour: same keys for keys, and for any 32 bytes the same key or the same refusal", () => {
    fc.assert(
      fc.property(key, (bytes) => {
        expectSame((crypto) => crypto.ed25519ToX25519(nobleCrypto.ed25519PublicKey(bytes)));
        expectSame((crypto) => crypto.ed25519ToX25519(bytes));
      }),
      { numRuns: 200 },
    );
  });

  test("error: y at and above the prime, with either sign", () => {
    for (let low = 0xe0; low <= 0xff; low++)
      for (const high of [0x7f, 0xff]) {
        const bytes = Uint8Array.of(low, ...new Uint8Array(30).fill(0xff), high);
        expectSame((crypto) => crypto.ed25519ToX25519(bytes));
        if (low >= 0xed) expect(outcome(() => native.ed25519ToX25519(bytes))).toBe("invalid_encoding");
      }
  });

  test.each(ED25519_EDGE_CASES)("behaviour: the same for the key of $name", ({ publicKeyHex }) => {
    expectSame((crypto) => crypto.ed25519ToX25519(hexDecode(publicKeyHex)));
  });

  test("error: another length", () => {
    for (const length of [0, 31, 33]) {
      expectSame((crypto) => crypto.ed25519ToX25519(new Uint8Array(length).fill(9)));
      expect(outcome(() => native.ed25519ToX25519(new Uint8Array(length)))).toBe("invalid_length");
    }
  });
});

describe("x25519", () => {
  test("behaviour: same public keys and shared secrets, whatever the 32 bytes are", () => {
    fc.assert(
      fc.property(key, key, (secret, publicKey) => {
        expectSame((crypto) => crypto.x25519PublicKey(secret));
        expectSame((crypto) => crypto.x25519SharedSecret(secret, publicKey));
      }),
      few,
    );
  });

  // All u of small order on the curve and its twist, then u that are not reduced, with and without the top bit.
  const odd = [
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
    "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "0100000000000000000000000000000000000000000000000000000000000080",
    "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b880",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
  ];
  test.each(odd)("error: a public key of small order, %s", (hex) => {
    expectSame((crypto) => crypto.x25519SharedSecret(new Uint8Array(32).fill(7), hexDecode(hex)));
    expect(outcome(() => native.x25519SharedSecret(new Uint8Array(32).fill(7), hexDecode(hex)))).toBe(
      "invalid_encoding",
    );
  });
  test.each([
    "efffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "0200000000000000000000000000000000000000000000000000000000000080",
  ])("behaviour: a public key that is not reduced, %s", (hex) => {
    expectSame((crypto) => crypto.x25519SharedSecret(new Uint8Array(32).fill(7), hexDecode(hex)));
    expect(outcome(() => native.x25519SharedSecret(new Uint8Array(32).fill(7), hexDecode(hex)))).toMatch(
      /^[0-9a-f]{64}$/,
    );
  });

  test("error: sizes other than 32 are our bug", () => {
    for (const [secret, publicKey] of [
      [31, 32],
      [32, 31],
      [33, 32],
    ] as const) {
      expectSame((crypto) => crypto.x25519PublicKey(new Uint8Array(secret === 32 ? 0 : secret)));
      expectSame((crypto) =>
        crypto.x25519SharedSecret(new Uint8Array(secret).fill(1), new Uint8Array(publicKey).fill(9)),
      );
    }
  });
});

describe("hashes", () => {
  test("behaviour: same SHA-2 and HMAC", () => {
    fc.assert(
      fc.property(data, data, (a, b) => {
        expectSame((crypto) => crypto.sha256(a));
        expectSame((crypto) => crypto.sha512(a));
        expectSame((crypto) => crypto.hmacSha256(b, a));
      }),
      few,
    );
  });

  test("behaviour: same BLAKE2b for every length, key, personalisation and salt", () => {
    const options = fc.record(
      {
        length: fc.integer({ min: 1, max: 64 }),
        key: fc.uint8Array({ minLength: 1, maxLength: 64 }),
        personalization: sized(16),
        salt: sized(16),
      },
      { requiredKeys: ["length"] },
    );
    fc.assert(
      fc.property(data, options, (input, chosen) => expectSame((crypto) => crypto.blake2b(input, chosen))),
      { numRuns: 300 },
    );
  });

  test("error: BLAKE2b parameters out of range are our bug", () => {
    for (const options of [
      { length: 0 },
      { length: 65 },
      { length: 32, key: new Uint8Array() },
      { length: 32, key: new Uint8Array(65) },
      { length: 32, personalization: new Uint8Array(15) },
      { length: 32, salt: new Uint8Array(17) },
    ]) {
      expectSame((crypto) => crypto.blake2b(new Uint8Array(3), options));
      expect(outcome(() => native.blake2b(new Uint8Array(3), options))).toBe("our bug");
    }
  });
});

const ciphers = [
  ["aesGcmSeal", "aesGcmOpen", 12],
  ["aesCbcSeal", "aesCbcOpen", 16],
  ["xchacha20Poly1305Seal", "xchacha20Poly1305Open", 24],
  ["boxSeal", "boxOpen", 24],
] as const;

describe.each(ciphers)("%s", (seal, open, nonceBytes) => {
  const nonces = sized(nonceBytes);

  test("behaviour: same ciphertext, and each opens the other's", () => {
    fc.assert(
      fc.property(key, nonces, data, (secret, nonce, plaintext) => {
        expectSame((crypto) => crypto[seal](secret, nonce, plaintext));
        const sealed = nobleCrypto[seal](secret, nonce, plaintext);
        expect(native[open](secret, nonce, sealed)).toEqual(plaintext);
      }),
      few,
    );
  });

  test("behaviour: bytes in the middle of a larger buffer are taken as they are", () => {
    const buffer = Uint8Array.from({ length: 200 }, (_, index) => index);
    const [secret, nonce] = [buffer.subarray(3, 35), buffer.subarray(41, 41 + nonceBytes)];
    const sealed = native[seal](secret, nonce, buffer.subarray(99, 140));
    expect(sealed).toEqual(nobleCrypto[seal](secret.slice(), nonce.slice(), buffer.slice(99, 140)));
    const wrapped = new Uint8Array(sealed.length + 5);
    wrapped.set(sealed, 5);
    expect(native[open](secret, nonce, wrapped.subarray(5))).toEqual(buffer.slice(99, 140));
  });

  test("error: one flipped bit, a cut end, noise", () => {
    fc.assert(
      fc.property(key, nonces, data, fc.nat(), (secret, nonce, plaintext, at) => {
        const sealed = nobleCrypto[seal](secret, nonce, plaintext);
        const cut = sealed.slice(0, at % sealed.length);
        expectSame((crypto) => crypto[open](secret, nonce, cut));
        expectSame((crypto) => crypto[open](secret, nonce, plaintext));
        sealed[at % sealed.length] = (sealed[at % sealed.length] ?? 0) ^ 1;
        expectSame((crypto) => crypto[open](secret, nonce, sealed));
      }),
      few,
    );
  });

  test.each([0, 1, 15, 16, 17, 32])("error: %d zero bytes", (length) => {
    const [secret, nonce] = [new Uint8Array(32), new Uint8Array(nonceBytes)];
    expectSame((crypto) => crypto[open](secret, nonce, new Uint8Array(length)));
    expect(outcome(() => native[open](secret, nonce, new Uint8Array(length)))).toBe("decryption_failed");
  });

  test("error: a key or nonce of the wrong size is our bug", () => {
    for (const [keySize, nonceSize] of [
      [31, nonceBytes],
      [16, nonceBytes],
      [64, nonceBytes],
      [32, nonceBytes - 1],
      [32, nonceBytes + 1],
      [32, 0],
    ] as const)
      for (const method of [seal, open]) {
        const run = (crypto: CryptoProvider) =>
          crypto[method](new Uint8Array(keySize), new Uint8Array(nonceSize), new Uint8Array(32));
        expectSame(run);
        expect(outcome(() => run(native))).toBe("our bug");
      }
  });
});

describe("aesCbcOpen", () => {
  // The last block is made without padding, so that any tail can stand where the padding should be.
  test.each([
    "00",
    "01",
    "0101",
    "0202",
    "0102",
    "0302",
    "030303",
    "0f".repeat(15),
    "10".repeat(16),
    `00${"10".repeat(15)}`,
    "11",
    "20",
    "ff",
  ])("behaviour: a plaintext that ends in %s", (tail) => {
    const [secret, iv] = [new Uint8Array(32).fill(5), new Uint8Array(16).fill(6)];
    const block = new Uint8Array(32).fill(0xaa);
    block.set(hexDecode(tail), 32 - tail.length / 2);
    const cipher = createCipheriv("aes-256-cbc", secret, iv).setAutoPadding(false);
    const sealed = new Uint8Array([...cipher.update(block), ...cipher.final()]);
    expectSame((crypto) => crypto.aesCbcOpen(secret, iv, sealed));
  });
});
