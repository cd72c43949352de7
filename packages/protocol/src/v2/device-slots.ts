import { xchacha20 } from "@noble/ciphers/chacha.js";
import { concatBytes, equalBytes, utf8Encode } from "../bytes/index.ts";
import type { CryptoProvider } from "../crypto/index.ts";
import { decapsulate, type HybridKeys, type HybridPublicKeys } from "./hybrid-keys.ts";

// How a group message tells its payload key to each device: a slot per device, of which only that device sees that it
// is its own.

const PAYLOAD_NONCE = utf8Encode("SessionDevDNonce");
const SLOT_NONCE = utf8Encode("SessionDevKNonce");
const SLOT_KEY = utf8Encode("SessionDevKeyKey");
const SLOT_INDEX = utf8Encode("SessionDevKeyIdx");

/** One device's way to the payload key. */
export interface DeviceSlot {
  /** 2 bytes: a checksum by which a device finds its slot without decapsulating all of them. */
  readonly index: Uint8Array;
  /** 32 bytes, not authenticated: the payload is. */
  readonly encryptedKey: Uint8Array;
  /** 1088 bytes of ML-KEM. */
  readonly ciphertext: Uint8Array;
}

/** The 24-byte nonce of the payload: the packed ciphertexts, hashed with the ephemeral public key. */
export function payloadNonce(
  options: { readonly ciphertexts: Uint8Array; readonly ephemeral: Uint8Array },
  crypto: CryptoProvider,
): Uint8Array {
  const { ciphertexts, ephemeral } = options;
  return crypto.blake2b(ciphertexts, { length: 24, key: ephemeral, personalization: PAYLOAD_NONCE });
}

/**
 * Makes the slot of one device; erases the ML-KEM secret.
 *
 * @throws DecodeError invalid_encoding when the device's X25519 key has small order
 * Spec: docs/spec/protocol-v2.md section 4.1. Vectors: vectors/protocol-v2.json (device_key_slots).
 */
export function sealSlot(
  options: {
    readonly payloadKey: Uint8Array;
    readonly encryptedPayload: Uint8Array;
    readonly device: HybridPublicKeys;
    readonly ephemeralSecret: Uint8Array;
    readonly ephemeral: Uint8Array;
    readonly ciphertext: Uint8Array;
    readonly mlKemShared: Uint8Array;
  },
  crypto: CryptoProvider,
): DeviceSlot {
  const { payloadKey, encryptedPayload, device, ephemeral, ciphertext, mlKemShared } = options;
  const x25519Shared = crypto.x25519SharedSecret(options.ephemeralSecret, device.x25519);
  const key = slotKey({ x25519Shared, mlKemShared, ephemeral, device }, crypto);
  const nonce = slotNonce({ ciphertext, encryptedPayload, ephemeral }, crypto);
  const encryptedKey = xchacha20(key, nonce, payloadKey);
  return {
    index: slotIndex({ ephemeral, device, ciphertext, encryptedKey }, crypto),
    encryptedKey,
    ciphertext,
  };
}

/** The payload key out of a slot of this device, or undefined when the slot is another's. */
export function openSlot(
  options: {
    readonly slot: DeviceSlot;
    readonly encryptedPayload: Uint8Array;
    readonly device: HybridKeys;
    readonly ephemeral: Uint8Array;
  },
  crypto: CryptoProvider,
): Uint8Array | undefined {
  const { slot, encryptedPayload, device, ephemeral } = options;
  const { index, encryptedKey, ciphertext } = slot;
  const { publicKeys } = device;
  if (!equalBytes(index, slotIndex({ ephemeral, device: publicKeys, ciphertext, encryptedKey }, crypto)))
    return undefined;
  const x25519Shared = crypto.x25519SharedSecret(device.x25519Secret, ephemeral);
  const mlKemShared = decapsulate(ciphertext, device.mlKemSecret);
  const key = slotKey({ x25519Shared, mlKemShared, ephemeral, device: publicKeys }, crypto);
  return xchacha20(key, slotNonce({ ciphertext, encryptedPayload, ephemeral }, crypto), encryptedKey);
}

function slotKey(
  options: {
    readonly x25519Shared: Uint8Array;
    readonly mlKemShared: Uint8Array;
    readonly ephemeral: Uint8Array;
    readonly device: HybridPublicKeys;
  },
  crypto: CryptoProvider,
): Uint8Array {
  const { x25519Shared, mlKemShared, ephemeral, device } = options;
  const input = concatBytes(x25519Shared, ephemeral, device.x25519, mlKemShared, device.mlKem);
  const key = crypto.blake2b(input, { length: 32, personalization: SLOT_KEY });
  for (const secret of [input, x25519Shared, mlKemShared]) secret.fill(0);
  return key;
}

function slotNonce(
  options: {
    readonly ciphertext: Uint8Array;
    readonly encryptedPayload: Uint8Array;
    readonly ephemeral: Uint8Array;
  },
  crypto: CryptoProvider,
): Uint8Array {
  const { ciphertext, encryptedPayload, ephemeral } = options;
  return crypto.blake2b(concatBytes(ciphertext, encryptedPayload), {
    length: 24,
    key: ephemeral,
    personalization: SLOT_NONCE,
  });
}

function slotIndex(
  options: {
    readonly ephemeral: Uint8Array;
    readonly device: HybridPublicKeys;
    readonly ciphertext: Uint8Array;
    readonly encryptedKey: Uint8Array;
  },
  crypto: CryptoProvider,
): Uint8Array {
  const { ephemeral, device, ciphertext, encryptedKey } = options;
  const input = concatBytes(ephemeral, device.x25519, device.mlKem, ciphertext, encryptedKey);
  return crypto.blake2b(input, { length: 2, personalization: SLOT_INDEX });
}
