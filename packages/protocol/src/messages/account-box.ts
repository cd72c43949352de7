import { concatBytes, utf8Encode } from "../bytes/index.ts";
import { type CryptoProvider, nobleCrypto, openBox, SEALED_BOX_OVERHEAD, sealBox } from "../crypto/index.ts";
import { DecodeError } from "../errors.ts";
import { type Account, type AccountId, accountIdBytes, accountIdFromEd25519 } from "../identity/index.ts";

const KEY_BYTES = 32;
const SIGNATURE_BYTES = 64;
const TRAILER_BYTES = KEY_BYTES + SIGNATURE_BYTES;
const EPHEMERAL_HASH_KEY = utf8Encode("SessionBoxEphemeralHashKey");

/**
 * Signs and seals a (usually padded) plaintext for one account: `sealed_box(p || A || sign(p || A || Y))`.
 *
 * @param options.ephemeralSecret 32 fresh random bytes, or {@link deterministicEphemeralSecret}
 * @throws DecodeError invalid_encoding when the recipient's key has small order
 * Spec: docs/spec/accounts-and-messages.md section 3.1. Vectors: vectors/session-protocol.json.
 */
export function sealForAccount(options: {
  readonly plaintext: Uint8Array;
  readonly sender: Pick<Account, "ed25519Seed" | "ed25519PublicKey">;
  readonly recipient: AccountId;
  readonly ephemeralSecret: Uint8Array;
  readonly crypto?: CryptoProvider;
}): Uint8Array {
  const { plaintext, sender, recipient, ephemeralSecret, crypto = nobleCrypto } = options;
  const recipientX25519 = accountIdBytes(recipient).subarray(1);
  const signed = concatBytes(plaintext, sender.ed25519PublicKey, recipientX25519);
  const signature = crypto.ed25519Sign(signed, sender.ed25519Seed);
  const message = concatBytes(plaintext, sender.ed25519PublicKey, signature);
  return sealBox({ message, recipientX25519, ephemeralSecret }, crypto);
}

export interface OpenedForAccount {
  /** As it was sealed: still padded. */
  readonly plaintext: Uint8Array;
  readonly sender: AccountId;
  readonly senderEd25519: Uint8Array;
}

/**
 * Opens what {@link sealForAccount} made. The sender is proven by its signature and by nothing else.
 *
 * @throws DecodeError invalid_length, decryption_failed, signature_invalid, invalid_encoding
 * Spec: docs/spec/accounts-and-messages.md section 3.3.
 */
export function openForAccount(options: {
  readonly sealed: Uint8Array;
  readonly account: Pick<Account, "x25519Secret" | "x25519PublicKey">;
  readonly crypto?: CryptoProvider;
}): OpenedForAccount {
  const { sealed, account, crypto = nobleCrypto } = options;
  const path = "ciphertext";
  if (sealed.length < SEALED_BOX_OVERHEAD + TRAILER_BYTES)
    throw new DecodeError(
      "invalid_length",
      `expected at least ${SEALED_BOX_OVERHEAD + TRAILER_BYTES} bytes, got ${sealed.length}`,
      { path },
    );
  const { x25519Secret, x25519PublicKey } = account;
  const message = openBox({ sealed, x25519Secret, x25519PublicKey }, crypto);
  const trailer = message.length - TRAILER_BYTES;
  const plaintext = message.subarray(0, trailer);
  const senderEd25519 = message.slice(trailer, trailer + KEY_BYTES);
  const signed = concatBytes(plaintext, senderEd25519, x25519PublicKey);
  if (!crypto.ed25519Verify(message.subarray(trailer + KEY_BYTES), signed, senderEd25519))
    throw new DecodeError("signature_invalid", "the sender's signature does not verify", { path });
  return { plaintext, sender: accountIdFromEd25519(senderEd25519, crypto), senderEd25519 };
}

/**
 * Ephemeral secret that makes equal messages give equal ciphertexts (wrapped configs only).
 *
 * @param options.message the plaintext that will be sealed, before key and signature are added
 * Spec: docs/spec/accounts-and-messages.md section 3.1. Vectors: vectors/session-protocol.json.
 */
export function deterministicEphemeralSecret(options: {
  readonly senderSeed: Uint8Array;
  readonly recipient: AccountId;
  readonly message: Uint8Array;
  readonly crypto?: CryptoProvider;
}): Uint8Array {
  const { senderSeed, recipient, message, crypto = nobleCrypto } = options;
  const input = concatBytes(senderSeed, accountIdBytes(recipient).subarray(1), message);
  const seed = crypto.blake2b(input, { length: 32, key: EPHEMERAL_HASH_KEY });
  return crypto.sha512(seed).slice(0, 32);
}
