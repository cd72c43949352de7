import { asBtBytes, asBtList, btDecode, btEncode } from "@session/protocol/bt";
import { latin1Decode, utf8Decode, utf8Encode } from "@session/protocol/bytes";
import type { Codec } from "@session/protocol/codec";
import { DecodeError } from "@session/protocol/errors";
import type { WireResponse } from "@session/protocol/ports";
import {
  decodeMemberResult,
  type MemberOutcome,
  type MemberResult,
  memberResultFields,
  type RecursiveRequest,
  RPC_LIMITS,
  writeBt,
} from "@session/protocol/rpc";

/** Body of `sn.storage_cc`. Our node channel carries one body, so the two parts travel as a bencoded list. */
export const forwardedParts: Codec<{ readonly method: string; readonly params: Uint8Array }> = {
  encode: ({ method, params }) => btEncode([utf8Encode(method), params]),
  decode(bytes) {
    if (bytes.length > RPC_LIMITS.requestBytesMax)
      throw new DecodeError("invalid_length", `expected at most ${RPC_LIMITS.requestBytesMax} bytes`, {
        path: "forwarded",
      });
    const list = asBtList(btDecode(bytes, { depthMax: 2 }), "forwarded");
    const [method, params] = list;
    if (method === undefined || params === undefined || list.length !== 2)
      throw new DecodeError("invalid_length", `expected 2 parts, got ${list.length}`, { path: "forwarded" });
    return { method: latin1Decode(asBtBytes(method, "method")), params: asBtBytes(params, "params") };
  },
};

/** What a member answers: the bare result, or status and text. */
export function forwardedAnswer(outcome: MemberOutcome): WireResponse {
  if (outcome.ok) return { status: 200, body: writeBt(memberResultFields(outcome.result)) };
  const { failure } = outcome;
  if (failure.kind === "refused") return { status: failure.code, body: utf8Encode(failure.reason) };
  const reason = failure.kind === "query_failure" ? failure.reason : undefined;
  return { status: 500, body: utf8Encode(reason ?? "request failed") };
}

const REASON_CHARACTERS_MAX = 500;

/** Reads a member's answer. Anything that is neither a result nor a refusal is a bad peer response. */
export function readForwardedAnswer(request: RecursiveRequest, answer: WireResponse): MemberOutcome {
  try {
    if (answer.status !== 200)
      return {
        ok: false,
        failure: {
          kind: "refused",
          code: answer.status,
          reason: utf8Decode(answer.body).slice(0, REASON_CHARACTERS_MAX),
        },
      };
    const result: MemberResult = decodeMemberResult(request.method, btDecode(answer.body, { depthMax: 4 }));
    return { ok: true, result };
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return { ok: false, failure: { kind: "bad_peer_response" } };
  }
}
