import type { Ed25519PublicKey } from "../identity/keys.ts";
import type { NetworkParams, Version } from "../params/index.ts";
import { type MemberOutcome, memberOutcomeFields } from "./member-result.ts";
import type { PushedMessage } from "./push.ts";
import { type RpcOutcome, subresult } from "./status.ts";
import { base64Value, type WireObject } from "./wire-value.ts";

/** `t` and `hf`, which most answers carry at the top. Spec: docs/spec/storage-rpc.md section 2.4. */
export function timeFields(nowMs: number, params: NetworkParams): WireObject {
  return { t: nowMs, hf: params.hardfork };
}

/**
 * Answer of a recursive endpoint: every member's outcome by its key.
 * Spec: docs/spec/storage-rpc.md sections 7 and 7.1 (a store repeats the hash at the top, and its time in our entry).
 */
export function swarmAnswer(input: {
  readonly members: ReadonlyMap<Ed25519PublicKey, MemberOutcome>;
  /** Key of the contacted node. */
  readonly self: Ed25519PublicKey;
  readonly nowMs: number;
  readonly params: NetworkParams;
}): WireObject {
  const { members, self, nowMs, params } = input;
  const swarm: Record<string, WireObject> = {};
  let hash: string | undefined;
  for (const [key, outcome] of members) {
    const isStore = outcome.ok && outcome.result.method === "store";
    if (outcome.ok && outcome.result.method === "store") hash = outcome.result.hash;
    swarm[key] = {
      ...memberOutcomeFields(outcome),
      ...(isStore && key === self ? { t: nowMs } : {}), // compat: misplaced, but clients read it
    };
  }
  return { swarm, hash, ...timeFields(nowMs, params) };
}

/** Answer of `retrieve`. */
export function retrieveAnswer(
  messages: readonly Pick<PushedMessage, "hash" | "timestampMs" | "expiryMs" | "data">[],
  more: boolean,
): WireObject {
  return {
    messages: messages.map(({ hash, timestampMs, expiryMs, data }) => ({
      hash,
      timestamp: timestampMs,
      expiration: expiryMs,
      data: base64Value(data),
    })),
    more,
  };
}

/** Answer of `info`, without the time fields. */
export function infoAnswer(nowMs: number, params: NetworkParams): WireObject {
  return { version: params.storageServerVersion, timestamp: nowMs };
}

/** Answer of `get_expiries`. */
export function expiriesAnswer(expiries: ReadonlyMap<string, number>): WireObject {
  return { expiries: Object.fromEntries(expiries) };
}

/**
 * Answer of `ifelse`: what the conditions were compared with, whether they held, and the answer of the chosen branch.
 * Spec: docs/spec/storage-rpc.md section 8.
 */
export function ifElseAnswer(input: {
  readonly node: {
    readonly hardfork: readonly [number, number];
    readonly version: Version;
    readonly height: number;
  };
  readonly condition: boolean;
  /** Absent when the request has no such branch. */
  readonly outcome?: RpcOutcome | undefined;
}): WireObject {
  const { node, condition, outcome } = input;
  const result = outcome && subresult(outcome);
  return { hf: node.hardfork, v: node.version, height: node.height, condition, result };
}

/** Answer of `batch` and `sequence`: always status 200. */
export function batchAnswer(outcomes: readonly RpcOutcome[]): WireObject {
  return { results: outcomes.map(subresult) };
}
