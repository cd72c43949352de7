import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { NODE_ERROR_CODES } from "../src/errors.ts";

const source = join(import.meta.dirname, "../src");
const code = readdirSync(source, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts") && file !== "errors.ts")
  .map((file) => readFileSync(join(source, file), "utf8"))
  .join("\n");

test.each(Object.keys(NODE_ERROR_CODES))("behaviour: %s is thrown somewhere", (name) => {
  expect(code).toMatch(new RegExp(`nodeError\\(\\s*"${name}"`));
});
