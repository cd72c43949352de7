import type { BtDict } from "../bt/index.ts";
import { equalBytes } from "../bytes/index.ts";
import { type ConfigContext, isReadOnly } from "./context.ts";
import { settleConfigData } from "./data.ts";
import { mergeConfigMessages } from "./merge.ts";
import {
  type ConfigMessage,
  deriveNextMessage,
  EMPTY_MESSAGE,
  type PendingMessage,
  sealConfigMessage,
} from "./message.ts";
import { NO_PARTS, type PartialSets, partialStorageHashes } from "./multipart.ts";
import { receiveConfigs, type StoredConfigItem, type StoredMessage } from "./receive.ts";
import { encodeStoredConfig } from "./storage.ts";
import { type ConfigDict, type ConfigDraft, draftOf } from "./tree.ts";

/**
 * One config as one device knows it. A value: every operation gives another one, or the same when nothing changes, so
 * a dump is due exactly when the state is not the one that was dumped last.
 *
 * Spec: docs/spec/config-messages.md section 7.
 */
export type ConfigState = SettledConfig | EditedConfig;

/** `clean`: known to be stored. `waiting`: handed out for storing, not yet confirmed. */
export interface SettledConfig extends ConfigBookkeeping {
  readonly phase: "clean" | "waiting";
  readonly message: ConfigMessage;
}

/** Changed since it was last handed out. */
export interface EditedConfig extends ConfigBookkeeping {
  readonly phase: "dirty";
  readonly pending: PendingMessage;
}

export interface ConfigBookkeeping {
  /** Storage hashes of the message as stored; several when it is in parts, none unless clean. */
  readonly currentHashes: readonly string[];
  /** Storage hashes of messages that are superseded; the next push hands them out for deletion. */
  readonly obsoleteHashes: readonly string[];
  readonly parts: PartialSets;
  /** Local data of the config type that is dumped but never stored in the swarm. */
  readonly extra: BtDict;
}

/** What is beyond expires in the swarm by itself: a node that invents storage hashes gets no further. */
export const OBSOLETE_HASHES_MAX = 256;

/** What a device starts with: nothing, at number 0, and no need to store that. */
export function emptyConfig(): ConfigState {
  return {
    phase: "clean",
    message: EMPTY_MESSAGE,
    currentHashes: [],
    obsoleteHashes: [],
    parts: NO_PARTS,
    extra: new Map(),
  };
}

/** The config's data. Keys ascend. */
export function configData(state: ConfigState): ConfigDict {
  return versionOf(state).data;
}

/** Number of the message that is stored, waits, or would be pushed. */
export function configSeqno(state: ConfigState): number {
  return versionOf(state).seqno;
}

function versionOf(state: ConfigState): ConfigMessage | PendingMessage {
  return state.phase === "dirty" ? state.pending : state.message;
}

/** Whether the swarm may lack what this device has. */
export function needsPush(state: ConfigState): boolean {
  return state.phase !== "clean";
}

/**
 * Changes the data. Several edits before a push make one message.
 *
 * @param edit works on a copy; sets must be made by `btSet`, empty sets and dicts are removed afterwards
 * @returns the same state when the edit leaves the data as it was
 * @throws RangeError for data that no config may hold
 * Spec: docs/spec/config-messages.md sections 3 and 7.
 */
export function editConfig(state: ConfigState, edit: (draft: ConfigDraft) => void): ConfigState {
  const before = configData(state);
  const draft = draftOf(before);
  edit(draft);
  const data = settleConfigData(draft, before);
  if (data === before) return state;
  const edited = editedConfig(state);
  return { ...edited, pending: { ...edited.pending, data } };
}

/** Makes a new message due although the data stays, as after a new group key. */
export function markConfigDirty(state: ConfigState): ConfigState {
  return editedConfig(state);
}

function editedConfig(state: ConfigState): EditedConfig {
  if (state.phase === "dirty") return state;
  const { message, currentHashes, obsoleteHashes, parts, extra } = state;
  return {
    phase: "dirty",
    pending: deriveNextMessage(message),
    currentHashes: [],
    obsoleteHashes: obsolete(obsoleteHashes, currentHashes),
    parts,
    extra,
  };
}

/** Replaces the local data of the config type. Nothing becomes due for a push. */
export function withConfigExtra(state: ConfigState, extra: BtDict): ConfigState {
  return { ...state, extra };
}

export interface ConfigPush {
  readonly state: ConfigState;
  readonly seqno: number;
  /** What to store in the namespace of the config: one item, or all parts in their order. */
  readonly messages: readonly Uint8Array[];
  /** Storage hashes to delete after storing; handed out once. */
  readonly obsoleteHashes: readonly string[];
}

/**
 * The bytes to store in the swarm. Of a clean config the same again, for when nodes have dropped it.
 *
 * @throws SessionError out_of_range when the message is too large to be stored even in parts
 * @throws RangeError for an edited config that the context cannot sign, and for a context without keys
 * Spec: docs/spec/config-messages.md section 7. Vectors: vectors/config-types.json, vectors/groups-configs.json.
 */
export function pushConfig(state: ConfigState, context: ConfigContext): ConfigPush {
  const message = sealed(state, context);
  const messages = encodeStoredConfig(message, context);
  const obsoleteHashes = isReadOnly(context) ? [] : state.obsoleteHashes;
  return { state: handedOut(state, message), seqno: message.seqno, messages, obsoleteHashes };
}

function handedOut(state: ConfigState, message: ConfigMessage): ConfigState {
  if (state.phase !== "dirty")
    return state.obsoleteHashes.length === 0 ? state : { ...state, obsoleteHashes: [] };
  const { currentHashes, parts, extra } = state;
  return { phase: "waiting", message, currentHashes, obsoleteHashes: [], parts, extra };
}

function sealed(state: ConfigState, context: ConfigContext): ConfigMessage {
  if (state.phase !== "dirty") return state.message;
  if (isReadOnly(context)) throw new RangeError(`config ${context.kind.name}: read-only, cannot be edited`);
  return sealConfigMessage(state.pending, context);
}

/**
 * Notes that what was pushed is stored. Ignored when the config has changed since.
 *
 * @param pushed the push's number, and the storage hashes of all its messages
 */
export function confirmPushed(
  state: ConfigState,
  pushed: { readonly seqno: number; readonly hashes: readonly string[] },
): ConfigState {
  if (state.phase !== "waiting" || state.message.seqno !== pushed.seqno) return state;
  return stored(state, { message: state.message, hashes: pushed.hashes });
}

/** Storage hashes whose expiry is to be extended: of the current message and of parts that wait for others. */
export function activeHashes(state: ConfigState, nowMs: number): readonly string[] {
  return union(state.currentHashes, partialStorageHashes(state.parts, nowMs));
}

export interface ConfigMerge {
  readonly state: ConfigState;
  /** Storage hashes of the items that were understood, also of parts that still wait for others. */
  readonly acceptedHashes: readonly string[];
}

/**
 * Takes in what was retrieved from the swarm. Anything unreadable is left out and stays undeleted.
 *
 * The data that results does not depend on the order of the items. When a new message results, the config becomes
 * dirty.
 * Spec: docs/spec/config-messages.md sections 4 and 7.
 * Vectors: vectors/config-merge.json, vectors/config-multipart.json, vectors/config-sync-scenarios.json.
 */
export function mergeConfig(
  state: ConfigState,
  inputs: readonly StoredConfigItem[],
  context: ConfigContext & { readonly nowMs: number },
): ConfigMerge {
  const { received, acceptedHashes, parts } = receiveConfigs(inputs, state.parts, context);
  const kept = parts === state.parts ? state : { ...state, parts };
  return { state: received.length === 0 ? kept : resolve(kept, received, context), acceptedHashes };
}

function resolve(
  state: ConfigState,
  received: readonly StoredMessage[],
  context: ConfigContext,
): ConfigState {
  const own = ownMessage(state, context);
  const candidates = own === undefined ? received : [own, ...received];
  const result = mergeConfigMessages(
    candidates.map(({ message }) => message),
    { readOnly: isReadOnly(context) },
  );
  const obsoleteHashes = isReadOnly(context)
    ? []
    : obsolete(
        state.obsoleteHashes,
        candidates.flatMap(({ hashes }) => hashes),
      );
  const { parts, extra } = state;
  if (result.kind === "merged") {
    const { seqno, data, lagged } = result;
    // As the reference does, a message that settles a conflict names all of its data as changed. Other clients that
    // settle the same conflict must arrive at the same bytes.
    const pending = { seqno, data, base: new Map(), lagged, unknown: new Map() };
    return { phase: "dirty", pending, currentHashes: [], obsoleteHashes, parts, extra };
  }
  const winner = candidates[result.index];
  if (winner === undefined) throw new RangeError(`config merge: no candidate ${result.index}`);
  if (winner !== own) return stored({ ...state, obsoleteHashes }, winner);
  // Our own message, which may just have come back from the swarm: then that is where it is stored.
  const echo = received.find(({ message }) => equalBytes(message.hash, winner.message.hash));
  if (state.currentHashes.length === 0 && echo !== undefined)
    return stored({ ...state, obsoleteHashes }, { message: winner.message, hashes: echo.hashes });
  return withObsolete(state, difference(obsoleteHashes, state.currentHashes));
}

/** The own message takes part as if it were stored, except for the one that every config starts with. */
function ownMessage(state: ConfigState, context: ConfigContext): StoredMessage | undefined {
  if (state.phase !== "dirty" && state.message.seqno === 0) return undefined;
  return { message: sealed(state, context), hashes: state.currentHashes };
}

function stored(state: ConfigState, { message, hashes }: StoredMessage): SettledConfig {
  const { parts, extra } = state;
  const obsoleteHashes = difference(state.obsoleteHashes, hashes);
  return { phase: "clean", message, currentHashes: hashes, obsoleteHashes, parts, extra };
}

function withObsolete(state: ConfigState, obsoleteHashes: readonly string[]): ConfigState {
  return obsoleteHashes.length === state.obsoleteHashes.length ? state : { ...state, obsoleteHashes };
}

function obsolete(before: readonly string[], more: readonly string[]): readonly string[] {
  return union(before, more).slice(0, OBSOLETE_HASHES_MAX);
}

/** Sorted, each once: the order in which things arrived shows in nothing. */
function union(a: readonly string[], b: readonly string[]): readonly string[] {
  return [...new Set([...a, ...b])].sort();
}

function difference(from: readonly string[], without: readonly string[]): readonly string[] {
  const gone = new Set(without);
  return from.filter((hash) => !gone.has(hash));
}
