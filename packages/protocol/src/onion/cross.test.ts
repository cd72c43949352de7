// Layers sealed and opened by node:crypto and libsodium from the specification's text alone.
import { createCipheriv, createDecipheriv, createHmac } from "node:crypto";
import fc from "fast-check";
import sodium from "libsodium-wrappers-sumo";
import { describe, expect, test } from "vitest";
import { concatBytes } from "../bytes/index.ts";
import { bytes, bytes32, scriptedRandom } from "../testing/index.ts";
import { type EncType, openLayer, sealLayer } from "./index.ts";

await sodium.ready;

interface Independent {
  readonly nonceBytes: number;
  key(shared: Uint8Array, client: Uint8Array, server: Uint8Array): Uint8Array;
  seal(key: Uint8Array, nonce: Uint8Array, text: Uint8Array): Uint8Array;
  open(key: Uint8Array, nonce: Uint8Array, sealed: Uint8Array): Uint8Array;
}

const INDEPENDENT: Readonly<Record<EncType, Independent>> = {
  "aes-gcm": {
    nonceBytes: 12,
    key: (shared) => createHmac("sha256", "LOKI").update(shared).digest(),
    seal: (key, nonce, text) => {
      const cipher = createCipheriv("aes-256-gcm", key, nonce);
      return concatBytes(cipher.update(text), cipher.final(), cipher.getAuthTag());
    },
    open: (key, nonce, sealed) => {
      const decipher = createDecipheriv("aes-256-gcm", key, nonce);
      decipher.setAuthTag(sealed.subarray(-16));
      return concatBytes(decipher.update(sealed.subarray(0, -16)), decipher.final());
    },
  },
  xchacha20: {
    nonceBytes: 24,
    key: (shared, client, server) => sodium.crypto_generichash(32, concatBytes(shared, client, server), null),
    seal: (key, nonce, text) =>
      sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(text, null, null, nonce, key),
    open: (key, nonce, sealed) =>
      sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(null, sealed, null, nonce, key),
  },
  "aes-cbc": {
    nonceBytes: 16,
    key: (shared) => shared,
    seal: (key, nonce, text) => {
      const cipher = createCipheriv("aes-256-cbc", key, nonce);
      return concatBytes(cipher.update(text), cipher.final());
    },
    open: (key, nonce, sealed) => {
      const decipher = createDecipheriv("aes-256-cbc", key, nonce);
      return concatBytes(decipher.update(sealed), decipher.final());
    },
  },
};

describe.each(Object.keys(INDEPENDENT) as EncType[])("%s layer", (encType) => {
  const other = INDEPENDENT[encType];
  const nonces = bytes({ min: other.nonceBytes, max: other.nonceBytes });

  test("behaviour: the other implementation opens ours, and we open its", () => {
    fc.assert(
      fc.property(bytes32, bytes32, nonces, bytes({ max: 300 }), (ephemeralSecret, secret, nonce, text) => {
        const client = sodium.crypto_scalarmult_base(ephemeralSecret);
        const server = sodium.crypto_scalarmult_base(secret);
        const key = other.key(sodium.crypto_scalarmult(secret, client), client, server);
        const { sealed, ephemeralPublicKey } = sealLayer({
          plaintext: text,
          receiverX25519: server,
          encType,
          random: scriptedRandom(ephemeralSecret, nonce),
        });
        expect(ephemeralPublicKey).toEqual(client);
        expect(
          other.open(key, sealed.subarray(0, other.nonceBytes), sealed.subarray(other.nonceBytes)),
        ).toEqual(text);
        const theirs = concatBytes(nonce, other.seal(key, nonce, text));
        const opened = openLayer({
          sealed: theirs,
          ephemeralPublicKey: client,
          encType,
          x25519Secret: secret,
          x25519PublicKey: server,
        });
        expect(opened.plaintext).toEqual(text);
      }),
      { numRuns: 15 },
    );
  });
});
