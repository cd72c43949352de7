import { utf8Encode } from "@session/protocol/bytes";
import { DecodeError } from "@session/protocol/errors";
import { type MemberOutcome, type MemberResult, namespace, type StoreRequest } from "@session/protocol/rpc";
import { alice } from "@session/testkit/fixtures";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { forwardedAnswer, forwardedParts, readForwardedAnswer } from "./forwarded.ts";

const request: StoreRequest = {
  method: "store",
  account: alice.accountId,
  namespace: namespace(0),
  timestampMs: 1,
  expiryMs: 2,
  data: new Uint8Array(),
};
const result: MemberResult = {
  method: "store",
  hash: "A".repeat(43),
  expiryMs: 1_718_000_000_000,
  already: true,
  signature: new Uint8Array(64).fill(7),
};

describe("forwardedParts", () => {
  test("default: a list of method and parameters", () => {
    const parts = { method: "store", params: utf8Encode("de") };
    expect(new TextDecoder().decode(forwardedParts.encode(parts))).toBe("l5:store2:dee");
    expect(forwardedParts.decode(utf8Encode("l5:store2:dee"))).toEqual(parts);
  });

  test("error: anything else is a DecodeError", () => {
    for (const text of ["", "le", "l5:storee", "l1:a1:b1:ce", "de", "li1e2:dee", "l5:store2:deex"])
      expect(() => forwardedParts.decode(utf8Encode(text)), text).toThrow(DecodeError);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        try {
          forwardedParts.decode(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(DecodeError);
        }
      }),
    );
  });
});

describe("a member's answer", () => {
  const read = (outcome: MemberOutcome) => readForwardedAnswer(request, forwardedAnswer(outcome));

  test("default: a result comes back as it was", () => {
    expect(read({ ok: true, result })).toEqual({ ok: true, result });
  });

  test("behaviour: a refusal keeps its status and text", () => {
    const outcome: MemberOutcome = { ok: false, failure: { kind: "refused", code: 406, reason: "clock" } };
    expect(read(outcome)).toEqual(outcome);
  });

  test("behaviour: a store that is full says so", () => {
    expect(read({ ok: false, failure: { kind: "query_failure", reason: "storage full" } })).toEqual({
      ok: false,
      failure: { kind: "refused", code: 500, reason: "storage full" },
    });
  });

  test("error: neither result nor refusal", () => {
    const bad: MemberOutcome = { ok: false, failure: { kind: "bad_peer_response" } };
    for (const body of ["", "de", "i1e", "d4:hash2:xxe"])
      expect(readForwardedAnswer(request, { status: 200, body: utf8Encode(body) })).toEqual(bad);
    expect(readForwardedAnswer(request, { status: 400, body: Uint8Array.of(0xff) })).toEqual(bad);
  });

  test("behaviour: a long text is cut", () => {
    const answer = readForwardedAnswer(request, { status: 400, body: utf8Encode("x".repeat(100_000)) });
    expect(answer).toMatchObject({ failure: { reason: "x".repeat(500) } });
  });
});
