// Builds what a messaging client takes from this package for a browser, as the web app does.
import { beforeAll, describe, expect, test } from "vitest";
import { type Bundle, buildBundle } from "./build-bundle.ts";

const GZIP_BYTES_MAX = 120_000;

describe("bundle of a messaging client", () => {
  let bundle: Bundle;
  beforeAll(async () => {
    bundle = await buildBundle("messaging-client.ts");
  });

  test(`default: at most ${GZIP_BYTES_MAX} bytes of gzip`, () => {
    expect(bundle.gzipBytes).toBeLessThan(GZIP_BYTES_MAX);
    // An entry that lost its exports would pass any limit.
    expect(bundle.gzipBytes).toBeGreaterThan(GZIP_BYTES_MAX / 2);
  });
  test("behaviour: one file, without a module of Node or any other import", () => {
    expect(bundle.imports).toEqual([]);
    expect(bundle.code).not.toMatch(/__vite-browser-external|["']node:|\brequire\(/);
  });
  test("behaviour: no code made from text, which the content security policy forbids", () => {
    expect(bundle.code).not.toMatch(/\beval\s*\(|\bnew Function\b|[^.\w]Function\s*\(/);
  });
  test("behaviour: holds neither BLS nor anything that only nodes need", () => {
    expect(bundle.code).not.toContain("BLS_SIG_BLS12381G2");
    expect(bundle.code).not.toContain("EIP712Domain");
    expect(bundle.code).not.toContain("Invalid internal onion request");
  });
});
