import { secretBytes } from "../../crypto/index.ts";
import type { GroupKey } from "../keys-list.ts";
import { type GroupKeys, insertKey, NO_GROUP_KEYS } from "../keys-state.ts";

/** A key that nobody derived: one byte repeated. */
export function groupKey(generation: number, timestampMs: number, byte: number): GroupKey {
  return { generation, timestampMs, key: secretBytes(new Uint8Array(32).fill(byte)) };
}

/** What is left after inserting keys in this order; the message of key 3 of generation 2 has hash `h2.3`. */
export function keysOf(...keys: readonly GroupKey[]): GroupKeys {
  return keys.reduce(
    (state, item) => insertKey(state, item, `h${item.generation}.${item.key[0]}`),
    NO_GROUP_KEYS,
  );
}
