import { concatBytes, utf8Encode } from "../bytes/index.ts";
import { type CryptoProvider, nobleCrypto } from "../crypto/index.ts";
import { attempt } from "../errors.ts";

/** What a ciphertext for one recipient is longer than its plaintext. */
export const ENTRY_OVERHEAD = 16;

/** An X25519 pair: an account or a group, among others. */
export interface X25519Pair {
  readonly x25519Secret: Uint8Array;
  readonly x25519PublicKey: Uint8Array;
}

/**
 * Encrypts one plaintext per recipient under one nonce; the domain keeps different uses of the same keys apart.
 *
 * Recipients whose key has small order are left out, so the result may be shorter than the list: everybody would know
 * the secret shared with them.
 * @param options.nonce 24 bytes, never used twice by this sender for the same domain with other plaintexts
 * Spec: docs/spec/groups.md sections 1.1 and 6. Vectors: vectors/groups-kicked.json, groups-keys.json.
 */
export function sealForEach(options: {
  readonly recipients: readonly { readonly x25519PublicKey: Uint8Array; readonly plaintext: Uint8Array }[];
  readonly sender: X25519Pair;
  readonly nonce: Uint8Array;
  readonly domain: string;
  readonly crypto?: CryptoProvider;
}): readonly Uint8Array[] {
  const { recipients, sender, nonce, domain, crypto = nobleCrypto } = options;
  return recipients.flatMap(({ x25519PublicKey, plaintext }) => {
    const shared = attempt(() => crypto.x25519SharedSecret(sender.x25519Secret, x25519PublicKey));
    if (shared === undefined) return [];
    const input = concatBytes(shared, sender.x25519PublicKey, x25519PublicKey);
    return [crypto.xchacha20Poly1305Seal(entryKey(input, domain, crypto), nonce, plaintext)];
  });
}

/**
 * Opens the entry of {@link sealForEach} that was made for the recipient, wherever it is in the list.
 *
 * @returns undefined when no entry is for this recipient
 * Spec: docs/spec/groups.md sections 1.1 and 6. Vectors: vectors/groups-kicked.json, groups-keys.json.
 */
export function openAmong(options: {
  readonly entries: readonly Uint8Array[];
  readonly senderX25519: Uint8Array;
  readonly recipient: X25519Pair;
  readonly nonce: Uint8Array;
  readonly domain: string;
  readonly crypto?: CryptoProvider;
}): Uint8Array | undefined {
  const { entries, senderX25519, recipient, nonce, domain, crypto = nobleCrypto } = options;
  const shared = attempt(() => crypto.x25519SharedSecret(recipient.x25519Secret, senderX25519));
  if (shared === undefined) return undefined;
  const key = entryKey(concatBytes(shared, senderX25519, recipient.x25519PublicKey), domain, crypto);
  for (const sealed of entries) {
    // Tens of thousands of empty entries fit a message; each would cost an exception.
    if (sealed.length < ENTRY_OVERHEAD) continue;
    const plaintext = attempt(() => crypto.xchacha20Poly1305Open(key, nonce, sealed));
    if (plaintext !== undefined) return plaintext;
  }
  return undefined;
}

function entryKey(input: Uint8Array, domain: string, crypto: CryptoProvider): Uint8Array {
  return crypto.blake2b(input, { length: 32, key: utf8Encode(domain) });
}
