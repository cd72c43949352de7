import { btSet } from "../../bt/index.ts";
import { utf8Encode } from "../../bytes/index.ts";
import { type SecretBytes, secretBytes } from "../../crypto/index.ts";
import { type ConfigDict, type ConfigDraft, type ConfigScalar, isConfigSet } from "../tree.ts";
import type { Field } from "./field.ts";
import { cutUtf8, lenientText } from "./text.ts";

// An absent number reads as 0 and an absent text as the empty one; writing those removes the key again.

/** Names of people, groups and members. */
export const NAME_BYTES_MAX = 100;
const PICTURE_URL_BYTES_MAX = 223;
const PICTURE_KEY_BYTES = 32;
/** Above this a time is in milliseconds, and a thousand times above in microseconds. */
const SECONDS_MAX = 9_000_000_000n;
const BITSET_BITS = 64n;
const BIT_POSITIONS = Array.from({ length: Number(BITSET_BITS) }, (_, position) => BigInt(position));

/** Where the encrypted picture lies, and the key that opens it. */
export interface ProfilePicture {
  /** At most 223 bytes. */
  readonly url: string;
  /** 32 bytes. */
  readonly key: Uint8Array;
}

export type NotificationMode = "default" | "all" | "disabled" | "mentions";

/** When messages of a conversation disappear, counted from being sent or from being read. */
export interface ExpirySetting {
  readonly mode: "afterSend" | "afterRead";
  readonly seconds: number;
}

const NOTIFICATION_MODES = ["default", "all", "disabled", "mentions"] as const;
const EXPIRY_MODES = ["none", "afterSend", "afterRead"] as const;

/** 1 or absent. */
export function flag(key: string): Field<boolean> {
  return {
    read: (dict) => (integerAt(dict, key) ?? 0n) !== 0n,
    write: (dict, value) => put(dict, key, value ? 1n : undefined),
  };
}

/** Three states: 1, 0, absent. */
export function optionalFlag(key: string): Field<boolean | undefined> {
  return {
    read: (dict) => {
      const value = integerAt(dict, key);
      return value === undefined ? undefined : value !== 0n;
    },
    write: (dict, value) => put(dict, key, value === undefined ? undefined : value ? 1n : 0n),
  };
}

/** Absent when 0; negative numbers are values. */
export function nonZero(key: string): Field<number> {
  return {
    read: (dict) => safeNumber(integerAt(dict, key)),
    write: (dict, value) => put(dict, key, value === 0 ? undefined : safeInteger(key, value)),
  };
}

/** Absent when 0 or below. */
export function positive(key: string): Field<number> {
  return {
    read: (dict) => Math.max(0, safeNumber(integerAt(dict, key))),
    write: (dict, value) => put(dict, key, value <= 0 ? undefined : safeInteger(key, value)),
  };
}

/** A Unix time in seconds, absent when 0 or below; a time given in a smaller unit is brought to seconds. */
export function seconds(key: string): Field<number> {
  return {
    read: (dict) => Math.max(0, safeNumber(toSeconds(integerAt(dict, key) ?? 0n))),
    write: (dict, value) => put(dict, key, value <= 0 ? undefined : toSeconds(safeInteger(key, value))),
  };
}

/** Absent when empty; cut to the limit between two characters. */
export function text(key: string, bytesMax: number = NAME_BYTES_MAX): Field<string> {
  return {
    read: (dict) => lenientText(bytesAt(dict, key) ?? new Uint8Array()) ?? "",
    write: (dict, value) => put(dict, key, value === "" ? undefined : cutUtf8(utf8Encode(value), bytesMax)),
  };
}

/** Exactly this many bytes that are secret, or absent. */
export function secret(key: string, length: number): Field<SecretBytes | undefined> {
  return {
    read: (dict) => {
      const value = bytesAt(dict, key, length);
      return value && secretBytes(value);
    },
    write: (dict, value) => put(dict, key, value?.length === length ? Uint8Array.from(value) : undefined),
  };
}

/** A word for each number from 0 up; the first is the one of absence, and of numbers beyond the list. */
export function choice<const W extends readonly [string, ...string[]]>(
  key: string,
  words: W,
): Field<W[number]> {
  return {
    read: (dict) => words[Number(integerAt(dict, key) ?? 0n)] ?? words[0],
    write: (dict, value) => {
      const number = words.indexOf(value);
      put(dict, key, number <= 0 ? undefined : BigInt(number));
    },
  };
}

export function notifications(key: string): Field<NotificationMode> {
  return choice(key, NOTIFICATION_MODES);
}

/** For contacts, which cannot mention: `mentions` counts as `all`. */
export function contactNotifications(key: string): Field<NotificationMode> {
  const field = notifications(key);
  const fitting = (mode: NotificationMode): NotificationMode => (mode === "mentions" ? "all" : mode);
  return {
    read: (dict) => fitting(field.read(dict)),
    write: (dict, value) => field.write(dict, fitting(value)),
  };
}

/** Both keys or neither: an address too long or empty, or a key of another size, is no picture. */
export function picture(urlKey: string, keyKey: string): Field<ProfilePicture | undefined> {
  return {
    read: (dict) => {
      const urlBytes = bytesAt(dict, urlKey);
      const url = urlBytes && fitsPictureUrl(urlBytes) ? lenientText(urlBytes) : undefined;
      const key = bytesAt(dict, keyKey, PICTURE_KEY_BYTES);
      return url && key ? { url, key: secretBytes(key) } : undefined;
    },
    write: (dict, value) => {
      const url = utf8Encode(value?.url ?? "");
      const fits = fitsPictureUrl(url) && value?.key.length === PICTURE_KEY_BYTES;
      put(dict, urlKey, fits ? url : undefined);
      put(dict, keyKey, fits ? Uint8Array.from(value.key) : undefined);
    },
  };
}

/** Both keys or neither. */
export function expiry(modeKey: string, secondsKey: string): Field<ExpirySetting | undefined> {
  const modes = choice(modeKey, EXPIRY_MODES);
  const times = positive(secondsKey);
  return {
    read: (dict) => {
      const mode = modes.read(dict);
      const time = times.read(dict);
      return mode === "none" || time === 0 ? undefined : { mode, seconds: time };
    },
    write: (dict, value) => {
      const isOn = value !== undefined && value.seconds > 0;
      modes.write(dict, isOn ? value.mode : "none");
      times.write(dict, isOn ? value.seconds : 0);
    },
  };
}

/** A 64-bit bitset, stored as the set of its bit positions. Members that are no such position stay as they are. */
export function bitset(key: string): Field<bigint> {
  return {
    read: (dict) =>
      setAt(dict, key)
        .filter(isBitPosition)
        .reduce((bits, position) => bits | (1n << position), 0n),
    write: (dict, value) => {
      if (value < 0n || value >> BITSET_BITS !== 0n)
        throw new RangeError(`${key}: expected a bitset of ${BITSET_BITS} bits, got ${value}`);
      const positions = BIT_POSITIONS.filter((position) => ((value >> position) & 1n) === 1n);
      const members = btSet([...setAt(dict, key).filter((member) => !isBitPosition(member)), ...positions]);
      if (members.length === 0) dict.delete(key);
      else dict.set(key, members);
    },
  };
}

/** The integer at a key, if there is one. */
export function integerAt(dict: ConfigDict, key: string): bigint | undefined {
  const value = dict.get(key);
  return typeof value === "bigint" ? value : undefined;
}

/** The bytes at a key, if there are any and, where a length is given, just so many. */
export function bytesAt(dict: ConfigDict, key: string, length?: number): Uint8Array | undefined {
  const value = dict.get(key);
  if (!(value instanceof Uint8Array)) return undefined;
  return length === undefined || value.length === length ? value : undefined;
}

/** The members of the set at a key, if there is one. */
export function setAt(dict: ConfigDict, key: string): readonly ConfigScalar[] {
  const value = dict.get(key);
  return isConfigSet(value) ? value : [];
}

function put(dict: ConfigDraft, key: string, value: ConfigScalar | undefined): void {
  if (value === undefined) dict.delete(key);
  else dict.set(key, value);
}

function safeNumber(value: bigint | undefined): number {
  const number = Number(value ?? 0n);
  return Number.isSafeInteger(number) ? number : 0;
}

function safeInteger(key: string, value: number): bigint {
  if (!Number.isSafeInteger(value)) throw new RangeError(`${key}: expected a safe integer, got ${value}`);
  return BigInt(value);
}

function toSeconds(time: bigint): bigint {
  if (time > SECONDS_MAX * 1000n) return time / 1_000_000n;
  return time > SECONDS_MAX ? time / 1000n : time;
}

function fitsPictureUrl(url: Uint8Array): boolean {
  return url.length > 0 && url.length <= PICTURE_URL_BYTES_MAX;
}

function isBitPosition(member: ConfigScalar): member is bigint {
  return typeof member === "bigint" && member >= 0n && member < BITSET_BITS;
}
