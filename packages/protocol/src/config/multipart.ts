import { asBtBytes, asBtList, btDecode, btEncode } from "../bt/index.ts";
import { concatBytes, equalBytes, hexEncode } from "../bytes/index.ts";
import type { Codec } from "../codec/index.ts";
import { type CryptoProvider, nobleCrypto } from "../crypto/index.ts";
import { DecodeError } from "../errors.ts";

/** First byte of a part's plaintext. */
export const PART_CODE = 0x6d;
/** Bytes of the padded message in every part but the last. */
export const CHUNK_BYTES = 76_710;
/** Most bytes of a padded message, whether in one piece or in parts. */
export const PADDED_BYTES_MAX = 5_000_000;
/** How long an incomplete message is kept after its last part, and a complete one is remembered. */
export const PARTIAL_TTL_MS: number = 7 * 24 * 60 * 60 * 1000;
export const COMPLETE_TTL_MS: number = 14 * 24 * 60 * 60 * 1000;
/** Limits of what is kept for messages that may never become complete. */
export const PARTIAL_SETS_MAX = 8;
export const PARTIAL_BYTES_MAX: number = 2 * PADDED_BYTES_MAX;
export const COMPLETE_SETS_MAX = 256;

const HASH_BYTES = 32;
/** All that one byte can say. We write 66 at most; others may cut smaller. */
const PARTS_MAX = 255;

/** One piece of a padded message that is too large to be stored at once. */
export interface ConfigPart {
  /** 32 bytes, over the padded whole. */
  readonly wholeHash: Uint8Array;
  /** From 0. */
  readonly index: number;
  /** At least 2. */
  readonly count: number;
  readonly chunk: Uint8Array;
}

/**
 * Plaintext of one part: `m`, then a list of hash, index, count and chunk, the two numbers as 1-byte strings.
 *
 * Spec: docs/spec/config-messages.md section 5. Vectors: vectors/config-multipart.json.
 */
export const configPart: Codec<ConfigPart> = {
  encode: (part) => {
    const problem = partProblem(part);
    if (problem !== undefined) throw new RangeError(`config part: ${problem}`);
    const { wholeHash, index, count, chunk } = part;
    const list = btEncode([wholeHash, Uint8Array.of(index), Uint8Array.of(count), chunk]);
    return concatBytes(Uint8Array.of(PART_CODE), list);
  },
  decode: (bytes) => {
    if (bytes[0] !== PART_CODE)
      throw new DecodeError("invalid_encoding", "expected m", { path: "part", offset: 0 });
    const fields = asBtList(btDecode(bytes.subarray(1)), "part");
    const [wholeHash, index, count, chunk] = fields;
    if (wholeHash === undefined || index === undefined || count === undefined || chunk === undefined)
      throw new DecodeError("missing_field", `expected 4 elements, got ${fields.length}`, { path: "part" });
    const part: ConfigPart = {
      wholeHash: asBtBytes(wholeHash, "part.hash"),
      index: oneByte(asBtBytes(index, "part.index"), "part.index"),
      count: oneByte(asBtBytes(count, "part.count"), "part.count"),
      chunk: asBtBytes(chunk, "part.chunk"),
    };
    const problem = fields.length === 4 ? partProblem(part) : `expected 4 elements, got ${fields.length}`;
    if (problem !== undefined) throw new DecodeError("out_of_range", problem, { path: "part" });
    return part;
  },
};

function oneByte(bytes: Uint8Array, path: string): number {
  const [value] = bytes;
  if (value === undefined || bytes.length !== 1)
    throw new DecodeError("invalid_length", `expected 1 byte, got ${bytes.length}`, { path });
  return value;
}

function partProblem({ wholeHash, index, count, chunk }: ConfigPart): string | undefined {
  if (wholeHash.length !== HASH_BYTES)
    return `expected a hash of ${HASH_BYTES} bytes, got ${wholeHash.length}`;
  if (count < 2 || count > PARTS_MAX) return `expected 2..${PARTS_MAX} parts, got ${count}`;
  if (index < 0 || index >= count) return `expected an index below ${count}, got ${index}`;
  if (chunk.length < 1 || chunk.length > CHUNK_BYTES)
    return `expected a chunk of 1..${CHUNK_BYTES} bytes, got ${chunk.length}`;
  return undefined;
}

/** Cuts a padded message into parts. Spec: docs/spec/config-messages.md section 5. */
export function splitConfig(
  padded: Uint8Array,
  options: { readonly crypto?: CryptoProvider } = {},
): readonly ConfigPart[] {
  const { crypto = nobleCrypto } = options;
  const wholeHash = crypto.blake2b(padded, { length: HASH_BYTES });
  const count = Math.ceil(padded.length / CHUNK_BYTES);
  return Array.from({ length: count }, (_, index) => ({
    wholeHash,
    index,
    count,
    chunk: padded.subarray(index * CHUNK_BYTES, (index + 1) * CHUNK_BYTES),
  }));
}

/** Parts received so far, by the hash of the whole in hex. */
export type PartialSets = ReadonlyMap<string, PartialSet>;

export interface PartialSet {
  /** Parts that make a whole; 0 once it was complete, when only the hash is remembered. */
  readonly count: number;
  readonly expiryMs: number;
  readonly parts: readonly ReceivedPart[];
}

export interface ReceivedPart {
  readonly index: number;
  readonly storageHash: string;
  readonly chunk: Uint8Array;
}

export const NO_PARTS: PartialSets = new Map();

export type PartOutcome =
  | { readonly kind: "kept"; readonly sets: PartialSets }
  /** The whole does not have the hash its parts name; they are forgotten. */
  | { readonly kind: "broken"; readonly sets: PartialSets; readonly storageHashes: readonly string[] }
  | {
      readonly kind: "complete";
      readonly sets: PartialSets;
      readonly padded: Uint8Array;
      /** Of all parts, in their order. */
      readonly storageHashes: readonly string[];
    };

/**
 * Adds a received part. A repeated part, and any part of a message that was complete before, changes nothing.
 *
 * What is kept is bounded: the set that would expire first makes room.
 * @throws DecodeError invalid_encoding when the part names another count than those before it, out_of_range when the
 *   message would exceed 5,000,000 bytes
 * Spec: docs/spec/config-messages.md section 5. Vectors: vectors/config-multipart.json.
 */
export function addConfigPart(
  sets: PartialSets,
  received: {
    readonly part: ConfigPart;
    readonly storageHash: string;
    readonly nowMs: number;
    readonly crypto?: CryptoProvider;
  },
): PartOutcome {
  const { part, storageHash, nowMs, crypto = nobleCrypto } = received;
  const { index, count, chunk, wholeHash } = part;
  const key = hexEncode(wholeHash);
  const set = sets.get(key);
  if (set?.count === 0) return { kind: "kept", sets };
  if (set !== undefined && set.count !== count)
    throw new DecodeError("invalid_encoding", `expected ${set.count} parts, got ${count}`, {
      path: "part.count",
    });
  if (set?.parts.some((other) => other.index === index)) return { kind: "kept", sets };
  const parts = [...(set?.parts ?? []), { index, storageHash, chunk }].sort((a, b) => a.index - b.index);
  if (bytesOf(parts) > PADDED_BYTES_MAX)
    throw new DecodeError("out_of_range", `expected at most ${PADDED_BYTES_MAX} bytes`, { path: "part" });
  if (parts.length < count)
    return { kind: "kept", sets: withSet(sets, key, { count, expiryMs: nowMs + PARTIAL_TTL_MS, parts }) };
  const padded = concatBytes(...parts.map((item) => item.chunk));
  const storageHashes = parts.map((item) => item.storageHash);
  if (!equalBytes(crypto.blake2b(padded, { length: HASH_BYTES }), wholeHash))
    return { kind: "broken", sets: new Map([...sets].filter(([other]) => other !== key)), storageHashes };
  const done = { count: 0, expiryMs: nowMs + COMPLETE_TTL_MS, parts: [] };
  return { kind: "complete", sets: withSet(sets, key, done), padded, storageHashes };
}

/** Forgets what has expired. The same value when nothing has. */
export function withoutExpiredParts(sets: PartialSets, nowMs: number): PartialSets {
  const kept = [...sets].filter(([, { expiryMs }]) => expiryMs > nowMs);
  return kept.length === sets.size ? sets : new Map(kept);
}

/** Storage hashes of the parts of incomplete messages that have not expired. */
export function partialStorageHashes(sets: PartialSets, nowMs: number): readonly string[] {
  return [...sets.values()]
    .filter(({ expiryMs }) => expiryMs > nowMs)
    .flatMap(({ parts }) => parts.map(({ storageHash }) => storageHash));
}

function withSet(sets: PartialSets, key: string, set: PartialSet): PartialSets {
  const bySoonest = [...new Map([...sets, [key, set]])].sort(([, a], [, b]) => a.expiryMs - b.expiryMs);
  const complete = bySoonest.filter(([, { count }]) => count === 0).slice(-COMPLETE_SETS_MAX);
  const partial = bySoonest.filter(([, { count }]) => count !== 0).slice(-PARTIAL_SETS_MAX);
  while (bytesOf(partial.flatMap(([, { parts }]) => parts)) > PARTIAL_BYTES_MAX) partial.shift();
  return new Map([...complete, ...partial]);
}

function bytesOf(parts: readonly ReceivedPart[]): number {
  return parts.reduce((sum, { chunk }) => sum + chunk.length, 0);
}
