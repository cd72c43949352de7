import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { assert, attempt, DecodeError, PROTOCOL_ERROR_CODES, SessionError } from "./errors.ts";

/** Every source of the package except this registry's own file, tests and test helpers. */
function sources(): string {
  const root = new URL(".", import.meta.url);
  return readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && !/\.test\.ts$|(?:^|[\\/])testing[\\/]|^errors\.ts$/.test(file))
    .map((file) => readFileSync(new URL(file.replaceAll("\\", "/"), root), "utf8"))
    .join("\n");
}

describe("errors", () => {
  const text = sources();
  test.each(Object.entries(PROTOCOL_ERROR_CODES))(
    "behaviour: %s is thrown somewhere and explained",
    (code, meaning) => {
      expect(text).toContain(`"${code}"`);
      expect(meaning.length).toBeGreaterThan(10);
    },
  );
  test("behaviour: an attempt gives undefined for a peer's fault, and lets our own through", () => {
    expect(attempt(() => 1)).toBe(1);
    const refused = (): number => {
      throw new DecodeError("out_of_range", "too much");
    };
    expect(attempt(refused)).toBeUndefined();
    expect(() => attempt(() => assert(false, "never"))).toThrow("assertion failed: never");
  });
  test("behaviour: a DecodeError puts the field first and keeps offset and cause", () => {
    const cause = new Error("inner");
    const error = new DecodeError("invalid_length", "expected 2, got 1", { path: "a.b", offset: 3, cause });
    expect(error.message).toBe("a.b: expected 2, got 1");
    expect([error.code, error.path, error.offset, error.cause, error.retryable]).toEqual([
      "invalid_length",
      "a.b",
      3,
      cause,
      false,
    ]);
  });
  test("behaviour: a SessionError carries its meta and whether to try again", () => {
    const error = new SessionError("x", "m", { meta: { a: 1 }, retryable: true });
    expect([error.meta, error.retryable, error instanceof Error]).toEqual([{ a: 1 }, true, true]);
  });
  test("error: a failed assertion says what had to hold", () => {
    expect(() => assert(false, "two and two are four")).toThrow("assertion failed: two and two are four");
    expect(() => assert(1, "anything truthy")).not.toThrow();
  });
});
