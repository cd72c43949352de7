import type { BtScalar } from "../bt/index.ts";

// The data of a config is a BtDict with fewer freedoms: scalars, sets of scalars, and dicts, none of the latter two
// empty. Spec: docs/spec/config-messages.md section 1.

/** A 64-bit signed integer or a byte string. */
export type ConfigScalar = BtScalar;
/** Integers ascending, then byte strings in byte order, each once; never empty. Made by `btSet`. */
export type ConfigSet = readonly ConfigScalar[];
export type ConfigValue = ConfigScalar | ConfigSet | ConfigDict;
/** Keys are byte strings, written with one character per byte (latin1). */
export type ConfigDict = ReadonlyMap<string, ConfigValue>;
/** A copy that an edit may change. All dicts below it are Maps of their own, too. */
export type ConfigDraft = Map<string, ConfigValue>;

export function isConfigSet(value: ConfigValue | undefined): value is ConfigSet {
  return Array.isArray(value);
}

export function isConfigDict(value: ConfigValue | undefined): value is ConfigDict {
  return value instanceof Map;
}

export function isConfigScalar(value: ConfigValue | undefined): value is ConfigScalar {
  return typeof value === "bigint" || value instanceof Uint8Array;
}

/** A deep copy whose dicts may be changed; scalars and sets are shared, since nobody changes those in place. */
export function draftOf(data: ConfigDict): ConfigDraft {
  return new Map([...data].map(([key, value]) => [key, isConfigDict(value) ? draftOf(value) : value]));
}

/** The dict at a key for changing; made, in place of whatever else was there, when it is not one. */
export function draftDict(parent: ConfigDraft, key: string): ConfigDraft {
  const value = parent.get(key);
  if (isConfigDict(value)) return value as ConfigDraft; // below a draft every dict is one
  const made: ConfigDraft = new Map();
  parent.set(key, made);
  return made;
}

/** The dict at a key for reading; an empty one when there is none. */
export function dictAt(parent: ConfigDict, key: string): ConfigDict {
  const value = parent.get(key);
  return isConfigDict(value) ? value : EMPTY;
}

const EMPTY: ConfigDict = new Map();
