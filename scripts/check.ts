// Format, lint, tidy rules, generated files, doc comments and types. Exits non-zero at the first kind that fails.
import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { tidy } from "@session/config/tidy";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const bin = (name: string) => join(root, "node_modules/.bin", name);

function run(title: string, command: string, ...args: string[]): void {
  const started = performance.now();
  const result = spawnSync(command, args, {
    cwd: root,
    encoding: "utf8",
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: "1", DO_NOT_TRACK: "1" },
    maxBuffer: 64 * 1024 * 1024,
  });
  finish(title, started, result.status === 0, `${result.stdout ?? ""}${result.stderr ?? ""}`);
}

function finish(title: string, started: number, passed: boolean, details: string): void {
  console.log(
    `${passed ? "ok    " : "FAILED"} ${title} (${((performance.now() - started) / 1000).toFixed(1)} s)`,
  );
  if (passed) return;
  console.log(details);
  process.exit(1);
}

run("format and lint", bin("biome"), "check", "--error-on-warnings", ".");
const started = performance.now();
const findings = tidy(root);
finish(
  "tidy",
  started,
  findings.length === 0,
  findings.map((f) => `${f.path}:${f.line} ${f.message}`).join("\n"),
);
run("generated contract files", process.execPath, join(root, "apps/chain/contracts/build.ts"), "--check");
run("API reference", process.execPath, join(root, "packages/reference/build.ts"), "--check");
run("types", bin("turbo"), "run", "typecheck", "--output-logs=errors-only");
