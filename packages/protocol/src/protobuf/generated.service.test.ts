import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { expect, test } from "vitest";

// Runs the schema compiler once more and compares with what is committed, so that docs/spec/session.proto and the
// generated code cannot drift apart.

const root = join(import.meta.dirname, "..", "..");

test("behaviour: the committed code is what the schema generates (pnpm run generate:protobuf)", () => {
  const folder = mkdtempSync(join(tmpdir(), "protobuf-"));
  try {
    const template = JSON.parse(readFileSync(join(root, "src/protobuf/buf.gen.json"), "utf8"));
    const buf = createRequire(import.meta.url).resolve("@bufbuild/buf/bin/buf");
    const environment = {
      PATH: [join(root, "node_modules/.bin"), process.env.PATH].join(delimiter),
      HOME: folder,
    };
    const plugins = [{ ...template.plugins[0], out: folder }];
    const options = ["generate", "../../docs/spec", "--template", JSON.stringify({ ...template, plugins })];
    execFileSync(process.execPath, [buf, ...options], { cwd: root, env: environment });
    for (const file of ["session_pb.js", "session_pb.d.ts"])
      expect(readFileSync(join(folder, file), "utf8")).toBe(
        readFileSync(join(root, "src/protobuf/gen", file), "utf8"),
      );
  } finally {
    rmSync(folder, { recursive: true });
  }
});
