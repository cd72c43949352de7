import { deriveBlinded15Keys, deriveBlinded25Keys, isBlindedIdOf } from "../blinding/index.ts";
import { concatBytes, equalBytes } from "../bytes/index.ts";
import { type CryptoProvider, multiplyPoint, nobleCrypto } from "../crypto/index.ts";
import { DecodeError } from "../errors.ts";
import {
  type Account,
  type AccountId,
  accountIdFromEd25519,
  type BlindedId,
  blindedIdKey,
  blindedIdKind,
} from "../identity/index.ts";

const VERSION = 0;
const KEY_BYTES = 32;
const NONCE_BYTES = 24;
const TAG_BYTES = 16;
const OVERHEAD_BYTES = 1 + KEY_BYTES + TAG_BYTES + NONCE_BYTES;

/**
 * Seals a direct message for a blinded ID; the sender uses its own ID of the same kind.
 *
 * @param options.message padded Content
 * @param options.nonce 24 fresh random bytes
 * @returns 73 bytes more than the message
 * @throws DecodeError invalid_encoding when the recipient's ID is no point of the main subgroup
 * @throws RangeError for another length of the nonce or of the server's key
 * Spec: docs/spec/communities.md section 6. Vectors: vectors/communities-dm.json, vectors/blinding.json.
 */
export function sealInboxMessage(options: {
  readonly message: Uint8Array;
  readonly sender: Account;
  readonly recipient: BlindedId;
  readonly serverPublicKey: Uint8Array;
  readonly nonce: Uint8Array;
  readonly crypto?: CryptoProvider;
}): Uint8Array {
  const { message, sender, recipient, serverPublicKey, nonce, crypto = nobleCrypto } = options;
  if (nonce.length !== NONCE_BYTES)
    throw new RangeError(`nonce: expected ${NONCE_BYTES} bytes, got ${nonce.length}`);
  const key = inboxKey({ account: sender, peer: recipient, isSender: true, serverPublicKey }, crypto);
  const plaintext = concatBytes(message, sender.ed25519PublicKey);
  return concatBytes(Uint8Array.of(VERSION), crypto.xchacha20Poly1305Seal(key, nonce, plaintext), nonce);
}

export interface InboxMessage {
  /** Usually a padded Content. */
  readonly message: Uint8Array;
  readonly sender: AccountId;
  readonly senderEd25519: Uint8Array;
}

/**
 * Opens a message in the own inbox; the sealed key of the sender must belong to the blinded ID the server names.
 *
 * @throws DecodeError invalid_length, unsupported_version, decryption_failed, sender_mismatch; invalid_encoding when the
 *   sender's ID or key is no point of the main subgroup
 * Spec: docs/spec/communities.md section 6. Vectors: vectors/communities-dm.json, vectors/blinding.json.
 */
export function openInboxMessage(options: {
  readonly data: Uint8Array;
  readonly recipient: Account;
  readonly sender: BlindedId;
  readonly serverPublicKey: Uint8Array;
  readonly crypto?: CryptoProvider;
}): InboxMessage {
  const { data, recipient, sender, serverPublicKey, crypto = nobleCrypto } = options;
  const key = inboxKey({ account: recipient, peer: sender, isSender: false, serverPublicKey }, crypto);
  const opened = openSealed(data, key, crypto);
  if (!isBlindedIdOf({ blindedId: sender, accountId: opened.sender, serverPublicKey }, crypto))
    throw new DecodeError("sender_mismatch", "the sealed key is not that of the blinded ID", {
      path: "sender",
    });
  return opened;
}

/**
 * Opens a message in the own outbox, as any device of the sender can.
 *
 * @throws DecodeError invalid_length, unsupported_version, decryption_failed, sender_mismatch, invalid_encoding
 * Spec: docs/spec/communities.md section 6. Vectors: vectors/communities-dm.json, vectors/blinding.json.
 */
export function openOutboxMessage(options: {
  readonly data: Uint8Array;
  readonly sender: Account;
  readonly recipient: BlindedId;
  readonly serverPublicKey: Uint8Array;
  readonly crypto?: CryptoProvider;
}): InboxMessage {
  const { data, sender, recipient, serverPublicKey, crypto = nobleCrypto } = options;
  const key = inboxKey({ account: sender, peer: recipient, isSender: true, serverPublicKey }, crypto);
  const opened = openSealed(data, key, crypto);
  if (!equalBytes(opened.senderEd25519, sender.ed25519PublicKey))
    throw new DecodeError("sender_mismatch", "the sealed key is not our own", { path: "sender" });
  return opened;
}

/** Key of both directions: the shared point, then the sender's and the recipient's blinded keys. */
function inboxKey(
  options: {
    readonly account: Account;
    readonly peer: BlindedId;
    readonly isSender: boolean;
    readonly serverPublicKey: Uint8Array;
  },
  crypto: CryptoProvider,
): Uint8Array {
  const { account, peer, isSender, serverPublicKey } = options;
  const peerKey = blindedIdKey(peer);
  const isOlderKind = blindedIdKind(peer) === "15";
  const own = (isOlderKind ? deriveBlinded15Keys : deriveBlinded25Keys)(account, serverPublicKey, crypto);
  // The factor of the older kind is the same for everyone and is already in the peer's key.
  const shared = multiplyPoint(peerKey, isOlderKind ? account.x25519Secret : own.scalar);
  const ends = isSender ? [own.publicKey, peerKey] : [peerKey, own.publicKey];
  return crypto.blake2b(concatBytes(shared, ...ends), { length: 32 });
}

function openSealed(data: Uint8Array, key: Uint8Array, crypto: CryptoProvider): InboxMessage {
  const path = "message";
  if (data.length < OVERHEAD_BYTES)
    throw new DecodeError("invalid_length", `expected at least ${OVERHEAD_BYTES} bytes, got ${data.length}`, {
      path,
    });
  if (data[0] !== VERSION)
    throw new DecodeError("unsupported_version", `expected version ${VERSION}, got ${data[0]}`, { path });
  const nonceAt = data.length - NONCE_BYTES;
  const plaintext = crypto.xchacha20Poly1305Open(key, data.subarray(nonceAt), data.subarray(1, nonceAt));
  const keyAt = plaintext.length - KEY_BYTES;
  const senderEd25519 = plaintext.slice(keyAt);
  const sender = accountIdFromEd25519(senderEd25519, crypto);
  return { message: plaintext.subarray(0, keyAt), sender, senderEd25519 };
}
