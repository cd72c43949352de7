import { describe, expect, test } from "vitest";
import { networkConfig } from "./config.ts";

const seedUrls = ["http://127.0.0.1:1234/"];
const invalid = (text: string) =>
  expect.objectContaining({ code: "invalid_config", message: expect.stringContaining(text) });

describe("networkConfig", () => {
  test("default: three hops, two guards, distinct subnets, at least four nodes", () => {
    expect(networkConfig({ seedUrls })).toMatchObject({
      seedUrls: ["http://127.0.0.1:1234"],
      hops: 3,
      guards: 2,
      subnetDiversity: true,
      minPool: 4,
      waitMs: 20_000,
    });
  });

  test("behaviour: given options win, undefined ones do not count", () => {
    const options = { seedUrls, hops: 1, pollMs: undefined } as { seedUrls: string[]; hops: number };
    expect(networkConfig(options)).toMatchObject({ hops: 1, minPool: 2, pollMs: 5_000 });
  });

  test("error: each option has limits, named with what was found", () => {
    expect(() => networkConfig({ seedUrls, hops: 4 })).toThrow(
      invalid("hops: expected an integer 1..3, got 4"),
    );
    expect(() => networkConfig({ seedUrls, waitMs: 20_001 })).toThrow(invalid("waitMs"));
    expect(() => networkConfig({ seedUrls, pollMs: 1.5 })).toThrow(invalid("pollMs"));
    expect(() => networkConfig({ seedUrls, minPool: 3 })).toThrow(invalid("minPool"));
    const text = { seedUrls, subnetDiversity: "yes" as unknown as boolean };
    expect(() => networkConfig(text)).toThrow(invalid("subnetDiversity"));
  });

  test("error: seeds must be some and must be web addresses", () => {
    expect(() => networkConfig({ seedUrls: [] })).toThrow(invalid("seedUrls"));
    expect(() => networkConfig({ seedUrls: ["seed.test"] })).toThrow(invalid("absolute URL"));
    expect(() => networkConfig({ seedUrls: ["ftp://seed.test"] })).toThrow(invalid("http or https"));
  });
});
