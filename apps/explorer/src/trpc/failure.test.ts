import { TRPCClientError } from "@trpc/client";
import { describe, expect, test } from "vitest";
import { failureOf } from "./failure.ts";

const answered = (code: string) =>
  new TRPCClientError("no", { result: { error: { code: -32_000, message: "no", data: { code } } } });

describe("failureOf", () => {
  test("default: an answer's own code decides", () => {
    expect(failureOf(answered("NOT_FOUND"))).toBe("notFound");
    expect(failureOf(answered("BAD_REQUEST"))).toBe("badRequest");
    expect(failureOf(answered("INTERNAL_SERVER_ERROR"))).toBe("failed");
  });
  test("behaviour: an error without an answer means that nobody answered", () => {
    expect(failureOf(TRPCClientError.from(new TypeError("fetch failed")))).toBe("unreachable");
  });
  test("behaviour: anything else is a failure, never a missing thing", () => {
    expect(failureOf(new Error("x"))).toBe("failed");
    expect(failureOf(undefined)).toBe("failed");
  });
});
