import { type BtDict, type BtScalar, type BtValue, compareBtScalars, isBtList } from "../bt/index.ts";
import { DecodeError } from "../errors.ts";
import { checkDepth, checkScalars } from "./data.ts";
import { type ConfigDict, type ConfigSet, type ConfigValue, isConfigDict, isConfigSet } from "./tree.ts";

/** Which keys changed, without the values: a reader takes those from the data of the message. */
export type ConfigDiff = ReadonlyMap<string, DiffEntry>;
export type DiffEntry = "assigned" | "removed" | SetDiff | ConfigDiff;

export interface SetDiff {
  readonly added: ConfigSet;
  readonly removed: ConfigSet;
}

export const EMPTY_DIFF: ConfigDiff = new Map();

const ASSIGNED = new Uint8Array();
const REMOVED_CODE = 0x2d;
const REMOVED = Uint8Array.of(REMOVED_CODE);

/**
 * What changed from one tree to another.
 *
 * A value that turns from scalar, set or dict into another of these counts as added, and nothing as removed.
 * Spec: docs/spec/config-messages.md section 2. Vectors: vectors/config-messages.json.
 */
export function computeDiff(before: ConfigDict, after: ConfigDict): ConfigDiff {
  if (before === after) return EMPTY_DIFF;
  const diff = new Map<string, DiffEntry>();
  for (const [key, value] of after) {
    const entry = entryBetween(before.get(key), value);
    if (entry !== undefined) diff.set(key, entry);
  }
  for (const [key, value] of before) if (!after.has(key)) diff.set(key, removal(value));
  return diff;
}

function entryBetween(before: ConfigValue | undefined, after: ConfigValue): DiffEntry | undefined {
  if (before === after) return undefined;
  if (isConfigDict(after)) {
    if (!isConfigDict(before)) return addition(after);
    const nested = computeDiff(before, after);
    return nested.size === 0 ? undefined : nested;
  }
  if (isConfigSet(after)) {
    if (!isConfigSet(before)) return addition(after);
    const nested = setDiff(before, after);
    return nested.added.length + nested.removed.length === 0 ? undefined : nested;
  }
  const same = before !== undefined && !isConfigDict(before) && !isConfigSet(before);
  return same && compareBtScalars(before, after) === 0 ? undefined : "assigned";
}

function addition(value: ConfigValue): DiffEntry {
  if (isConfigDict(value)) return new Map([...value].map(([key, item]) => [key, addition(item)]));
  return isConfigSet(value) ? { added: value, removed: [] } : "assigned";
}

function removal(value: ConfigValue): DiffEntry {
  if (isConfigDict(value)) return new Map([...value].map(([key, item]) => [key, removal(item)]));
  return isConfigSet(value) ? { added: [], removed: value } : "removed";
}

/** One walk along both sorted sets. */
function setDiff(before: ConfigSet, after: ConfigSet): SetDiff {
  const added: BtScalar[] = [];
  const removed: BtScalar[] = [];
  for (let old = 0, now = 0; old < before.length || now < after.length; ) {
    const [left, right] = [before[old], after[now]];
    const order = left === undefined ? 1 : right === undefined ? -1 : compareBtScalars(left, right);
    if (order < 0 && left !== undefined) removed.push(left);
    if (order > 0 && right !== undefined) added.push(right);
    if (order <= 0) old++;
    if (order >= 0) now++;
  }
  return { added, removed };
}

/** The wire form of a diff. */
export function diffToBt(diff: ConfigDiff): BtDict {
  return new Map([...diff].map(([key, entry]) => [key, entryToBt(entry)]));
}

function entryToBt(entry: DiffEntry): BtValue {
  if (entry === "assigned") return ASSIGNED;
  if (entry === "removed") return REMOVED;
  return isSetDiff(entry) ? [entry.added, entry.removed] : diffToBt(entry);
}

/**
 * Reads a diff; its keys are in order already, since the bt decoder demands that of every dict.
 *
 * @throws DecodeError invalid_encoding, out_of_range
 */
export function diffFromBt(value: BtDict, path: string, depth = 0): ConfigDiff {
  checkDepth(depth, path);
  return new Map([...value].map(([key, item]) => [key, entryFromBt(item, path, depth)]));
}

function entryFromBt(value: BtValue, path: string, depth: number): DiffEntry {
  if (value instanceof Map) return diffFromBt(value, path, depth + 1);
  if (value instanceof Uint8Array) {
    if (value.length === 0) return "assigned";
    if (value.length === 1 && value[0] === REMOVED_CODE) return "removed";
  } else if (typeof value !== "bigint" && isBtList(value)) {
    const [added, removed] = value;
    if (value.length === 2 && added !== undefined && removed !== undefined)
      return { added: checkScalars(added, path), removed: checkScalars(removed, path) };
  }
  throw new DecodeError("invalid_encoding", 'expected "", "-", a dict or two lists', { path });
}

export function isSetDiff(entry: DiffEntry): entry is SetDiff {
  return typeof entry === "object" && !(entry instanceof Map);
}
