import { hexDecode, hexEncode } from "../bytes/index.ts";
import type { MailboxId } from "./account-id.ts";
import { checkedId } from "./checked-id.ts";

declare const group: unique symbol;
declare const blinded: unique symbol;
declare const unblinded: unique symbol;
declare const pseudonym: unique symbol;

/** The mailbox ID of a group: prefix `03`, then its Ed25519 public key. Lower-case hex, as all of these IDs. */
export type GroupId = MailboxId & { readonly [group]: true };

/** An account's pseudonym on one community server: prefix `15` or `25`, then an Ed25519 point. Owns no mailbox. */
export type BlindedId = string & { readonly [blinded]: true };

/** The older and the newer blinding formula. */
export type BlindedIdKind = "15" | "25";

/** An account that shows itself to a community server: prefix `00`, then its Ed25519 public key. */
export type UnblindedId = string & { readonly [unblinded]: true };

/** The key under which an account asks for releases and files: prefix `07`, then an Ed25519 public key. */
export type PseudonymId = string & { readonly [pseudonym]: true };

const ID_KINDS = {
  "00": "unblinded",
  "03": "group",
  "05": "account",
  "07": "pseudonym",
  "15": "blinded15",
  "25": "blinded25",
} as const;

type IdPrefix = keyof typeof ID_KINDS;
export type IdKind = (typeof ID_KINDS)[IdPrefix];

const PREFIXED_ID = /^(00|03|05|07|15|25)[0-9a-f]{64}$/;

/**
 * What an ID in hex of any case names, or undefined for text that is no ID.
 *
 * Spec: docs/spec/accounts-and-messages.md section 1.
 */
export function idKind(text: string): IdKind | undefined {
  const prefix = PREFIXED_ID.exec(text.toLowerCase())?.[1];
  return prefix === undefined ? undefined : ID_KINDS[prefix as IdPrefix]; // the pattern lists the keys of the table
}

/** Hex in any case. @throws DecodeError invalid_encoding. Spec: docs/spec/accounts-and-messages.md section 1. */
export function parseGroupId(text: string, path = ""): GroupId {
  return checkedId(text, { name: "group ID", prefixes: ["03"], path }) as GroupId; // checked one call earlier
}

/** @param publicKey 32 bytes; any bytes make an ID. @throws RangeError for another length */
export function groupIdFromKey(publicKey: Uint8Array): GroupId {
  return prefixedId("03", publicKey) as GroupId; // prefix and length are what the brand stands for
}

/** The 32-byte Ed25519 public key of a group. */
export function groupIdKey(id: GroupId): Uint8Array {
  return hexDecode(id).slice(1);
}

/**
 * Hex in any case.
 *
 * @throws DecodeError invalid_encoding
 * Spec: docs/spec/accounts-and-messages.md sections 1 and 11.1.
 */
export function parseBlindedId(text: string, path = ""): BlindedId {
  return checkedId(text, { name: "blinded ID", prefixes: ["15", "25"], path }) as BlindedId; // checked one call earlier
}

/** @param publicKey 32 bytes; any bytes make an ID. @throws RangeError for another length */
export function blindedIdFromKey(kind: BlindedIdKind, publicKey: Uint8Array): BlindedId {
  return prefixedId(kind, publicKey) as BlindedId; // prefix and length are what the brand stands for
}

/** Which blinding made the ID. */
export function blindedIdKind(id: BlindedId): BlindedIdKind {
  return id.startsWith("15") ? "15" : "25";
}

/** The 32 bytes of the blinded Ed25519 public key; not known to be a point. */
export function blindedIdKey(id: BlindedId): Uint8Array {
  return hexDecode(id).slice(1);
}

/**
 * Hex in any case.
 *
 * @throws DecodeError invalid_encoding
 * Spec: docs/spec/accounts-and-messages.md section 1.
 */
export function parseUnblindedId(text: string, path = ""): UnblindedId {
  return checkedId(text, { name: "unblinded ID", prefixes: ["00"], path }) as UnblindedId; // checked one call earlier
}

/** @param publicKey 32 bytes; any bytes make an ID. @throws RangeError for another length */
export function unblindedIdFromKey(publicKey: Uint8Array): UnblindedId {
  return prefixedId("00", publicKey) as UnblindedId; // prefix and length are what the brand stands for
}

/**
 * Hex in any case.
 *
 * @throws DecodeError invalid_encoding
 * Spec: docs/spec/accounts-and-messages.md sections 1 and 11.4.
 */
export function parsePseudonymId(text: string, path = ""): PseudonymId {
  return checkedId(text, { name: "pseudonym ID", prefixes: ["07"], path }) as PseudonymId; // checked one call earlier
}

/** @param publicKey 32 bytes; any bytes make an ID. @throws RangeError for another length */
export function pseudonymIdFromKey(publicKey: Uint8Array): PseudonymId {
  return prefixedId("07", publicKey) as PseudonymId; // prefix and length are what the brand stands for
}

function prefixedId(prefix: IdPrefix, publicKey: Uint8Array): string {
  if (publicKey.length !== 32) throw new RangeError(`public key: expected 32 bytes, got ${publicKey.length}`);
  return prefix + hexEncode(publicKey);
}
