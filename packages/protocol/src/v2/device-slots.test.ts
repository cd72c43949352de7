import { xchacha20 } from "@noble/ciphers/chacha.js";
import { describe, expect, test } from "vitest";
import { hexDecode, hexEncode, utf8Encode } from "../bytes/index.ts";
import { nobleCrypto } from "../crypto/index.ts";
import { loadVector } from "../testing/index.ts";
import { openSlot, payloadNonce, sealSlot } from "./device-slots.ts";
import { deriveDeviceKeys, encapsulate } from "./hybrid-keys.ts";

interface SlotCase {
  readonly device_seed: string;
  readonly ephemeral_secret: string;
  readonly mlkem_coins: string;
  readonly key_base: string;
  readonly payload_nonce: string;
  readonly encrypted_payload: string;
  readonly key_nonce: string;
  readonly slot_key: string;
  readonly encrypted_key_base: string;
  readonly index: string;
}
const vectors = loadVector<{ readonly device_key_slots: readonly SlotCase[] }>(
  "protocol-v2",
).device_key_slots;

describe("vectors/protocol-v2.json device_key_slots", () => {
  test.each(vectors)("default: the slot of $device_seed", (vector) => {
    const device = deriveDeviceKeys(hexDecode(vector.device_seed));
    const ephemeralSecret = hexDecode(vector.ephemeral_secret);
    const ephemeral = nobleCrypto.x25519PublicKey(ephemeralSecret);
    const { ciphertext, sharedSecret } = encapsulate(device.publicKeys.mlKem, hexDecode(vector.mlkem_coins));
    const payloadKey = hexDecode(vector.key_base);

    const nonce = payloadNonce({ ciphertexts: ciphertext, ephemeral }, nobleCrypto);
    expect(hexEncode(nonce)).toBe(vector.payload_nonce);
    const encryptedPayload = nobleCrypto.xchacha20Poly1305Seal(payloadKey, nonce, utf8Encode("de"));
    expect(hexEncode(encryptedPayload)).toBe(vector.encrypted_payload);

    const slot = sealSlot(
      {
        payloadKey,
        encryptedPayload,
        device: device.publicKeys,
        ephemeralSecret,
        ephemeral,
        ciphertext,
        mlKemShared: sharedSecret,
      },
      nobleCrypto,
    );
    expect(hexEncode(slot.encryptedKey)).toBe(vector.encrypted_key_base);
    expect(hexEncode(slot.index)).toBe(vector.index);
    const byVector = xchacha20(hexDecode(vector.slot_key), hexDecode(vector.key_nonce), payloadKey);
    expect(slot.encryptedKey).toEqual(byVector);
    expect(openSlot({ slot, encryptedPayload, device, ephemeral }, nobleCrypto)).toEqual(payloadKey);

    const other = deriveDeviceKeys(new Uint8Array(32));
    expect(openSlot({ slot, encryptedPayload, device: other, ephemeral }, nobleCrypto)).toBeUndefined();
  });
});
