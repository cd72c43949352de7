import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  type KeyObject,
  sign,
  verify,
} from "node:crypto";
import { hchacha } from "@noble/ciphers/chacha.js";
import { concatBytes, hexDecode, hexEncode } from "@session/protocol/bytes";
import { type CryptoProvider, nobleCrypto } from "@session/protocol/crypto";
import { assert, DecodeError } from "@session/protocol/errors";

const PKCS8 = {
  ed25519: hexDecode("302e020100300506032b657004220420"),
  x25519: hexDecode("302e020100300506032b656e04220420"),
} as const;
const SPKI = {
  ed25519: hexDecode("302a300506032b6570032100"),
  x25519: hexDecode("302a300506032b656e032100"),
} as const;
type Curve = keyof typeof SPKI;

/** Importing a key costs half a verification, and a node sees the same peers and accounts again and again. */
const PUBLIC_KEYS_KEPT = 2048;
const PRIVATE_KEYS_KEPT = 16;
const TAG_BYTES = 16;

/**
 * The primitives of the runtime's OpenSSL, 5 to 20 times faster than the portable ones, which fill in where
 * it has none (BLAKE2b with parameters, `crypto_box`).
 *
 * `ed25519Verify` refuses all that the portable one refuses. It is stricter in one point: OpenSSL compares R
 * itself instead of 8R, so a signature with a torsion component, which only its maker can produce, is
 * refused here and accepted there. What all nodes must judge alike (the fold) therefore stays portable.
 */
export function createNativeCrypto(): CryptoProvider {
  const publicKeys = keyCache(PUBLIC_KEYS_KEPT, (bytes, curve) =>
    createPublicKey({ key: der(SPKI[curve], bytes), format: "der", type: "spki" }),
  );
  const privateKeys = keyCache(PRIVATE_KEYS_KEPT, (bytes, curve) =>
    createPrivateKey({ key: der(PKCS8[curve], bytes), format: "der", type: "pkcs8" }),
  );

  return {
    ...nobleCrypto,
    ed25519PublicKey: (seed) => rawPublicKey(privateKeys(seed, "ed25519")),
    ed25519Sign: (message, seed) => plain(sign(null, message, privateKeys(seed, "ed25519"))),
    ed25519Verify(signature, message, publicKey) {
      if (signature.length !== 64 || publicKey.length !== 32 || !isStrictPoint(publicKey)) return false;
      try {
        return verify(null, message, publicKeys(publicKey, "ed25519"), signature);
      } catch {
        return false; // OpenSSL throws where the 32 bytes are no point; that is a "no" like any other
      }
    },

    x25519PublicKey: (secret) => rawPublicKey(privateKeys(secret, "x25519")),
    x25519SharedSecret(secret, publicKey) {
      assert(secret.length === 32 && publicKey.length === 32, "X25519 keys are 32 bytes");
      const key = createPublicKey({ key: der(SPKI.x25519, publicKey), format: "der", type: "spki" });
      try {
        return plain(diffieHellman({ privateKey: privateKeys(secret, "x25519"), publicKey: key }));
      } catch (cause) {
        throw new DecodeError("invalid_encoding", "X25519: the public key has small order", { cause });
      }
    },

    sha256: (data) => plain(createHash("sha256").update(data).digest()),
    sha512: (data) => plain(createHash("sha512").update(data).digest()),
    hmacSha256: (key, data) => plain(createHmac("sha256", key).update(data).digest()),

    aesGcmSeal: (key, nonce, plaintext) => sealAead("aes-256-gcm", key, nonce, plaintext),
    aesGcmOpen: (key, nonce, sealed) => openAead("aes-256-gcm", key, nonce, sealed),
    aesCbcSeal(key, iv, plaintext) {
      const cipher = createCipheriv("aes-256-cbc", key, iv);
      return concatBytes(cipher.update(plaintext), cipher.final());
    },
    aesCbcOpen(key, iv, sealed) {
      const cipher = createDecipheriv("aes-256-cbc", key, iv);
      try {
        return concatBytes(cipher.update(sealed), cipher.final());
      } catch (cause) {
        throw doesNotOpen(cause);
      }
    },
    xchacha20Poly1305Seal: (key, nonce, plaintext) =>
      sealAead("chacha20-poly1305", xchachaKey(key, nonce), xchachaNonce(nonce), plaintext),
    xchacha20Poly1305Open: (key, nonce, sealed) =>
      openAead("chacha20-poly1305", xchachaKey(key, nonce), xchachaNonce(nonce), sealed),
  };
}

function sealAead(
  algorithm: "aes-256-gcm" | "chacha20-poly1305",
  key: Uint8Array,
  nonce: Uint8Array,
  plaintext: Uint8Array,
): Uint8Array {
  assert(nonce.length === 12, "the nonce is 12 bytes");
  // The overloads of createCipheriv do not take a union of AEAD names; both follow the GCM form.
  const cipher = createCipheriv(algorithm as "aes-256-gcm", key, nonce, { authTagLength: TAG_BYTES });
  return concatBytes(cipher.update(plaintext), cipher.final(), cipher.getAuthTag());
}

function openAead(
  algorithm: "aes-256-gcm" | "chacha20-poly1305",
  key: Uint8Array,
  nonce: Uint8Array,
  sealed: Uint8Array,
): Uint8Array {
  assert(nonce.length === 12, "the nonce is 12 bytes");
  // As in sealAead.
  const cipher = createDecipheriv(algorithm as "aes-256-gcm", key, nonce, { authTagLength: TAG_BYTES });
  if (sealed.length < TAG_BYTES) throw doesNotOpen(undefined);
  const end = sealed.length - TAG_BYTES;
  cipher.setAuthTag(sealed.subarray(end));
  try {
    return concatBytes(cipher.update(sealed.subarray(0, end)), cipher.final());
  } catch (cause) {
    throw doesNotOpen(cause);
  }
}

function doesNotOpen(cause: unknown): DecodeError {
  return new DecodeError("decryption_failed", "the ciphertext does not open under this key", { cause });
}

/** XChaCha20 is ChaCha20 under a key made from the first 16 bytes of the nonce. */
function xchachaKey(key: Uint8Array, nonce: Uint8Array): Uint8Array {
  assert(key.length === 32 && nonce.length === 24, "XChaCha20 takes 32 key and 24 nonce bytes");
  const out = new Uint32Array(8);
  hchacha(SIGMA, words(key), words(nonce.subarray(0, 16)), out);
  const derived = new Uint8Array(32);
  const view = new DataView(derived.buffer);
  for (const [index, word] of out.entries()) view.setUint32(index * 4, word, true);
  return derived;
}

function xchachaNonce(nonce: Uint8Array): Uint8Array {
  const short = new Uint8Array(12);
  short.set(nonce.subarray(16), 4);
  return short;
}

const SIGMA = words(new TextEncoder().encode("expand 32-byte k"));

function words(bytes: Uint8Array): Uint32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Uint32Array.from({ length: bytes.length / 4 }, (_, index) => view.getUint32(index * 4, true));
}

/** Encodings of y (sign bit cleared) that belong to points of order 1, 2, 4 and 8. */
const SMALL_ORDER_Y: ReadonlySet<string> = new Set([
  "0100000000000000000000000000000000000000000000000000000000000000",
  "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "0000000000000000000000000000000000000000000000000000000000000000",
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
]);

/** What OpenSSL lets pass and strict RFC 8032 does not: y not below the field prime, and points of small order. */
function isStrictPoint(publicKey: Uint8Array): boolean {
  const y = Uint8Array.from(publicKey);
  y[31] = (y[31] ?? 0) & 0x7f;
  const isBelowPrime =
    y[31] !== 0x7f || y.subarray(1, 31).some((byte) => byte !== 0xff) || (y[0] ?? 0) < 0xed;
  return isBelowPrime && !SMALL_ORDER_Y.has(hexEncode(y));
}

function der(prefix: Uint8Array, key: Uint8Array): Buffer {
  assert(key.length === 32, "a key is 32 bytes");
  return Buffer.concat([prefix, key]);
}

function rawPublicKey(key: KeyObject): Uint8Array {
  return plain(createPublicKey(key).export({ format: "der", type: "spki" }).subarray(-32));
}

/** The same bytes without Buffer's own methods. */
function plain(buffer: Buffer): Uint8Array {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
}

/** Keeps the most recently used key objects. */
function keyCache(
  kept: number,
  make: (bytes: Uint8Array, curve: Curve) => KeyObject,
): (bytes: Uint8Array, curve: Curve) => KeyObject {
  const cache = new Map<string, KeyObject>();
  return (bytes, curve) => {
    const name = curve + hexEncode(bytes);
    const key = cache.get(name) ?? make(bytes, curve);
    cache.delete(name);
    cache.set(name, key);
    if (cache.size > kept) {
      const [oldest] = cache.keys();
      if (oldest !== undefined) cache.delete(oldest);
    }
    return key;
  };
}
