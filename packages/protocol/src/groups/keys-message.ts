import {
  asBtBytes,
  asBtDict,
  type BtDict,
  type BtValue,
  btBytes,
  btDecode,
  btEncode,
  btList,
  btNumber,
} from "../bt/index.ts";
import { bytesOfLength } from "../bytes/index.ts";
import type { Codec } from "../codec/index.ts";
import { DecodeError } from "../errors.ts";
import { STORED_BYTES_MAX } from "../messages/index.ts";
import { ENTRY_OVERHEAD } from "./multi-encrypt.ts";
import { wholeNumber } from "./whole-number.ts";

/** Lists of member entries are filled up to a multiple of this, so that they do not tell how many members there are. */
export const MEMBER_ENTRIES_MULTIPLE = 45;
/** compat: the multiple of releases before 1.2.0 (January 2025), still to be found in swarms. */
const OLDER_ENTRIES_MULTIPLE = 75;

/** Seed hash that is the key of the admins' entry. */
export const ADMIN_ENTRY_PURPOSE = "SessionGroupKeyAdminKey";
/** Domain of the members' entries, in supplements too. */
export const MEMBER_ENTRY_DOMAIN = "SessionGroupKeyMemberKey";

const NONCE_BYTES = 24;
const SIGNATURE_BYTES = 64;
/** An encrypted key. */
export const KEY_ENTRY_BYTES: number = 32 + ENTRY_OVERHEAD;
/** What the reference demands: the dict of one key with one-digit numbers, encrypted. */
const SUPPLEMENT_ENTRY_BYTES_MIN = 52 + ENTRY_OVERHEAD;
/** `1:~64:`, the signature, and the `e` that ends the dict. */
const TRAILER_BYTES = 6 + SIGNATURE_BYTES + 1;

interface KeysMessageHead {
  /** 24 bytes. */
  readonly nonce: Uint8Array;
  /** 64 bytes, by the group key. */
  readonly signature: Uint8Array;
}

/** Brings the key of a new generation to every member (a rekey). */
export interface FullKeysMessage extends KeysMessageHead {
  readonly kind: "full";
  /** Of the new key. */
  readonly generation: number;
  /** The new key for admins, 48 bytes. */
  readonly adminEntry: Uint8Array;
  /** The new key for each member, then junk: 48 bytes each, a multiple of 45 (or 75) in number. */
  readonly memberEntries: readonly Uint8Array[];
}

/** Brings keys that exist already to added members. */
export interface SupplementalKeysMessage extends KeysMessageHead {
  readonly kind: "supplement";
  /** The newest of the keys inside. */
  readonly generation: number;
  /** The list of keys, once per added member. */
  readonly entries: readonly Uint8Array[];
}

export type KeysMessage = FullKeysMessage | SupplementalKeysMessage;

/**
 * What namespace 12 stores, as it is: a signed bt-dict.
 *
 * Keys of later versions before the signature are skipped, as everywhere in configs; nothing may follow it. The codec
 * checks the form only; {@link signedKeysBytes} is what the signature covers.
 * Spec: docs/spec/groups.md sections 1.1 and 1.2. Vectors: vectors/groups-keys.json.
 */
export const keysMessage: Codec<KeysMessage> = {
  encode: (message) => {
    const { nonce, generation, signature } = message;
    bytesOfLength(nonce, NONCE_BYTES, "nonce");
    bytesOfLength(signature, SIGNATURE_BYTES, "signature");
    const bytes = btEncode(
      new Map<string, BtValue>([
        ["#", nonce],
        ["G", wholeNumber(generation, "generation")],
        ...(message.kind === "full" ? fullFields(message) : supplementFields(message)),
        ["~", signature],
      ]),
    );
    if (bytes.length > STORED_BYTES_MAX)
      throw new RangeError(`keys message: expected at most ${STORED_BYTES_MAX} bytes, got ${bytes.length}`);
    return bytes;
  },

  decode: (bytes) => {
    if (bytes.length > STORED_BYTES_MAX)
      throw new DecodeError(
        "invalid_length",
        `keys message: expected at most ${STORED_BYTES_MAX} bytes, got ${bytes.length}`,
      );
    const dict = asBtDict(btDecode(bytes));
    const nonce = btBytes(dict, "#", NONCE_BYTES);
    const payload = dict.has("+") ? readSupplement(dict) : readFull(dict);
    const generation = btNumber(dict, "G", 0);
    const signature = btBytes(dict, "~", SIGNATURE_BYTES);
    const last = [...dict.keys()].at(-1) ?? "";
    if (last !== "~") throw new DecodeError("unexpected_field", "expected nothing after ~", { path: last });
    return { ...payload, nonce, generation, signature };
  },
};

/** The part of an encoded keys message that its signature covers: everything before the signature's own key. */
export function signedKeysBytes(encoded: Uint8Array): Uint8Array {
  return encoded.subarray(0, encoded.length - TRAILER_BYTES);
}

type Fields = readonly (readonly [string, Uint8Array | readonly Uint8Array[]])[];

function fullFields({ adminEntry, memberEntries }: FullKeysMessage): Fields {
  bytesOfLength(adminEntry, KEY_ENTRY_BYTES, "adminEntry");
  for (const entry of memberEntries) bytesOfLength(entry, KEY_ENTRY_BYTES, "memberEntries");
  if (!isEntryCount(memberEntries.length))
    throw new RangeError(`memberEntries: expected a multiple of 45 or 75, got ${memberEntries.length}`);
  return [
    ["K", adminEntry],
    ["k", memberEntries],
  ];
}

function readFull(dict: BtDict): Pick<FullKeysMessage, "kind" | "adminEntry" | "memberEntries"> {
  const adminEntry = btBytes(dict, "K", KEY_ENTRY_BYTES);
  const memberEntries = readEntries(dict, "k", { min: KEY_ENTRY_BYTES, max: KEY_ENTRY_BYTES });
  if (!isEntryCount(memberEntries.length))
    throw new DecodeError(
      "invalid_length",
      `expected a multiple of ${MEMBER_ENTRIES_MULTIPLE} or ${OLDER_ENTRIES_MULTIPLE}, got ${memberEntries.length}`,
      { path: "k" },
    );
  return { kind: "full", adminEntry, memberEntries };
}

function supplementFields({ entries }: SupplementalKeysMessage): Fields {
  for (const { length } of entries)
    if (length < SUPPLEMENT_ENTRY_BYTES_MIN)
      throw new RangeError(`entries: expected at least ${SUPPLEMENT_ENTRY_BYTES_MIN} bytes, got ${length}`);
  return [["+", entries]];
}

function readSupplement(dict: BtDict): Pick<SupplementalKeysMessage, "kind" | "entries"> {
  const entries = readEntries(dict, "+", { min: SUPPLEMENT_ENTRY_BYTES_MIN, max: STORED_BYTES_MAX });
  return { kind: "supplement", entries };
}

function readEntries(
  dict: BtDict,
  key: string,
  bytes: { readonly min: number; readonly max: number },
): readonly Uint8Array[] {
  return btList(dict, key).map((item, index) => {
    const path = `${key}[${index}]`;
    const entry = asBtBytes(item, path);
    if (entry.length < bytes.min || entry.length > bytes.max)
      throw new DecodeError(
        "invalid_length",
        `expected ${bytes.min}..${bytes.max} bytes, got ${entry.length}`,
        { path },
      );
    return entry;
  });
}

function isEntryCount(count: number): boolean {
  return count % MEMBER_ENTRIES_MULTIPLE === 0 || count % OLDER_ENTRIES_MULTIPLE === 0;
}
