// Opens messages with the primitives of libsodium and node:crypto instead of ours, step by step as the text has it.
import * as node from "node:crypto";
import sodium from "libsodium-wrappers-sumo";
import { describe, expect, test } from "vitest";
import { base64Decode, concatBytes, hexDecode, hexEncode, utf8Encode } from "../bytes/index.ts";
import { deriveAccount } from "../identity/index.ts";
import { alice, bob, loadVector, seededRandom } from "../testing/index.ts";
import { deriveAccountKeys } from "./hybrid-keys.ts";
import { shakeExpand } from "./key-and-nonce.ts";
import { sealFallbackMessage, sealMessage } from "./message.ts";

interface MessageCase {
  readonly name: string;
  readonly recipient_account_key_seed: string;
  readonly mlkem_shared_secret: string;
  readonly combined_ss: string;
  readonly key: string;
  readonly nonce: string;
  readonly inner_dict_hex: string;
  readonly message_base64: string;
}
interface FallbackCase {
  readonly recipient: string;
  readonly combined_ss: string;
  readonly inner_dict_hex: string;
  readonly message_base64: string;
}
const vectors = loadVector<{
  readonly keys: Readonly<Record<string, { readonly ed25519_seed32: string }>>;
  readonly messages: readonly MessageCase[];
  readonly non_pfs: readonly FallbackCase[];
}>("protocol-v2");

await sodium.ready;
const X_WING = hexDecode("5c2e2f2f5e5c");

function sha3(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(
    node
      .createHash("sha3-256")
      .update(concatBytes(...parts))
      .digest(),
  );
}

function shake(label: string, secret: Uint8Array, length: number): Uint8Array {
  const hash = node.createHash("shake256", { outputLength: length });
  return Uint8Array.from(hash.update(label).update(secret).digest());
}

/** The body in hex, its padding removed. */
function open(data: Uint8Array, keyAndNonce: Uint8Array): string {
  const [key, nonce] = [keyAndNonce.slice(0, 32), keyAndNonce.slice(32)];
  const padded = sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(null, data.slice(1124), null, nonce, key);
  return hexEncode(padded).replace(/(?:00)+$/, "");
}

/** The combined secret of a message to an account key. */
function combine(data: Uint8Array, accountSeed: Uint8Array, mlKemShared: Uint8Array): Uint8Array {
  const expanded = shake("SessionAccountKeys", accountSeed, 96);
  const ephemeral = data.slice(4, 36);
  const secret = expanded.slice(0, 32);
  return sha3(
    mlKemShared,
    sodium.crypto_scalarmult(secret, ephemeral),
    ephemeral,
    sodium.crypto_scalarmult_base(secret),
    X_WING,
  );
}

describe("messages opened by other implementations", () => {
  test.each(vectors.messages)("behaviour: $name, with the ML-KEM secret of the vector", (vector) => {
    const data = base64Decode(vector.message_base64);
    const accountSeed = hexDecode(vector.recipient_account_key_seed);
    const combined = combine(data, accountSeed, hexDecode(vector.mlkem_shared_secret));
    expect(hexEncode(combined)).toBe(vector.combined_ss);
    const keyAndNonce = shake("SessionV2MessageSS", combined, 56);
    expect(hexEncode(keyAndNonce)).toBe(vector.key + vector.nonce);
    expect(open(data, keyAndNonce)).toBe(vector.inner_dict_hex);
  });

  test.each(vectors.non_pfs)("behaviour: without account keys, to $recipient", (vector) => {
    const data = base64Decode(vector.message_base64);
    const account = deriveAccount(hexDecode(vectors.keys[vector.recipient]?.ed25519_seed32 ?? ""));
    const combined = combineFallback(data, account);
    expect(hexEncode(combined)).toBe(vector.combined_ss);
    expect(open(data, shake("SessionV2NonPFSSS", combined, 56))).toBe(vector.inner_dict_hex);
  });

  test("behaviour: what we seal without account keys", () => {
    const data = sealFallbackMessage({
      content: utf8Encode("hello"),
      sender: alice,
      recipient: bob.accountId,
      random: seededRandom("cross"),
    });
    expect(open(data, shake("SessionV2NonPFSSS", combineFallback(data, bob), 56))).toContain(
      hexEncode(utf8Encode("1:c5:hello")),
    );
  });

  // Only newer releases of the runtime have ML-KEM; on older ones the vectors stand alone.
  if (typeof node.decapsulate === "function")
    test("behaviour: what we seal to an account key", () => {
      const accountSeed = new Uint8Array(32).fill(0x5e);
      const { publicKeys } = deriveAccountKeys(accountSeed);
      const data = sealMessage({
        content: utf8Encode("hello"),
        sender: alice,
        recipient: bob.accountId,
        recipientKeys: publicKeys,
        random: seededRandom("cross"),
      });
      const seed = shakeExpand({ label: "SessionAccountKeys", secret: accountSeed, length: 96 }).subarray(32);
      const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64url");
      const jwk = { kty: "AKP", alg: "ML-KEM-768", pub: base64url(publicKeys.mlKem), priv: base64url(seed) };
      const privateKey = node.createPrivateKey({ key: jwk, format: "jwk" });
      const mlKemShared = Uint8Array.from(node.decapsulate(privateKey, data.slice(36, 1124)));
      const combined = combine(data, accountSeed, mlKemShared);
      expect(open(data, shake("SessionV2MessageSS", combined, 56))).toContain(
        hexEncode(utf8Encode("1:c5:hello")),
      );
    });
});

function combineFallback(
  data: Uint8Array,
  account: { readonly x25519Secret: Uint8Array; readonly x25519PublicKey: Uint8Array },
): Uint8Array {
  const ephemeral = data.slice(4, 36);
  return sha3(
    sodium.crypto_scalarmult(account.x25519Secret, ephemeral),
    account.x25519PublicKey,
    ephemeral,
    utf8Encode("SessionV2NonPFS"),
  );
}
