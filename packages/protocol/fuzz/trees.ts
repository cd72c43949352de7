import { type BtValue, btDecode, btEncode, btSet } from "../src/bt/index.ts";
import { utf8Encode } from "../src/bytes/index.ts";
import { type JsonValue, jsonDecode } from "../src/codec/index.ts";
import type { Prng } from "./prng.ts";

/** Changes one value inside a JSON or bencoded document, so that it stays well-formed; undefined for anything else. */
export function changeTree(input: Uint8Array, prng: Prng, other: Uint8Array): Uint8Array | undefined {
  const json = tryJson(input);
  if (json !== undefined) {
    const changed = changeJson(json, prng, tryJson(other) ?? null);
    return utf8Encode(JSON.stringify(changed) ?? "");
  }
  const bt = tryBt(input);
  if (bt === undefined) return undefined;
  return btEncode(changeBt(bt, prng, tryBt(other) ?? []));
}

function tryJson(input: Uint8Array): JsonValue | undefined {
  if (input[0] !== 0x7b && input[0] !== 0x5b) return undefined;
  try {
    return jsonDecode(input);
  } catch {
    return undefined; // not JSON, or no longer
  }
}

function tryBt(input: Uint8Array): BtValue | undefined {
  if (input[0] !== 0x64 && input[0] !== 0x6c) return undefined;
  try {
    return btDecode(input);
  } catch {
    return undefined; // not bencoding, or no longer
  }
}

const JSON_VALUES: readonly [JsonValue, ...JsonValue[]] = [
  null,
  true,
  false,
  0,
  -1,
  0.5,
  2 ** 31,
  2 ** 53,
  1e300,
  "",
  "0",
  "é\ud800\u0000",
  [],
  {},
  [[]],
  [null, 1, "a", {}],
];

function changeJson(value: JsonValue, prng: Prng, other: JsonValue): JsonValue {
  if (typeof value !== "object" || value === null || prng.oneIn(8))
    return prng.oneIn(3) ? other : prng.pick(JSON_VALUES);
  if (Array.isArray(value))
    return changeList<JsonValue>(value, prng, (item) => changeJson(item, prng, other));
  const entries = Object.entries(value);
  const changed = changeList<[string, JsonValue]>(entries, prng, ([key, item]) =>
    prng.oneIn(8) ? [`${key}x`, item] : [key, changeJson(item, prng, other)],
  );
  return Object.fromEntries(changed);
}

const BT_VALUES: readonly [BtValue, ...BtValue[]] = [
  0n,
  1n,
  -1n,
  2n ** 53n,
  2n ** 63n,
  2n ** 64n - 1n,
  -(2n ** 63n),
  new Uint8Array(),
  new Uint8Array(1),
  new Uint8Array(32),
  new Uint8Array(33).fill(5),
  new Uint8Array(64).fill(0xff),
  utf8Encode("é\u0000"),
  [],
  new Map(),
  [[]],
  [1n, new Uint8Array(2), new Map([["a", 1n]])],
  btSet([3n, -3n, new Uint8Array(1)]),
];

function changeBt(value: BtValue, prng: Prng, other: BtValue): BtValue {
  if (typeof value === "bigint" && prng.oneIn(2)) return BigInt.asIntN(64, value + BigInt(prng.below(5) - 2));
  if (typeof value === "bigint" || value instanceof Uint8Array || prng.oneIn(8))
    return prng.oneIn(3) ? other : prng.pick(BT_VALUES);
  if (Array.isArray(value)) return changeList<BtValue>(value, prng, (item) => changeBt(item, prng, other));
  if (!(value instanceof Map)) return value;
  const changed = changeList<[string, BtValue]>([...value], prng, ([key, item]) =>
    prng.oneIn(8) ? [`${key}x`, item] : [key, changeBt(item, prng, other)],
  );
  return new Map(changed.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Removes, repeats or changes one item. */
function changeList<T>(items: readonly T[], prng: Prng, change: (item: T) => T): T[] {
  if (items.length === 0) return [];
  const at = prng.below(items.length);
  const item = items[at] as T; // the index is below the length
  const before = items.slice(0, at);
  const after = items.slice(at + 1);
  if (prng.oneIn(8)) return [...before, ...after];
  if (prng.oneIn(8)) return [...before, ...Array.from({ length: prng.skewed(200) }, () => item), ...after];
  return [...before, change(item), ...after];
}
