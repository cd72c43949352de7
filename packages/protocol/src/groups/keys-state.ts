import { compareBytes, equalBytes } from "../bytes/index.ts";
import type { SecretBytes } from "../crypto/index.ts";
import type { GroupReader } from "./group.ts";
import type { GroupKey } from "./keys-list.ts";

/** A generation is kept this long after the swarm stored the first key of the next one. */
export const KEY_EXPIRY_MS: number = 60 * 24 * 60 * 60 * 1000;

/** The messages that brought the keys of one generation. */
export interface GenerationHashes {
  readonly generation: number;
  /** The order means nothing. */
  readonly hashes: readonly string[];
}

/** A key that this admin made and that has not come back from the swarm yet. */
export interface PendingKey {
  readonly generation: number;
  readonly key: SecretBytes;
  /** The keys message to store. */
  readonly message: Uint8Array;
}

/** Everything one device knows about the keys of one group. A plain value: changing it makes a new one. */
export interface GroupKeys {
  /** Ascending by generation, then time, then key bytes. */
  readonly keys: readonly GroupKey[];
  /** Ascending by generation. */
  readonly active: readonly GenerationHashes[];
  readonly pending?: PendingKey;
}

/** The keys of a group that has just been created or joined. */
export const NO_GROUP_KEYS: GroupKeys = { keys: [], active: [] };

/**
 * The keys to work with: the first one encrypts, all of them are tried for decrypting. A pending key comes first, then
 * newest to oldest.
 *
 * Spec: docs/spec/groups.md section 1.3. Vectors: vectors/groups-keys.json.
 */
export function groupKeyList(state: GroupKeys): readonly SecretBytes[] {
  const held = state.keys.map(({ key }) => key).reverse();
  return state.pending === undefined ? held : [state.pending.key, ...held];
}

/** Newest generation that came from the swarm; undefined before the first one. A pending key does not count. */
export function newestGeneration(state: GroupKeys): number | undefined {
  return state.keys.at(-1)?.generation;
}

/** Hashes of the keys messages whose expiry must be extended; none is ever deleted as obsolete. */
export function activeKeyHashes(state: GroupKeys): readonly string[] {
  return [...new Set(state.active.flatMap(({ hashes }) => hashes))];
}

/**
 * Whether two admins have made a key at the same time: an admin then rekeys once more, members wait for it.
 *
 * Spec: docs/spec/groups.md section 1.3. Vectors: vectors/groups-keys.json.
 */
export function needsRekey(state: GroupKeys, role: GroupReader["role"]): boolean {
  const [newest, second] = [state.keys.at(-1), state.keys.at(-2)];
  return role === "admin" && second !== undefined && newest?.generation === second.generation;
}

/** Adds one key and the hash of the message it came in. A key known in its generation keeps its first time. */
export function insertKey(state: GroupKeys, added: GroupKey, hash: string): GroupKeys {
  const known = state.keys.some(
    ({ generation, key }) => generation === added.generation && equalBytes(key, added.key),
  );
  const keys = known ? state.keys : [...state.keys, added].sort(compareKeys);
  return rememberHash({ ...state, keys }, added.generation, hash);
}

/** Keeps a message of a generation alive, whether it held a key for us or not; forgets what has expired. */
export function rememberHash(state: GroupKeys, generation: number, hash: string): GroupKeys {
  const before = state.active.find((entry) => entry.generation === generation);
  if (before?.hashes.includes(hash)) return withoutExpired(state);
  const entry = { generation, hashes: [hash, ...(before?.hashes ?? [])] };
  const active = [...state.active.filter((other) => other !== before), entry].sort(
    (a, b) => a.generation - b.generation,
  );
  return withoutExpired({ ...state, active });
}

/** Order of keys; 0 for equal ones. */
export function compareKeys(a: GroupKey, b: GroupKey): number {
  return a.generation - b.generation || a.timestampMs - b.timestampMs || compareBytes(a.key, b.key);
}

/** Times are the swarm's own; no device clock takes part, so expiry happens only when newer keys come in. */
function withoutExpired(state: GroupKeys): GroupKeys {
  const deadlineMs = (state.keys.at(-1)?.timestampMs ?? 0) - KEY_EXPIRY_MS;
  // Of each generation, the key with the lowest time: when that one is past, all generations before it are.
  const firsts = state.keys.filter((key, index) => key.generation !== state.keys[index - 1]?.generation);
  let oldestKept = firsts[0]?.generation ?? Number.POSITIVE_INFINITY;
  for (const { generation, timestampMs } of firsts.slice(1)) {
    if (timestampMs >= deadlineMs) break;
    oldestKept = generation;
  }
  return {
    ...state,
    keys: state.keys.filter(({ generation }) => generation >= oldestKept),
    active: state.active.filter(({ generation }) => generation >= oldestKept),
  };
}
