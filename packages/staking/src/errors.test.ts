import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { STAKING_ERROR_CODES } from "./errors.ts";

const sources = readdirSync(import.meta.dirname, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts") && !/^(abi|errors\.ts)/.test(file))
  .map((file) => readFileSync(`${import.meta.dirname}/${file}`, "utf8"))
  .join("\n");

describe("STAKING_ERROR_CODES", () => {
  test.each(Object.keys(STAKING_ERROR_CODES))("behaviour: %s is thrown somewhere", (code) => {
    expect(sources).toContain(`"${code}"`);
  });
});
