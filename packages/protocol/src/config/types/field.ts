import { equalBytes } from "../../bytes/index.ts";
import type { ConfigDict, ConfigDraft } from "../tree.ts";

/**
 * How one property of a typed object lies in a dict of the tree, under one key or two.
 *
 * `read` is total: what has the wrong type or size reads as absent. `write` touches the keys of this field only.
 * Spec: docs/spec/config-messages.md section 8.
 */
export interface Field<T> {
  read(dict: ConfigDict): T;
  write(dict: ConfigDraft, value: T): void;
}

/** One field per property. */
export type Fields<T> = { readonly [K in keyof T]: Field<T[K]> };

/** All properties from a dict. */
export function readFields<T extends object>(fields: Fields<T>, dict: ConfigDict): T {
  const values: Partial<T> = {};
  for (const name of namesOf(fields)) values[name] = fields[name].read(dict);
  return values as T; // every property was filled in the line above
}

/**
 * Writes the properties that the patch names and that differ from what the dict says now.
 *
 * A property that reads the same is left as it lies there, so that an equal write changes nothing, not even a value
 * of a later version that this one reads as absent.
 *
 * @returns whether anything reads differently now
 */
export function writeFields<T extends object>(
  fields: Fields<T>,
  draft: ConfigDraft,
  patch: Partial<T>,
): boolean {
  let hasChanged = false;
  for (const name of namesOf(fields)) {
    const before = fields[name].read(draft);
    if (!Object.hasOwn(patch, name) || sameValue(patch[name], before)) continue;
    fields[name].write(draft, patch[name] as T[typeof name]); // present, so undefined only where T says so
    hasChanged ||= !sameValue(fields[name].read(draft), before);
  }
  return hasChanged;
}

function namesOf<T extends object>(fields: Fields<T>): readonly (keyof T)[] {
  return Object.keys(fields) as (keyof T)[]; // a table has a field for each property and nothing else
}

/** Whether two property values hold the same: scalars, bytes, or plain objects of these. */
function sameValue(a: unknown, b: unknown): boolean {
  if (a instanceof Uint8Array) return b instanceof Uint8Array && equalBytes(a, b);
  if (!isObject(a) || !isObject(b)) return Object.is(a, b);
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => sameValue(a[name], b[name]));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
