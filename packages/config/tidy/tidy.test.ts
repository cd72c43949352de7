// Each check is given a small file that breaks its rule, and one that does not.
import { describe, expect, test } from "vitest";
import { findBanned } from "./banned.ts";
import { findDeadModules, findImportProblems, importsOf } from "./imports.ts";
import { findDeadLinks } from "./links.ts";
import { findMarkers } from "./markers.ts";
import { findLongFiles } from "./sizes.ts";

const file = (path: string, text: string) => ({ path, text });
const none = new Set<string>();

describe("banned identifiers", () => {
  test("error: a clock read in a service is found with its line and replacement", () => {
    const found = findBanned([file("apps/node/src/swarm/x.ts", "const a = 1;\nconst t = Date.now();\n")]);
    expect(found).toEqual([
      {
        path: "apps/node/src/swarm/x.ts",
        line: 2,
        message: "Date.now: take nowMs as an argument, or the Clock port",
      },
    ]);
  });

  test("behaviour: a method called fetch is not the global one", () => {
    const declared =
      "interface Source { fetch(url: string): Promise<void> }\nconst s = { fetch(url: string) { return url; } };\ns.fetch(1);";
    expect(findBanned([file("apps/node/src/swarm/x.ts", declared)])).toEqual([]);
    expect(findBanned([file("apps/node/src/swarm/x.ts", "await fetch(url);")])).toHaveLength(1);
  });

  test("behaviour: adapters, comments and strings may name them", () => {
    expect(findBanned([file("apps/node/src/transport/x.ts", "setTimeout(f, 1);")])).toEqual([]);
    expect(
      findBanned([file("apps/node/src/swarm/x.ts", '// never Date.now\nconst a = "Math.random";')]),
    ).toEqual([]);
  });
});

describe("import graph", () => {
  const check = (path: string, text: string) =>
    findImportProblems([file(path, text)], none).map((f) => f.message);

  test("error: forbidden directions are named", () => {
    expect(check("apps/node/src/a.ts", 'import { x } from "@session/chain/api";')).toEqual([
      "apps/node may not import @session/chain",
    ]);
    expect(check("packages/protocol/src/a.ts", 'import { x } from "node:fs";')).toEqual([
      "protocol may not import node:fs",
    ]);
    expect(check("packages/client/src/a.ts", 'import { x } from "viem";')[0]).toContain("viem stays in");
    expect(check("apps/explorer/src/a.ts", 'import { x } from "@session/chain/api";')[0]).toContain(
      "only be imported as types",
    );
    expect(check("packages/client/src/a.ts", 'import { x } from "@session/testkit/fakes";')[0]).toContain(
      "may not import",
    );
    expect(check("packages/ui/src/a.ts", 'import { x } from "../../client/src/b.ts";')[0]).toContain(
      "leaves the package",
    );
  });

  test("behaviour: allowed directions pass", () => {
    expect(check("apps/explorer/src/a.ts", 'import type { R } from "@session/chain/api";')).toEqual([]);
    expect(check("packages/client/src/a.test.ts", 'import { x } from "@session/testkit/fakes";')).toEqual([]);
    expect(check("packages/protocol/src/a.ts", 'import { sha256 } from "@noble/hashes/sha2.js";')).toEqual(
      [],
    );
  });

  test("behaviour: every form of import is seen", () => {
    const text =
      'import "a";\nimport b from "b";\nexport * from "c";\nexport {\n  d,\n} from "d";\nimport type { E } from "e";\nconst f = await import("f");\n// import "g"\nnew Worker(new URL("./h.ts", import.meta.url))';
    expect(importsOf(text).map((i) => i.specifier)).toEqual(["a", "b", "c", "d", "e", "f", "./h.ts"]);
  });

  test("error: a module nobody imports is found", () => {
    const files = [
      file("apps/node/src/a.ts", 'import "./b.ts";'),
      file("apps/node/src/b.ts", ""),
      file("apps/node/src/c.ts", ""),
    ];
    const all = new Set(files.map((f) => f.path));
    expect(findDeadModules(files, "./src/a.ts", all).map((f) => f.path)).toEqual(["apps/node/src/c.ts"]);
  });
});

test("error: focused tests, module mocks and unnumbered open marks are found", () => {
  const text = ["test.", 'only("x", () => {}); vi.', 'mock("y"); // TO', "DO later"].join("");
  expect(findMarkers([file("apps/node/src/a.test.ts", text)]).map((f) => f.message.split(":")[0])).toEqual([
    "test.only",
    "vi.mock",
    ["TO", "DO"].join(""),
  ]);
  expect(findMarkers([file("apps/node/src/a.ts", ["// TO", "DO #12: tell why"].join(""))])).toEqual([]);
});

test("error: long files are found", () => {
  expect(findLongFiles([file("a/b.ts", "\n".repeat(501))])).toHaveLength(1);
  expect(findLongFiles([file("a/b.ts", "\n".repeat(400))])).toEqual([]);
});

test("error: dead links are found, anchors and web addresses are left alone", () => {
  const text = "[a](docs/x.md) [b](https://example.org) [c](#top) [d](docs/gone.md) [e](docs)";
  expect(findDeadLinks([file("README.md", text)], new Set(["docs/x.md"])).map((f) => f.message)).toEqual([
    "dead link docs/gone.md",
  ]);
});
