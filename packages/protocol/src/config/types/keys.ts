import { hexDecode, hexEncode, latin1Decode, latin1Encode } from "../../bytes/index.ts";
import {
  type AccountId,
  type BlindedId,
  type GroupId,
  idKind,
  type MailboxId,
  parseAccountId,
  parseBlindedId,
  parseGroupId,
} from "../../identity/index.ts";
import { type ConfigDict, type ConfigDraft, type ConfigScalar, isConfigDict } from "../tree.ts";

// IDs are keys of the tree as their 33 raw bytes.

const ID_BYTES = 33;

/** The key under which the entry of an ID lies. */
export function idKey(id: MailboxId | BlindedId): string {
  return latin1Decode(hexDecode(id));
}

export function accountIdOfKey(key: string): AccountId | undefined {
  const hex = idHex(key);
  return idKind(hex) === "account" ? parseAccountId(hex) : undefined;
}

export function groupIdOfKey(key: string): GroupId | undefined {
  const hex = idHex(key);
  return idKind(hex) === "group" ? parseGroupId(hex) : undefined;
}

export function blindedIdOfKey(key: string): BlindedId | undefined {
  const kind = idKind(idHex(key));
  return kind === "blinded15" || kind === "blinded25" ? parseBlindedId(idHex(key)) : undefined;
}

/** The dict at a key, if there is one: what tells an entry from no entry. */
export function entryAt(parent: ConfigDict, key: string): ConfigDict | undefined {
  const value = parent.get(key);
  return isConfigDict(value) ? value : undefined;
}

/** The same for changing it. */
export function draftAt(parent: ConfigDraft, key: string): ConfigDraft | undefined {
  return entryAt(parent, key) as ConfigDraft | undefined; // below a draft every dict is one
}

/** All entries whose key names an ID and whose value is a dict; others are skipped. */
export function entriesOf<Id, T>(
  parent: ConfigDict,
  idOfKey: (key: string) => Id | undefined,
  make: (id: Id, entry: ConfigDict) => T,
): readonly T[] {
  return [...parent].flatMap(([key, entry]) => {
    const id = idOfKey(key);
    return id !== undefined && isConfigDict(entry) ? [make(id, entry)] : [];
  });
}

/** Gives an entry the one key that it always has, for an empty dict would vanish. */
export function keepEntry(entry: ConfigDraft, key: string, value: ConfigScalar): void {
  if (!entry.has(key)) entry.set(key, value);
}

function idHex(key: string): string {
  return key.length === ID_BYTES ? hexEncode(latin1Encode(key)) : "";
}
