// The README says which tests exercise which vector file; this holds it to the truth.
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

const folder = new URL("../", import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, folder), "utf8");
const rows = [...read("README.md").matchAll(/^\| `([a-z0-9-]+)\.json` +\| [^|]+\| ([^|]+)\|$/gm)].map(
  ([, name = "", tests = ""]) => ({
    name,
    tests: [...tests.matchAll(/`([^`]+)`/g)].map(([, path = ""]) => path),
  }),
);

describe("vectors", () => {
  test("behaviour: every file stands in the README's table, once", () => {
    const files = readdirSync(new URL("vectors", folder)).map((file) => file.replace(/\.json$/, ""));
    expect(rows.map(({ name }) => name)).toEqual(files.sort());
  });

  test("behaviour: no test loads a file without standing in the table", () => {
    const paths = readdirSync(new URL("src", folder), { recursive: true, encoding: "utf8" });
    const named = new Set(rows.flatMap(({ tests }) => tests));
    const loading = paths.filter(
      (path) => path.endsWith(".test.ts") && /\bloadVector[<(]/.test(read(`src/${path}`)),
    );
    expect(loading.filter((path) => !named.has(path))).toEqual(["vector-fields.test.ts"]); // it loads every file
  });

  test.each(rows)("behaviour: $name is loaded by the tests named there", ({ name, tests }) => {
    expect(tests.length).toBeGreaterThan(0);
    for (const path of tests) {
      const text = read(`src/${path}`);
      // The type argument between the two may span many lines.
      expect([
        path,
        text.includes("loadVector") && new RegExp(`\\(\\s*"${name}",?\\s*\\)`).test(text),
      ]).toEqual([path, true]);
    }
  });
});
