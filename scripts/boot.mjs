// Runs on any Node >= 20: installs the workspace with the pinned pnpm when something changed, then runs
// the given TypeScript entry with the Node that pnpm installed. Usage: node scripts/boot.mjs <entry> [args]
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const bin = join(root, "node_modules", ".bin");
const stampFile = join(root, "node_modules", ".boot-stamp");
const [entry, ...args] = process.argv.slice(2);

main().catch((error) => {
  console.error(`setup failed: ${error.message}`);
  process.exit(1);
});

async function main() {
  if (!entry) throw new Error("usage: node scripts/boot.mjs <entry.ts> [arguments]");
  const stamp = workspaceStamp();
  if (!existsSync(stampFile) || readFileSync(stampFile, "utf8") !== stamp) install(stamp);
  const node = usableNode();
  const child = spawn(node, [join(root, entry), ...args], {
    stdio: "inherit",
    env: { ...process.env, PATH: bin + delimiter + process.env.PATH },
  });
  // Ctrl-C reaches the child through the terminal too; a kill of this process must reach it as well.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("error", (error) => {
    console.error(`cannot run ${node}: ${error.message}`);
    process.exit(1);
  });
  child.on("exit", (code, signal) => process.exit(code ?? (signal === "SIGINT" ? 130 : 143)));
}

/** One hash over everything that decides what an install produces. */
function workspaceStamp() {
  const hash = createHash("sha256").update(`${process.platform} ${process.arch}`);
  const manifests = ["packages", "apps"].flatMap((group) =>
    readdirSync(join(root, group)).map((name) => join(root, group, name, "package.json")),
  );
  for (const file of ["package.json", "pnpm-workspace.yaml", "pnpm-lock.yaml"]
    .map((f) => join(root, f))
    .concat(manifests)) {
    if (existsSync(file)) hash.update(file.slice(root.length)).update(readFileSync(file));
  }
  return hash.digest("hex");
}

function install(stamp) {
  const { packageManager } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  console.error(`Installing dependencies with ${packageManager} (about half a minute the first time) ...`);
  const npx = process.platform === "win32" ? "npx.cmd" : "npx";
  const result = spawnSync(npx, ["-y", packageManager, "install", "--frozen-lockfile", "--prefer-offline"], {
    cwd: root,
    env: { ...process.env, CI: "true", npm_config_loglevel: "error" },
    // Standard output belongs to the entry: scripts parse it.
    stdio: ["ignore", "pipe", "pipe"],
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
    shell: process.platform === "win32",
  });
  if (result.error || result.status !== 0) {
    process.stderr.write(`${result.stdout ?? ""}${result.stderr ?? ""}`);
    throw new Error(result.error ? result.error.message : `pnpm install exited with code ${result.status}`);
  }
  mkdirSync(dirname(stampFile), { recursive: true });
  writeFileSync(stampFile, stamp);
}

/** The installed Node 24 if it runs here, else this one if it can run TypeScript. */
function usableNode() {
  const installed = join(bin, "node");
  if (existsSync(installed) && spawnSync(installed, ["--version"]).status === 0) return installed;
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major > 22 || (major === 22 && minor >= 18)) return process.execPath;
  throw new Error(
    `no Node 24 package exists for ${process.platform}-${process.arch}; install Node >= 22.18 yourself (this is ${process.versions.node})`,
  );
}
