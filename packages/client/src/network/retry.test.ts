import { describe, expect, test } from "vitest";
import { classifyOutcome, decideRetry, type RequestOutcome } from "./retry.ts";

const key = "ab".repeat(32);
const answer = (status: number, body = "") => ({ kind: "answer", status, body }) as const;
const refused = (status: number, body = "") => ({ kind: "refused", status, body }) as const;

const CASES: readonly (readonly [RequestOutcome, string])[] = [
  [answer(200), "done"],
  [answer(204), "done"],
  [answer(406), "clock"],
  [answer(425), "clock"],
  [refused(406), "clock"],
  [answer(421), "wrongSwarm"],
  [refused(421), "wrongSwarm"],
  [answer(502, `Next node not found: ${key}`), "nodeNotFound"],
  [refused(502, `Next node not found: ${key.toUpperCase()}\n`), "nodeNotFound"],
  [refused(502, "Next node not found: abc"), "pathFailed"],
  [answer(400), "rejected"],
  [answer(401), "rejected"],
  [answer(403), "rejected"],
  [answer(413), "rejected"],
  [answer(429), "destinationFailed"],
  [answer(500), "destinationFailed"],
  [answer(503), "destinationFailed"],
  // In the open, 4xx is a hop's opinion about an onion that it could not read: no verdict about the request.
  [refused(400, "Invalid ciphertext"), "pathFailed"],
  [refused(503), "pathFailed"],
  [refused(504, "Request time out"), "pathFailed"],
  // A success that is not sealed by the destination proves nothing.
  [refused(200), "pathFailed"],
  [{ kind: "guardUnreachable" }, "guardUnreachable"],
  [{ kind: "noAnswer" }, "pathFailed"],
  [{ kind: "unreadable" }, "pathFailed"],
];

describe("decideRetry", () => {
  test.each(CASES)("behaviour: %j is %s", (outcome, expected) => {
    expect(classifyOutcome(outcome)).toBe(expected);
  });

  test("behaviour: the time is measured at the same node, and nobody is blamed", () => {
    expect(decideRetry(answer(406))).toEqual({
      verdict: "retry",
      target: "same",
      blame: "nobody",
      updateSwarm: false,
      measureClock: true,
      code: "clock_out_of_sync",
    });
  });

  test("behaviour: a wrong swarm is corrected and another member asked", () => {
    expect(decideRetry(answer(421))).toMatchObject({ verdict: "retry", target: "other", updateSwarm: true });
  });

  test("behaviour: a failing path is blamed as a whole, an unreachable guard alone", () => {
    expect(decideRetry({ kind: "noAnswer" })).toMatchObject({ blame: "path", target: "other" });
    expect(decideRetry({ kind: "guardUnreachable" })).toMatchObject({ blame: "guard", target: "same" });
  });

  test("behaviour: a failing destination is blamed, a missing node is named, a refusal is final", () => {
    expect(decideRetry(answer(500))).toMatchObject({ blame: "destination", target: "other" });
    expect(decideRetry(answer(502, `Next node not found: ${key}`))).toMatchObject({ blame: "named" });
    expect(decideRetry(answer(403))).toMatchObject({ verdict: "fail", code: "request_rejected" });
  });
});
