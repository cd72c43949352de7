import { createPrivateKey, createPublicKey, diffieHellman, type KeyObject, sign, verify } from "node:crypto";
import { hexDecode } from "@session/protocol/bytes";
import { type CryptoProvider, nobleCrypto } from "@session/protocol/crypto";
import { DecodeError } from "@session/protocol/errors";

// DER in front of raw keys, RFC 8410.
const PREFIX = {
  ed25519: { secret: "302e020100300506032b657004220420", public: "302a300506032b6570032100" },
  x25519: { secret: "302e020100300506032b656e04220420", public: "302a300506032b656e032100" },
} as const;

/**
 * The runtime's curves under everything else from noble: some ten times faster, which matters to a scripted network,
 * where one process makes and opens every layer. Only for tests: it accepts odd keys and signatures that the portable
 * provider refuses.
 */
export const fastCrypto: CryptoProvider = {
  ...nobleCrypto,
  ed25519PublicKey: (seed) => rawPublic(secretKey("ed25519", seed)),
  ed25519Sign: (message, seed) => new Uint8Array(sign(null, message, secretKey("ed25519", seed))),
  ed25519Verify: (signature, message, key) =>
    signature.length === 64 && verify(null, message, publicKey("ed25519", key), signature),
  x25519PublicKey: (secret) => rawPublic(secretKey("x25519", secret)),
  x25519SharedSecret: (secret, key) => {
    const keys = { privateKey: secretKey("x25519", secret), publicKey: publicKey("x25519", key) };
    try {
      return new Uint8Array(diffieHellman(keys));
    } catch (cause) {
      throw new DecodeError("invalid_encoding", "X25519: the public key has small order", { cause });
    }
  },
};

function secretKey(curve: keyof typeof PREFIX, secret: Uint8Array): KeyObject {
  return createPrivateKey({ key: der(PREFIX[curve].secret, secret), format: "der", type: "pkcs8" });
}

function publicKey(curve: keyof typeof PREFIX, key: Uint8Array): KeyObject {
  return createPublicKey({ key: der(PREFIX[curve].public, key), format: "der", type: "spki" });
}

function rawPublic(secret: KeyObject): Uint8Array {
  return new Uint8Array(createPublicKey(secret).export({ format: "der", type: "spki" }).subarray(-32));
}

function der(prefix: string, key: Uint8Array): Buffer {
  return Buffer.concat([hexDecode(prefix), key]);
}
