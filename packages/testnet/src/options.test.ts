import { describe, expect, test } from "vitest";
import { DEFAULT_OPTIONS, parseOptions, UsageError } from "./options.ts";

describe("parseOptions", () => {
  test("default: no flags give the default network", () => {
    expect(parseOptions([])).toEqual(DEFAULT_OPTIONS);
  });

  test("behaviour: every flag reaches its option", () => {
    const argv = ["--nodes", "5", "--port-base=20000", "--data-dir", "d", "--seed", "x", "--json", "--once"];
    expect(parseOptions(argv)).toEqual({
      nodes: 5,
      portBase: 20000,
      dataDir: "d",
      seed: "x",
      json: true,
      once: true,
    });
  });

  test("behaviour: --help wins", () => {
    expect(parseOptions(["--nodes", "5", "--help"])).toBe("help");
  });

  test("error: a typo is named with the nearest flag", () => {
    expect(() => parseOptions(["--node", "5"])).toThrow("unknown flag --node. Did you mean --nodes?");
    expect(() => parseOptions(["--jsno"])).toThrow("unknown flag --jsno. Did you mean --json?");
    expect(() => parseOptions(["--frobnicate"])).toThrow("unknown flag --frobnicate. Try --help.");
  });

  test.each([["3"], ["31"], ["x"], ["-1"], ["1e1"], [""]])("error: --nodes %s is out of range", (value) => {
    expect(() => parseOptions([`--nodes=${value}`])).toThrow(
      `--nodes: expected a whole number from 4 to 30, got "${value}"`,
    );
  });

  test("error: stray words and missing values are usage errors", () => {
    expect(() => parseOptions(["up"])).toThrow(UsageError);
    expect(() => parseOptions(["--seed"])).toThrow(UsageError);
    expect(() => parseOptions(["--data-dir="])).toThrow("--data-dir: expected a value");
  });
});
