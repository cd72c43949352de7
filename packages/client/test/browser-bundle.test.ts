// The browser build: everything is bundled, and nothing of Node is in it.
import { builtinModules } from "node:module";
import { join } from "node:path";
import { build, type Rolldown } from "vite";
import { beforeAll, describe, expect, test } from "vitest";

let chunks: Rolldown.OutputChunk[] = [];

beforeAll(async () => {
  const root = join(import.meta.dirname, "..");
  const result = await build({ root, logLevel: "silent", build: { write: false } });
  const outputs = (Array.isArray(result) ? result : [result]) as Rolldown.RolldownOutput[]; // not a watcher: watch is off
  chunks = outputs.flatMap(({ output }) => output.filter((part) => part.type === "chunk"));
}, 60_000);

describe("browser bundle", () => {
  test("behaviour: both entries are there", () => {
    expect(chunks.filter((chunk) => chunk.isEntry).map((chunk) => chunk.name)).toEqual(
      expect.arrayContaining(["index", "browser"]),
    );
  });

  test("behaviour: no Node module and no carrier of Node is part of it, not even as an empty shell", () => {
    const builtins = new Set(builtinModules);
    const modules = chunks.flatMap((chunk) => Object.keys(chunk.modules));
    expect(modules.length).toBeGreaterThan(50);
    const leaked = modules.filter(
      (id) =>
        id.startsWith("node:") ||
        builtins.has(id) ||
        id.includes("__vite-browser-external") ||
        /\/(?:undici|sqlite|sodium|platform\/node|platform\/src\/native|testing)\b/.test(id),
    );
    expect(leaked).toEqual([]);
  });

  test("behaviour: it imports nothing from outside", () => {
    const names = new Set(chunks.map((chunk) => chunk.fileName));
    const imported = chunks.flatMap((chunk) => [...chunk.imports, ...chunk.dynamicImports]);
    expect(imported.filter((name) => !names.has(name))).toEqual([]);
    for (const chunk of chunks) {
      expect(chunk.code).not.toMatch(/\bfrom\s*["']node:/);
      expect(chunk.code).not.toMatch(/\brequire\s*\(/);
      // The protobuf runtime looks for `process.env` behind a test for `process`, which a browser passes by.
      expect(chunk.code).not.toMatch(/\bprocess\.(?:nextTick|versions|binding|stdout)\b/);
      expect(chunk.code).not.toMatch(/\bBuffer\.(?:from|alloc|concat)\b/);
    }
  });
});
