import { type BtScalar, type BtValue, compareBtScalars, isBtList } from "../bt/index.ts";
import { DecodeError } from "../errors.ts";
import {
  type ConfigDict,
  type ConfigSet,
  type ConfigValue,
  dictAt,
  isConfigDict,
  isConfigSet,
} from "./tree.ts";

/** Dicts within dicts. The lagged list nests a diff three levels deeper, which the bt decoder must still read. */
export const DATA_DEPTH_MAX = 24;
const INT64_MIN = -(2n ** 63n);
const INT64_MAX = 2n ** 63n - 1n;

/**
 * Checks that decoded bt is config data: 64-bit signed integers, sorted sets, nothing empty below the top.
 *
 * @throws DecodeError invalid_encoding, out_of_range
 * Spec: docs/spec/config-messages.md sections 1 and 2. Vectors: vectors/config-merge.json.
 */
export function checkConfigData(value: BtValue, path: string): ConfigDict {
  if (!(value instanceof Map)) throw new DecodeError("invalid_encoding", "expected a dict", { path });
  checkDict(value, path, 0);
  return value as ConfigDict; // checkDict has looked at every value below
}

function checkDict(dict: ReadonlyMap<string, BtValue>, path: string, depth: number): void {
  checkDepth(depth, path);
  for (const value of dict.values()) {
    if (value instanceof Map) {
      if (value.size === 0) throw new DecodeError("invalid_encoding", "expected no empty dict", { path });
      checkDict(value, path, depth + 1);
    } else if (typeof value !== "bigint" && isBtList(value)) {
      if (checkScalars(value, path).length === 0)
        throw new DecodeError("invalid_encoding", "expected no empty set", { path });
    } else {
      checkScalar(value, path);
    }
  }
}

/** Members of a set: scalars, strictly ascending. @throws DecodeError invalid_encoding, out_of_range */
export function checkScalars(value: BtValue, path: string): ConfigSet {
  if (typeof value === "bigint" || !isBtList(value))
    throw new DecodeError("invalid_encoding", "expected a list", { path });
  const members = value.map((member) => checkScalar(member, path));
  if (!isAscending(members))
    throw new DecodeError("invalid_encoding", "expected ascending, distinct set members", { path });
  return members;
}

function checkScalar(value: BtValue | undefined, path: string): BtScalar {
  if (value instanceof Uint8Array) return value;
  if (typeof value !== "bigint")
    throw new DecodeError("invalid_encoding", "expected an integer or a byte string", { path });
  if (value > INT64_MAX)
    throw new DecodeError("out_of_range", `expected a signed 64-bit integer, got ${value}`, { path });
  return value;
}

/** @throws DecodeError out_of_range */
export function checkDepth(depth: number, path: string): void {
  if (depth > DATA_DEPTH_MAX)
    throw new DecodeError("out_of_range", `expected at most ${DATA_DEPTH_MAX} dicts within each other`, {
      path,
    });
}

function isAscending(members: ConfigSet): boolean {
  return members.every((member, index) => {
    const before = members[index - 1];
    return before === undefined || compareBtScalars(before, member) < 0;
  });
}

/**
 * Turns an edited draft into data: without empty sets and dicts, keys ascending.
 *
 * Every part that equals its counterpart in `previous` is that very part, so unchanged data is recognised by identity.
 * @throws RangeError for what no config may hold
 */
export function settleConfigData(draft: ConfigDict, previous: ConfigDict): ConfigDict {
  return settleDict(draft, previous, 0);
}

function settleDict(draft: ConfigDict, previous: ConfigDict, depth: number): ConfigDict {
  if (depth > DATA_DEPTH_MAX)
    throw new RangeError(`config data: expected at most ${DATA_DEPTH_MAX} dicts within each other`);
  const settled = new Map<string, ConfigValue>();
  let changed = false;
  for (const key of [...draft.keys()].sort()) {
    const value = draft.get(key);
    const before = previous.get(key);
    const kept = value === undefined ? undefined : settleValue(value, { before, previous, key, depth });
    if (kept === undefined) continue;
    settled.set(key, kept);
    changed ||= kept !== before;
  }
  return changed || settled.size !== previous.size ? settled : previous;
}

function settleValue(
  value: ConfigValue,
  at: {
    readonly before: ConfigValue | undefined;
    readonly previous: ConfigDict;
    readonly key: string;
    readonly depth: number;
  },
): ConfigValue | undefined {
  if (isConfigDict(value)) {
    const nested = settleDict(value, dictAt(at.previous, at.key), at.depth + 1);
    return nested.size === 0 ? undefined : nested;
  }
  if (isConfigSet(value)) {
    if (!isAscending(value)) throw new RangeError("config set: expected ascending, distinct members");
    for (const member of value) assertScalar(member);
    if (value.length === 0) return undefined;
    return isConfigSet(at.before) && sameMembers(at.before, value) ? at.before : value;
  }
  assertScalar(value);
  const { before } = at;
  return before instanceof Uint8Array && compareBtScalars(before, value) === 0 ? before : value;
}

function sameMembers(a: ConfigSet, b: ConfigSet): boolean {
  return (
    a.length === b.length &&
    a.every((member, index) => {
      const other = b[index];
      return other !== undefined && compareBtScalars(member, other) === 0;
    })
  );
}

function assertScalar(value: BtScalar): void {
  if (typeof value === "bigint" && (value < INT64_MIN || value > INT64_MAX))
    throw new RangeError(`config integer: expected a signed 64-bit integer, got ${value}`);
}
