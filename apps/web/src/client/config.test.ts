import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseWebConfig } from "./config.ts";

describe("parseWebConfig", () => {
  test("default: seeds, explorer and network options", () => {
    expect(
      parseWebConfig({
        seedUrls: ["http://127.0.0.1:22100/"],
        explorerUrl: "http://127.0.0.1:3000/",
        network: { subnetDiversity: false, hops: 3 },
      }),
    ).toEqual({
      seedUrls: ["http://127.0.0.1:22100"],
      explorerUrl: "http://127.0.0.1:3000",
      network: { subnetDiversity: false, hops: 3 },
    });
  });
  test("error: every malformed field is named", () => {
    expect(() => parseWebConfig(null)).toThrow(/^config:/);
    expect(() => parseWebConfig({ seedUrls: [] })).toThrow(/^seedUrls:/);
    expect(() => parseWebConfig({ seedUrls: ["javascript:alert(1)"] })).toThrow(/^seedUrls:/);
    expect(() => parseWebConfig({ seedUrls: ["http://a"], explorerUrl: "javascript:1" })).toThrow(
      /^explorerUrl:/,
    );
    expect(() => parseWebConfig({ seedUrls: ["http://a"], network: { hops: "3" } })).toThrow(
      /^network\.hops:/,
    );
  });
  test("behaviour: any JSON is a config or a TypeError", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        try {
          expect(parseWebConfig(value).seedUrls.length).toBeGreaterThan(0);
        } catch (error) {
          expect(error).toBeInstanceOf(TypeError);
        }
      }),
    );
  });
});
