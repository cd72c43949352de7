import {
  asBtBytes,
  asBtDict,
  asBtInteger,
  asBtList,
  type BtDict,
  type BtValue,
  btBytes,
  btDecode,
  btDict,
  btEncode,
  btList,
  btNumber,
} from "../bt/index.ts";
import { bytesOfLength, utf8Decode, utf8Encode } from "../bytes/index.ts";
import type { Codec } from "../codec/index.ts";
import { secretBytes } from "../crypto/index.ts";
import { DecodeError } from "../errors.ts";
import { keyListValue, readKeyList } from "./keys-list.ts";
import { compareKeys, type GenerationHashes, type GroupKeys, type PendingKey } from "./keys-state.ts";
import { wholeNumber } from "./whole-number.ts";

/**
 * The state in the form in which existing clients keep it on disk. It holds the group's keys in the clear.
 *
 * Spec: docs/spec/groups.md section 1.3. Vectors: vectors/groups-keys.json.
 */
export const groupKeysDump: Codec<GroupKeys> = {
  encode: ({ active, keys, pending }) => {
    if (!isAscending(active, compareGenerations))
      throw new RangeError("active: expected ascending generations");
    if (!isAscending(keys, compareKeys)) throw new RangeError("keys: expected ascending, distinct keys");
    return btEncode(
      new Map<string, BtValue>([
        ["A", active.map(hashesValue)],
        ["L", keyListValue(keys)],
        ...(pending === undefined ? [] : [["P", pendingValue(pending)] as const]),
      ]),
    );
  },

  decode: (bytes) => {
    const dict = asBtDict(btDecode(bytes));
    const active = btList(dict, "A").map(readHashes);
    const keys = readKeyList(btList(dict, "L"));
    if (!isAscending(active, compareGenerations))
      throw new DecodeError("invalid_encoding", "expected ascending generations", { path: "A" });
    if (!isAscending(keys, compareKeys))
      throw new DecodeError("invalid_encoding", "expected ascending, distinct keys", { path: "L" });
    return { keys, active, ...(dict.has("P") ? { pending: readPending(btDict(dict, "P")) } : {}) };
  },
};

function hashesValue({ generation, hashes }: GenerationHashes): readonly BtValue[] {
  return [wholeNumber(generation, "active"), ...hashes.map(utf8Encode)];
}

function pendingValue({ message, generation, key }: PendingKey): BtDict {
  return new Map<string, BtValue>([
    ["c", message],
    ["g", wholeNumber(generation, "pending.generation")],
    ["k", bytesOfLength(key, 32, "pending.key")],
  ]);
}

function readPending(dict: BtDict): PendingKey {
  return {
    message: btBytes(dict, "c"),
    generation: btNumber(dict, "g", 0),
    key: secretBytes(btBytes(dict, "k", 32)),
  };
}

function readHashes(item: BtValue): GenerationHashes {
  const [first, ...rest] = asBtList(item, "A");
  if (first === undefined) throw new DecodeError("missing_field", "expected a generation", { path: "A" });
  const generation = asBtInteger(first, "A");
  if (generation < 0n || generation > BigInt(Number.MAX_SAFE_INTEGER))
    throw new DecodeError("out_of_range", `expected a generation from 0, got ${generation}`, { path: "A" });
  const hashes = rest.map((hash) => utf8Decode(asBtBytes(hash, "A"), "A"));
  return { generation: Number(generation), hashes };
}

function compareGenerations(a: GenerationHashes, b: GenerationHashes): number {
  return a.generation - b.generation;
}

function isAscending<T>(items: readonly T[], compare: (a: T, b: T) => number): boolean {
  return items.every((item, index) => {
    const before = items[index - 1];
    return before === undefined || compare(before, item) < 0;
  });
}
