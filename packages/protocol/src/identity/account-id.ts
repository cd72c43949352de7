import { hexDecode, hexEncode } from "../bytes/index.ts";
import { type CryptoProvider, nobleCrypto } from "../crypto/index.ts";
import { checkedId } from "./checked-id.ts";

declare const mailbox: unique symbol;
declare const account: unique symbol;

/** 66 lower-case hex digits, a prefix byte and a 32-byte key: whatever owns a mailbox on a swarm. */
export type MailboxId = string & { readonly [mailbox]: true };

/** The mailbox ID of an account: prefix `05`, then the X25519 public key. */
export type AccountId = MailboxId & { readonly [account]: true };

/**
 * As typed by a person: white space around it and capitals are forgiven.
 *
 * @throws DecodeError invalid_encoding
 * Spec: docs/spec/accounts-and-messages.md section 1. Vectors: vectors/account.json.
 */
export function parseAccountId(text: string, path = ""): AccountId {
  const options = { name: "account ID", prefixes: ["05"], path };
  return checkedId(text.trim(), options) as AccountId; // the check is what the brand stands for
}

/**
 * Any prefix, hex in any case.
 *
 * @throws DecodeError invalid_encoding
 * Spec: docs/spec/storage-rpc.md section 3.1.
 */
export function parseMailboxId(text: string, path = ""): MailboxId {
  return checkedId(text, { name: "mailbox ID", path }) as MailboxId; // the check is what the brand stands for
}

/** 33 bytes: the prefix, then the key. */
export function accountIdBytes(id: MailboxId): Uint8Array {
  return hexDecode(id);
}

/** @throws DecodeError invalid_encoding unless the input is 0x05 and 32 bytes */
export function accountIdFromBytes(bytes: Uint8Array, path = ""): AccountId {
  return parseAccountId(hexEncode(bytes), path);
}

/**
 * ID of the account behind an Ed25519 public key (32 bytes), as a message or a request proves it.
 *
 * @throws DecodeError invalid_length; invalid_encoding unless the key is a point of the main subgroup
 * Spec: docs/spec/accounts-and-messages.md section 1. Vectors: vectors/account.json.
 */
export function accountIdFromEd25519(publicKey: Uint8Array, crypto: CryptoProvider = nobleCrypto): AccountId {
  return parseAccountId(`05${hexEncode(crypto.ed25519ToX25519(publicKey))}`);
}
