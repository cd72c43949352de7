import { concatBytes } from "../bytes/index.ts";
import { signedText } from "./endpoint.ts";
import type { RecursiveRequest } from "./request.ts";
import { base64Value, type WireObject } from "./wire-value.ts";

/** Hashes of one mailbox (ascending), or by namespace when all mailboxes were meant. */
export type AffectedHashes = readonly string[] | ReadonlyMap<number, readonly string[]>;

/** What one swarm member did, before it signs it. `method` is the request's. */
export type MemberEffect =
  | {
      readonly method: "store";
      readonly hash: string;
      /** The expiry now stored. */
      readonly expiryMs: number;
      /** The message was already there. */
      readonly already: boolean;
    }
  | { readonly method: "delete"; readonly deleted: readonly string[] }
  | { readonly method: "delete_all" | "delete_before"; readonly deleted: AffectedHashes }
  | { readonly method: "expire_all"; readonly updated: AffectedHashes }
  | {
      readonly method: "expire";
      readonly updated: readonly string[];
      /** The applied value; when several were asked for, those of `updated`, in its order. */
      readonly expiryMs: number | readonly number[];
      /** Only when shorten or extend was asked: existing messages that kept their expiry. */
      readonly unchanged?: ReadonlyMap<string, number>;
    }
  | { readonly method: "revoke_subaccount" }
  | { readonly method: "unrevoke_subaccount"; readonly count: number };

/** An effect with the member's Ed25519 signature (64 bytes) over `memberSignedPayload`. */
export type MemberResult = MemberEffect & { readonly signature: Uint8Array };

/** Why there is no result of a member. */
export type MemberFailure =
  | { readonly kind: "timeout" }
  | { readonly kind: "refused"; readonly code: number; readonly reason: string }
  | { readonly kind: "bad_peer_response" }
  | { readonly kind: "query_failure"; readonly reason?: string };

export type MemberOutcome<R extends MemberResult = MemberResult> =
  | { readonly ok: true; readonly result: R }
  | { readonly ok: false; readonly failure: MemberFailure };

/** Orders hashes as the reference does: by bytes. */
export function sortHashes(hashes: Iterable<string>): string[] {
  return [...hashes].sort();
}

/** All hashes of a result, sorted together regardless of namespace. */
export function allHashes(affected: AffectedHashes): string[] {
  return sortHashes(
    affected instanceof Map ? [...affected.values()].flat() : (affected as readonly string[]),
  ); // not a Map, so a list
}

/**
 * The bytes a member signs with its Ed25519 key over its result.
 *
 * @param request what was asked: its account, messages and times are part of the signed bytes
 * @throws RangeError when the effect does not belong to the request
 * Spec: docs/spec/storage-rpc.md sections 7.1 to 7.9. Vectors: vectors/signatures.json `responses`.
 */
export function memberSignedPayload(request: RecursiveRequest, effect: MemberEffect): Uint8Array {
  switch (effect.method) {
    case "store":
      if (request.method === "store") return signedText(effect.hash);
      break;
    case "delete":
      if (request.method === "delete")
        return signedText(request.account, ...request.messages, ...effect.deleted);
      break;
    case "delete_all":
      if (request.method === "delete_all")
        return signedText(request.account, request.timestampMs, ...allHashes(effect.deleted));
      break;
    case "delete_before":
      if (request.method === "delete_before")
        return signedText(request.account, request.beforeMs, ...allHashes(effect.deleted));
      break;
    case "expire_all":
      if (request.method === "expire_all")
        return signedText(request.account, request.expiryMs, ...allHashes(effect.updated));
      break;
    case "expire":
      if (request.method === "expire")
        return signedText(
          request.account,
          ...[effect.expiryMs].flat(),
          ...request.messages,
          ...effect.updated,
          ...unchangedParts(effect.unchanged),
        );
      break;
    case "revoke_subaccount":
    case "unrevoke_subaccount":
      if (request.method === effect.method)
        return concatBytes(signedText(request.account, request.timestampMs), ...request.tokens);
      break;
    default:
      effect satisfies never;
  }
  throw new RangeError(`member result: expected one of ${request.method}, got ${effect.method}`);
}

function unchangedParts(unchanged: ReadonlyMap<string, number> | undefined): (string | number)[] {
  if (unchanged === undefined) return [];
  return sortHashes(unchanged.keys()).flatMap((hash) => [hash, unchanged.get(hash) ?? 0]);
}

/** A member's entry under `swarm`. */
export function memberOutcomeFields(outcome: MemberOutcome): WireObject {
  return outcome.ok ? memberResultFields(outcome.result) : memberFailureFields(outcome.failure);
}

/** The bare member result, as one member answers another. */
export function memberResultFields(result: MemberResult): WireObject {
  const signature = base64Value(result.signature);
  switch (result.method) {
    case "store":
      return {
        hash: result.hash,
        expiry: result.expiryMs,
        already: result.already ? true : undefined,
        signature,
      };
    case "delete":
    case "delete_all":
    case "delete_before":
      return { deleted: affectedFields(result.deleted), signature };
    case "expire_all":
      return { updated: affectedFields(result.updated), signature };
    case "expire":
      return {
        updated: result.updated,
        expiry: result.expiryMs,
        unchanged: result.unchanged && Object.fromEntries(result.unchanged),
        signature,
      };
    case "revoke_subaccount":
      return { signature };
    case "unrevoke_subaccount":
      return { count: result.count, signature };
  }
}

function affectedFields(affected: AffectedHashes): WireObject | readonly string[] {
  if (affected instanceof Map) return Object.fromEntries(affected) as WireObject; // lists of hashes by namespace
  return affected as readonly string[]; // not a Map, so a list
}

function memberFailureFields(failure: MemberFailure): WireObject {
  switch (failure.kind) {
    case "timeout":
      return { failed: true, timeout: true };
    case "refused":
      // compat: the code is text here, unlike everywhere else
      return { failed: true, code: String(failure.code), reason: failure.reason };
    case "bad_peer_response":
      return { failed: true, bad_peer_response: true };
    case "query_failure":
      return { failed: true, query_failure: true, reason: failure.reason };
  }
}
