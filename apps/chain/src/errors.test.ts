import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { CHAIN_ERROR_CODES } from "./errors.ts";

const sources = readdirSync(import.meta.dirname, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts") && !/^errors\.ts/.test(file))
  .map((file) => readFileSync(`${import.meta.dirname}/${file}`, "utf8"))
  .join("\n");

describe("CHAIN_ERROR_CODES", () => {
  test.each(Object.keys(CHAIN_ERROR_CODES))("behaviour: %s is thrown somewhere", (code) => {
    expect(sources).toContain(`"${code}"`);
  });
});
