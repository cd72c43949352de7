import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { CLIENT_ERROR_CODES, clientError, errorCode, isRetryable } from "./errors.ts";

const SOURCES = readdirSync(import.meta.dirname, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts") && !name.startsWith("testing"))
  .filter((name) => name !== "errors.ts")
  .map((name) => readFileSync(join(import.meta.dirname, name), "utf8"));

describe("error codes", () => {
  test("behaviour: every code is used somewhere", () => {
    const unused = Object.keys(CLIENT_ERROR_CODES).filter(
      (code) => !SOURCES.some((source) => source.includes(`"${code}"`)),
    );
    expect(unused).toEqual([]);
  });

  test("behaviour: every code has a meaning in words", () => {
    for (const meaning of Object.values(CLIENT_ERROR_CODES)) expect(meaning.length).toBeGreaterThan(10);
  });
});

test("errorCode: names what is ours and calls everything else internal", () => {
  expect(errorCode(clientError("path_failed", "x"))).toBe("path_failed");
  expect(errorCode(new TypeError("x"))).toBe("internal");
  expect(errorCode("x")).toBe("internal");
});

test("isRetryable: only errors that say so", () => {
  expect(isRetryable(clientError("path_failed", "x", { retryable: true }))).toBe(true);
  expect(isRetryable(clientError("request_rejected", "x"))).toBe(false);
  expect(isRetryable(new Error("x"))).toBe(false);
});
