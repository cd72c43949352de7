import {
  createCipheriv,
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  type KeyObject,
  sign,
  verify,
} from "node:crypto";
import { inspect } from "node:util";
import { ed25519 } from "@noble/curves/ed25519.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { concatBytes, hexDecode, hexEncode, utf8Encode } from "../bytes/index.ts";
import { DecodeError } from "../errors.ts";
import {
  bytes,
  bytes32,
  ED25519_EDGE_CASES,
  errorCode,
  scriptedRandom,
  seededRandom,
} from "../testing/index.ts";
import {
  decoySignature,
  ed25519SeedToX25519,
  ed25519ToX25519,
  keccak256,
  nobleCrypto,
  openBox,
  sealBox,
  secretBytes,
} from "./index.ts";

// The platform's own implementations are the second opinion here; keys enter them by their fixed DER prefixes.
const DER = {
  ed25519Private: "302e020100300506032b657004220420",
  ed25519Public: "302a300506032b6570032100",
  x25519Private: "302e020100300506032b656e04220420",
  x25519Public: "302a300506032b656e032100",
} as const;

function privateKey(kind: "ed25519" | "x25519", raw: Uint8Array): KeyObject {
  const der = Buffer.from(concatBytes(hexDecode(DER[`${kind}Private`]), raw));
  return createPrivateKey({ key: der, format: "der", type: "pkcs8" });
}
function publicKey(kind: "ed25519" | "x25519", raw: Uint8Array): KeyObject {
  const der = Buffer.from(concatBytes(hexDecode(DER[`${kind}Public`]), raw));
  return createPublicKey({ key: der, format: "der", type: "spki" });
}
function rawPublic(key: KeyObject): Uint8Array {
  return Uint8Array.from(createPublicKey(key).export({ format: "der", type: "spki" }).subarray(-32));
}

const runs = { numRuns: 20 };
const message = bytes({ max: 300 });

describe("nobleCrypto agrees with the platform", () => {
  test("behaviour: Ed25519 keys and signatures", () => {
    fc.assert(
      fc.property(bytes32, message, (seed, text) => {
        const key = privateKey("ed25519", seed);
        const own = nobleCrypto.ed25519PublicKey(seed);
        const signature = nobleCrypto.ed25519Sign(text, seed);
        expect(own).toEqual(rawPublic(key));
        expect(signature).toEqual(Uint8Array.from(sign(null, text, key)));
        expect(nobleCrypto.ed25519Verify(signature, text, own)).toBe(true);
        expect(verify(null, text, publicKey("ed25519", own), signature)).toBe(true);
      }),
      runs,
    );
  });
  test("behaviour: X25519", () => {
    fc.assert(
      fc.property(bytes32, bytes32, (mine, theirs) => {
        const other = nobleCrypto.x25519PublicKey(theirs);
        const key = privateKey("x25519", mine);
        expect(nobleCrypto.x25519PublicKey(mine)).toEqual(rawPublic(key));
        const shared = diffieHellman({ privateKey: key, publicKey: publicKey("x25519", other) });
        expect(nobleCrypto.x25519SharedSecret(mine, other)).toEqual(Uint8Array.from(shared));
      }),
      runs,
    );
  });
  test("behaviour: the X25519 key of an Ed25519 key is the same from its secret and from its public half", () => {
    fc.assert(
      fc.property(bytes32, (seed) => {
        const secret = ed25519SeedToX25519(seed);
        const expected = createHash("sha512").update(seed).digest().subarray(0, 32);
        expect(rawPublic(privateKey("x25519", secret))).toEqual(rawPublic(privateKey("x25519", expected)));
        expect(ed25519ToX25519(nobleCrypto.ed25519PublicKey(seed))).toEqual(
          nobleCrypto.x25519PublicKey(secret),
        );
      }),
      runs,
    );
  });
  test("behaviour: hashes", () => {
    fc.assert(
      fc.property(message, bytes32, (text, key) => {
        const digest = (name: string) => Uint8Array.from(createHash(name).update(text).digest());
        expect(nobleCrypto.sha256(text)).toEqual(digest("sha256"));
        expect(nobleCrypto.sha512(text)).toEqual(digest("sha512"));
        expect(nobleCrypto.blake2b(text, { length: 64 })).toEqual(digest("blake2b512"));
        const mac = createHmac("sha256", key).update(text).digest();
        expect(nobleCrypto.hmacSha256(key, text)).toEqual(Uint8Array.from(mac));
      }),
      runs,
    );
  });
  test("behaviour: AES-256-GCM and AES-256-CBC", () => {
    fc.assert(
      fc.property(bytes32, bytes({ min: 16, max: 16 }), message, (key, iv, text) => {
        const nonce = iv.subarray(0, 12);
        const gcm = createCipheriv("aes-256-gcm", key, nonce);
        const sealed = Uint8Array.from(Buffer.concat([gcm.update(text), gcm.final(), gcm.getAuthTag()]));
        expect(nobleCrypto.aesGcmSeal(key, nonce, text)).toEqual(sealed);
        expect(nobleCrypto.aesGcmOpen(key, nonce, sealed)).toEqual(text);
        const cbc = createCipheriv("aes-256-cbc", key, iv);
        const encrypted = Uint8Array.from(Buffer.concat([cbc.update(text), cbc.final()]));
        expect(nobleCrypto.aesCbcSeal(key, iv, text)).toEqual(encrypted);
        expect(nobleCrypto.aesCbcOpen(key, iv, encrypted)).toEqual(text);
      }),
      runs,
    );
  });
});

describe("nobleCrypto", () => {
  test("behaviour: a digest length is a parameter of BLAKE2b, not a truncation", () => {
    const long = nobleCrypto.blake2b(utf8Encode("a"), { length: 64 });
    expect(nobleCrypto.blake2b(utf8Encode("a"), { length: 32 })).not.toEqual(long.slice(0, 32));
  });
  test("behaviour: key, personalisation and salt of BLAKE2b all count", () => {
    const sixteen = new Uint8Array(16).fill(1);
    const digests = [{}, { key: sixteen }, { personalization: sixteen }, { salt: sixteen }].map((options) =>
      hexEncode(nobleCrypto.blake2b(utf8Encode("a"), { length: 32, ...options })),
    );
    expect(new Set(digests).size).toBe(4);
  });
  test("error: a changed signature, message or key does not verify, and nothing malformed throws", () => {
    const seed = new Uint8Array(32).fill(7);
    const key = nobleCrypto.ed25519PublicKey(seed);
    const text = utf8Encode("text");
    const signature = nobleCrypto.ed25519Sign(text, seed);
    const changed = Uint8Array.from(signature);
    changed[0] = (changed[0] ?? 0) ^ 1;
    const unreducedS = Uint8Array.from(signature).fill(0xff, 32);
    expect(nobleCrypto.ed25519Verify(changed, text, key)).toBe(false);
    expect(nobleCrypto.ed25519Verify(signature, utf8Encode("texT"), key)).toBe(false);
    expect(nobleCrypto.ed25519Verify(signature, text, new Uint8Array(32).fill(2))).toBe(false);
    expect(nobleCrypto.ed25519Verify(unreducedS, text, key)).toBe(false);
    expect(nobleCrypto.ed25519Verify(signature.subarray(1), text, key)).toBe(false);
    expect(nobleCrypto.ed25519Verify(signature, text, key.subarray(1))).toBe(false);
  });
  // Also u = p - 1, p, p + 1, and points of order four and eight on the curve and its twist.
  test.each([
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
    "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
  ])("error: X25519 with a point of small order, %s", (hex) => {
    expect(errorCode(() => nobleCrypto.x25519SharedSecret(new Uint8Array(32).fill(9), hexDecode(hex)))).toBe(
      "invalid_encoding",
    );
  });
  test.each([
    ["AES-GCM", "aesGcmOpen", 12],
    ["AES-CBC", "aesCbcOpen", 16],
    ["XChaCha20-Poly1305", "xchacha20Poly1305Open", 24],
    ["crypto_box", "boxOpen", 24],
  ] as const)(
    "error: %s with a key or nonce of the wrong size is our bug, not a failed decryption",
    (...row) => {
      const [, open, nonceBytes] = row;
      for (const [keySize, nonceSize] of [
        [31, nonceBytes],
        [16, nonceBytes],
        [32, nonceBytes - 1],
        [32, nonceBytes + 1],
      ] as const) {
        const run = () =>
          nobleCrypto[open](new Uint8Array(keySize), new Uint8Array(nonceSize), new Uint8Array(32));
        expect(run).toThrow();
        expect(run).not.toThrow(DecodeError);
      }
    },
  );
  test.each([
    ["AES-GCM", nobleCrypto.aesGcmOpen, 12],
    ["XChaCha20-Poly1305", nobleCrypto.xchacha20Poly1305Open, 24],
    ["crypto_box", nobleCrypto.boxOpen, 24],
    ["AES-CBC", nobleCrypto.aesCbcOpen, 16],
  ])("error: %s opens no noise", (_name, open, nonceBytes) => {
    fc.assert(
      fc.property(bytes({ max: 100 }), (noise) => {
        // CBC is not authenticated: one noise in 256 happens to end in valid padding.
        const code = errorCode(() => open(new Uint8Array(32), new Uint8Array(nonceBytes), noise));
        expect(
          open === nobleCrypto.aesCbcOpen ? ["decryption_failed", "none"] : ["decryption_failed"],
        ).toContain(code);
      }),
    );
  });
  test("default: Keccak-256 is the EVM's, not SHA3-256", () => {
    expect(hexEncode(keccak256(new Uint8Array()))).toBe(
      "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470",
    );
  });
});

describe("nobleCrypto.ed25519Verify", () => {
  test.each(ED25519_EDGE_CASES)("behaviour: $name is accepted by $acceptedBy", (edge) => {
    const signature = hexDecode(edge.signatureHex);
    const key = hexDecode(edge.publicKeyHex);
    const isAccepted = nobleCrypto.ed25519Verify(signature, hexDecode(edge.messageHex), key);
    expect(isAccepted).toBe(edge.acceptedBy === "everyone");
  });
});

describe("ed25519ToX25519", () => {
  const point = ed25519.Point.BASE.multiply(5n);
  const order8 = ed25519.Point.fromHex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05");

  test.each([
    ["bytes that are no point", hexDecode("02".repeat(32)), "invalid_encoding"],
    ["the neutral element", hexDecode(`01${"00".repeat(31)}`), "invalid_encoding"],
    ["a point of order eight", order8.toBytes(), "invalid_encoding"],
    ["a point outside the main subgroup", point.add(order8).toBytes(), "invalid_encoding"],
    ["too few bytes", new Uint8Array(31), "invalid_length"],
  ])("error: %s", (_name, key, code) => {
    expect(errorCode(() => ed25519ToX25519(key))).toBe(code);
  });
  test("behaviour: the sign of the Ed25519 key does not show in the X25519 key", () => {
    expect(ed25519ToX25519(point.toBytes())).toEqual(ed25519ToX25519(point.negate().toBytes()));
  });
});

describe("sealed box", () => {
  const secret = new Uint8Array(32).fill(3);
  const keys = { x25519Secret: secret, x25519PublicKey: nobleCrypto.x25519PublicKey(secret) };

  test("behaviour: opens to what was sealed, 48 bytes longer, and to nothing once a byte changed", () => {
    fc.assert(
      fc.property(message, bytes32, fc.nat(), (text, ephemeralSecret, at) => {
        const sealed = sealBox({ message: text, recipientX25519: keys.x25519PublicKey, ephemeralSecret });
        expect(sealed).toHaveLength(text.length + 48);
        expect(openBox({ sealed, ...keys })).toEqual(text);
        const index = at % sealed.length;
        sealed[index] = (sealed[index] ?? 0) ^ 1;
        expect(errorCode(() => openBox({ sealed, ...keys }))).toBe("decryption_failed");
      }),
      runs,
    );
  });
  test("error: shorter than its overhead", () => {
    expect(errorCode(() => openBox({ sealed: new Uint8Array(47), ...keys }))).toBe("invalid_length");
  });
  test("error: an ephemeral key of small order", () => {
    expect(errorCode(() => openBox({ sealed: new Uint8Array(60), ...keys }))).toBe("invalid_encoding");
  });
});

describe("decoy signature", () => {
  test("behaviour: R is a point of the main subgroup and S is reduced, as in a true signature", () => {
    fc.assert(
      fc.property(fc.string(), (seed) => {
        const decoy = decoySignature(seededRandom(seed));
        const r = ed25519.Point.fromBytes(decoy.subarray(0, 32));
        const s = BigInt(`0x${hexEncode(decoy.slice(32).reverse())}`);
        expect(r.isTorsionFree() && !r.isSmallOrder()).toBe(true);
        expect(s).toBeLessThan(ed25519.Point.Fn.ORDER);
      }),
      runs,
    );
  });
  test("behaviour: a random scalar of zero still gives a point", () => {
    const decoy = decoySignature(scriptedRandom(new Uint8Array(64), new Uint8Array(64)));
    expect(decoy.subarray(0, 32)).toEqual(ed25519.Point.BASE.toBytes());
  });
});

describe("secretBytes", () => {
  const secret = secretBytes(Uint8Array.of(1, 2, 3));

  test("behaviour: never prints its bytes", () => {
    const printed = [JSON.stringify({ secret }), String(secret), inspect({ secret }), `${secret}`];
    expect(printed).toEqual(['{"secret":"[secret]"}', "[secret]", "{ secret: [secret] }", "[secret]"]);
  });
  test("behaviour: is a copy that works wherever bytes do", () => {
    expect(concatBytes(secret, Uint8Array.of(4))).toEqual(Uint8Array.of(1, 2, 3, 4));
    expect(Uint8Array.from(secret)).toEqual(Uint8Array.of(1, 2, 3));
  });
});
