import { describe, expect, test } from "vitest";
import { contentSecurityPolicy } from "./headers.ts";

describe("contentSecurityPolicy", () => {
  test("default: nothing but our own files", () => {
    expect(contentSecurityPolicy([])).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; worker-src 'self'; " +
        "img-src 'self' data: blob:; font-src 'self'; manifest-src 'self'; form-action 'none'; " +
        "frame-ancestors 'none'; base-uri 'none'",
    );
  });
  test("behaviour: the given sources may be connected to, each named once", () => {
    const policy = contentSecurityPolicy([
      "http://127.0.1.1:22101",
      "http://127.0.1.1:22101",
      "https:",
      "http://*:80",
    ]);
    expect(policy).toContain("connect-src 'self' http://127.0.1.1:22101 https: http://*:80;");
  });
  test("error: a source that would change the policy is refused", () => {
    for (const bad of [
      "'unsafe-inline'",
      "https://a; script-src *",
      "http://a b",
      "data:",
      "*",
      "https://a\r\nx: y",
      "",
    ])
      expect(() => contentSecurityPolicy([bad])).toThrow(RangeError);
  });
  test("error: too many sources are refused", () => {
    expect(() => contentSecurityPolicy(Array.from({ length: 257 }, () => "https:"))).toThrow(RangeError);
  });
});
