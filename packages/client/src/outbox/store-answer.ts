import { hexDecode, utf8Encode } from "@session/protocol/bytes";
import { type JsonValue, jsonField, jsonObject } from "@session/protocol/codec";
import type { CryptoProvider } from "@session/protocol/crypto";
import { DecodeError } from "@session/protocol/errors";
import { type Ed25519PublicKey, ed25519PublicKey } from "@session/protocol/identity";
import { decodeMemberOutcome, type MemberFailure } from "@session/protocol/rpc";
import type { MemberOutcome } from "./types.ts";

/** More members than any swarm has. */
const MEMBERS_MAX = 100;
const REASON_MAX = 200;

/** Each member of the swarm with what it proved. */
export type MemberMap = Readonly<Record<Ed25519PublicKey, MemberOutcome>>;

/**
 * Reads the answer to a `store` and checks every member's signature over the hash, which must be the one we computed.
 * A node that is not on our list proves nothing, since anybody can make up a key.
 *
 * @throws DecodeError for an answer of another form
 * Spec: docs/spec/storage-rpc.md sections 7 and 7.1.
 */
export function readStoreAnswer(
  body: JsonValue,
  expected: {
    readonly hash: string;
    readonly isKnown: (node: Ed25519PublicKey) => boolean;
    readonly crypto: CryptoProvider;
  },
): MemberMap {
  const swarm = Object.entries(jsonObject(jsonField(jsonObject(body, "store"), "swarm"), "swarm"));
  if (swarm.length > MEMBERS_MAX)
    throw new DecodeError("out_of_range", `expected at most ${MEMBERS_MAX}, got ${swarm.length}`, {
      path: "swarm",
    });
  const signed = utf8Encode(expected.hash);
  const members: Record<Ed25519PublicKey, MemberOutcome> = {};
  for (const [text, value] of swarm) {
    const key = ed25519PublicKey(text, "swarm");
    members[key] = expected.isKnown(key)
      ? memberOutcome(value, expected.hash, (signature) =>
          expected.crypto.ed25519Verify(signature, signed, hexDecode(key)),
        )
      : failed("not on the node list");
  }
  return members;
}

/** Members that proved it. */
export function replicaCount(members: MemberMap): number {
  return Object.values(members).filter(({ kind }) => kind === "stored").length;
}

/** One member's nonsense is that member's failure and does not spoil the others' proofs. */
function memberOutcome(
  value: JsonValue,
  hash: string,
  verify: (signature: Uint8Array) => boolean,
): MemberOutcome {
  try {
    const outcome = decodeMemberOutcome("store", value);
    if (!outcome.ok) return failed(failureReason(outcome.failure));
    if (outcome.result.hash !== hash) return failed("another hash");
    return verify(outcome.result.signature) ? { kind: "stored" } : failed("invalid signature");
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return failed("bad answer");
  }
}

function failureReason(failure: MemberFailure): string {
  switch (failure.kind) {
    case "timeout":
      return "no answer";
    case "bad_peer_response":
      return "bad answer";
    case "refused":
      return `${failure.code} ${failure.reason}`.slice(0, REASON_MAX);
    case "query_failure":
      return (failure.reason ?? "database failure").slice(0, REASON_MAX);
  }
}

function failed(reason: string): MemberOutcome {
  return { kind: "failed", reason };
}
