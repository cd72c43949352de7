import type { AccountRecord } from "./account-record.ts";
import type { HybridPublicKeys } from "./hybrid-keys.ts";
import { ACCOUNT_KEY_RETENTION_MS } from "./rotation.ts";

const HOUR_MS = 3_600_000;
/** A record younger than this is used without a question. */
export const RECORD_FRESH_MS: number = 24 * HOUR_MS;
/** Up to this age a record is used while it is fetched again. */
export const RECORD_USABLE_MS: number = 48 * HOUR_MS;
/** How long a fetch that found no valid record is believed. */
export const RECORD_NONE_MS: number = HOUR_MS;
/** Swarm nodes that must have been asked before a contact that had a record counts as having none. */
export const RECORD_NODES_MIN = 3;

/** The newest valid record of a contact. */
export interface SeenRecord {
  readonly publicKeys: HybridPublicKeys;
  readonly createdSeconds?: number;
  readonly stopSeconds?: number;
  /** When a swarm node last gave it. */
  readonly fetchedMs: number;
}

/** What is remembered of a contact's namespace -21; empty for one never asked for. */
export interface ContactKeyState {
  /** Once set it stays: a contact known to read V2 is not sent V1 because somebody hides the record. */
  readonly seen?: SeenRecord;
  /** The highest time that a record named, when the newest record names none. */
  readonly newestSeconds?: number;
  /** The last fetch that worked and brought no valid record. */
  readonly none?: { readonly checkedMs: number; readonly nodesAsked: number };
}

/** How much a record can be relied on: as it is, while it is fetched again, or only after that. */
export type RecordFreshness = "fresh" | "usable" | "mustFetch";

/**
 * The state of a cached record by its age. A record from the future (the clock was set back) must be fetched.
 *
 * Spec: docs/spec/protocol-v2.md section 2.
 */
export function recordFreshness(fetchedMs: number, nowMs: number): RecordFreshness {
  const ageMs = nowMs - fetchedMs;
  if (ageMs < 0 || ageMs > RECORD_USABLE_MS) return "mustFetch";
  return ageMs < RECORD_FRESH_MS ? "fresh" : "usable";
}

/**
 * The state after a fetch that brought a verified record, or "replayed" when the record is older than the newest seen
 * and counts for nothing.
 *
 * A record without a time cannot show that it is no replay of one from before the account began to write times, so it
 * does not replace one with a time until that one is too old to be used anyway. The highest time seen is kept even
 * then.
 * Spec: docs/spec/protocol-v2.md section 5.2.
 */
export function noteRecord(
  state: ContactKeyState,
  record: Pick<AccountRecord, "publicKeys" | "createdSeconds" | "stopSeconds">,
  nowMs: number,
): ContactKeyState | "replayed" {
  const { seen } = state;
  const { publicKeys, createdSeconds, stopSeconds } = record;
  const newestSeconds = seen?.createdSeconds ?? state.newestSeconds;
  const isOlder =
    createdSeconds === undefined
      ? seen?.createdSeconds !== undefined && nowMs - seen.fetchedMs <= ACCOUNT_KEY_RETENTION_MS
      : newestSeconds !== undefined && createdSeconds < newestSeconds;
  if (isOlder) return "replayed";
  return {
    seen: {
      publicKeys,
      ...(createdSeconds !== undefined && { createdSeconds }),
      ...(stopSeconds !== undefined && { stopSeconds }),
      fetchedMs: nowMs,
    },
    ...(createdSeconds === undefined && newestSeconds !== undefined && { newestSeconds }),
  };
}

/**
 * The state after a fetch that worked and brought no valid record. A failed fetch is not remembered.
 *
 * Spec: docs/spec/protocol-v2.md section 2.
 */
export function noteNoRecord(state: ContactKeyState, nodesAsked: number, nowMs: number): ContactKeyState {
  return { ...state, none: { checkedMs: nowMs, nodesAsked } };
}

/**
 * Whether to fetch a contact's record when its conversation is opened, so that sending need not wait.
 *
 * Spec: docs/spec/protocol-v2.md section 2.
 */
export function isFetchDue(state: ContactKeyState, nowMs: number): boolean {
  if (nodesWithoutRecord(state, nowMs) > 0) return false;
  return state.seen === undefined || recordFreshness(state.seen.fetchedMs, nowMs) !== "fresh";
}

/** What to do before or with the next message to a contact. */
export type ProtocolChoice =
  /** Ask swarm nodes until this many were asked or one gave a valid record, note the outcome, choose again. */
  | { readonly kind: "fetch"; readonly nodesMin: number }
  /** Seal to these keys; with `isRefreshDue`, fetch the record in the background too. */
  | { readonly kind: "v2"; readonly publicKeys: HybridPublicKeys; readonly isRefreshDue: boolean }
  /** Seal with V1; with `needsNotice`, the conversation says so; with `needsConfirmation`, only after a yes. */
  | {
      readonly kind: "v1";
      readonly reason: "neverSeen" | "stopped" | "keysTooOld";
      readonly needsNotice: boolean;
      readonly needsConfirmation: boolean;
    };

/**
 * Which protocol the next message to a contact follows.
 *
 * Someone who hides or replays the record cannot cause a silent V1 for a contact whose record was ever seen: the
 * contact keeps old keys for 16 days, so the cached ones are used that long.
 * @param options.nodesTried swarm nodes asked for this message so far, failures included; 0 at first
 * @param options.isStrict the user's setting: V1 to a contact that had V2 only after confirmation
 * Spec: docs/spec/protocol-v2.md sections 2 and 5.2.
 */
export function chooseProtocol(options: {
  readonly state: ContactKeyState;
  readonly nodesTried: number;
  readonly isStrict: boolean;
  readonly nowMs: number;
}): ProtocolChoice {
  const { state, nodesTried, isStrict, nowMs } = options;
  const nodesAsked = Math.max(nodesTried, nodesWithoutRecord(state, nowMs));
  const { seen } = state;
  if (seen === undefined)
    return nodesAsked === 0
      ? { kind: "fetch", nodesMin: 1 }
      : { kind: "v1", reason: "neverSeen", needsNotice: false, needsConfirmation: false };

  const freshness = recordFreshness(seen.fetchedMs, nowMs);
  if (freshness === "mustFetch" && nodesAsked < RECORD_NODES_MIN)
    return { kind: "fetch", nodesMin: RECORD_NODES_MIN };
  const weaker = { kind: "v1", needsNotice: true, needsConfirmation: isStrict } as const;
  if (seen.stopSeconds !== undefined && nowMs >= seen.stopSeconds * 1000)
    return { ...weaker, reason: "stopped" };
  if (nowMs - seen.fetchedMs > ACCOUNT_KEY_RETENTION_MS) return { ...weaker, reason: "keysTooOld" };
  return {
    kind: "v2",
    publicKeys: seen.publicKeys,
    isRefreshDue: nodesTried === 0 && isFetchDue(state, nowMs),
  };
}

/** How many nodes were asked in vain within the last hour. */
function nodesWithoutRecord({ none }: ContactKeyState, nowMs: number): number {
  if (none === undefined) return 0;
  const ageMs = nowMs - none.checkedMs;
  return ageMs >= 0 && ageMs < RECORD_NONE_MS ? none.nodesAsked : 0;
}
