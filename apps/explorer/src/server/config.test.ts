import { describe, expect, test } from "vitest";
import { parseConfig } from "./config.ts";

describe("parseConfig", () => {
  test("default: the browser uses the server's own URL unless told otherwise", () => {
    expect(parseConfig({ API_URL: "http://127.0.0.1:9000/" })).toEqual({
      apiUrl: "http://127.0.0.1:9000",
      publicApiUrl: "http://127.0.0.1:9000",
    });
  });
  test("behaviour: a public URL may differ and keep a path", () => {
    expect(
      parseConfig({ API_URL: "http://chain:9000", PUBLIC_API_URL: "https://example.org/api/" }).publicApiUrl,
    ).toBe("https://example.org/api");
  });
  test("error: a missing or foreign URL names its variable", () => {
    expect(() => parseConfig({})).toThrow(/^API_URL: expected the URL/);
    expect(() => parseConfig({ API_URL: "ftp://x" })).toThrow(/^API_URL: expected an http or https URL/);
    expect(() => parseConfig({ API_URL: "http://x", PUBLIC_API_URL: "nonsense" })).toThrow(/^PUBLIC_API_URL/);
  });
});
