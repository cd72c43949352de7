import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, open, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { ROOT } from "./paths.ts";
import { ServiceError } from "./service.ts";

interface Target {
  readonly name: string;
  /** Folder the build runs in. */
  readonly folder: string;
  readonly command: readonly [string, ...string[]];
  /** Folders and files whose content decides what the build makes. */
  readonly sources: readonly string[];
  readonly output: string;
}

const SHARED = [
  "pnpm-lock.yaml",
  "packages/protocol/src",
  "packages/ui/src",
  "packages/client/src",
  "packages/staking/src",
  "apps/chain/src/api",
];

/** What must be built before the network can start; everything else runs from source. */
const TARGETS: readonly Target[] = [
  {
    name: "web messenger",
    folder: "apps/web",
    command: ["vite", "build", "--logLevel", "warn"],
    sources: [...SHARED, "apps/web/src", "apps/web/public", "apps/web/index.html", "apps/web/vite.config.ts"],
    output: "apps/web/dist",
  },
  {
    name: "explorer",
    folder: "apps/explorer",
    command: ["next", "build"],
    sources: [...SHARED, "apps/explorer/src", "apps/explorer/public", "apps/explorer/next.config.ts"],
    output: "apps/explorer/.next",
  },
];

/** Builds what changed since the last build. @throws ServiceError with the build's last lines */
export async function buildWhatChanged(onStep: (text: string) => void): Promise<void> {
  const stale = [];
  for (const target of TARGETS) {
    const stamp = await hashOf(target.sources);
    if ((await readStamp(target)) !== stamp) stale.push({ target, stamp });
  }
  if (stale.length === 0) return;
  const release = await lock(join(ROOT, "node_modules/.testnet-build.lock"));
  try {
    for (const { target, stamp } of stale) {
      if ((await readStamp(target)) === stamp) continue; // another network built it meanwhile
      onStep(`Building the ${target.name} ...`);
      await run(target);
      await writeFile(stampFile(target), stamp);
    }
  } finally {
    await release();
  }
}

const stampFile = (target: Target): string => join(ROOT, target.output, ".source-stamp");
const readStamp = (target: Target): Promise<string> => readFile(stampFile(target), "utf8").catch(() => "");

async function hashOf(sources: readonly string[]): Promise<string> {
  const hash = createHash("sha256");
  for (const source of sources) {
    for (const file of await filesBelow(join(ROOT, source))) {
      if (/\.test\.tsx?$/.test(file)) continue;
      hash
        .update(file.slice(ROOT.length))
        .update("\0")
        .update(await readFile(file))
        .update("\0");
    }
  }
  return hash.digest("hex");
}

async function filesBelow(path: string): Promise<string[]> {
  if (!existsSync(path)) return [];
  const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => undefined);
  if (entries === undefined) return [path];
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function run(target: Target): Promise<void> {
  const [command, ...args] = target.command;
  return new Promise((resolve, reject) => {
    const child = spawn(join(ROOT, target.folder, "node_modules/.bin", command), args, {
      cwd: join(ROOT, target.folder),
      env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1", CI: "1" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    const keep = (chunk: Buffer) => {
      output = (output + chunk.toString("utf8")).slice(-4000);
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.once("error", (error) =>
      reject(new ServiceError(`building the ${target.name} failed: ${error.message}`)),
    );
    child.once("close", (code) => {
      if (code === 0) resolve();
      else reject(new ServiceError(`building the ${target.name} failed with code ${code}:\n${output}`));
    });
  });
}

/** A file that exists while somebody builds; one left behind by a dead process is taken over. */
async function lock(path: string): Promise<() => Promise<void>> {
  await mkdir(dirname(path), { recursive: true });
  for (;;) {
    try {
      const file = await open(path, "wx");
      await file.writeFile(String(process.pid));
      await file.close();
      return () => rm(path, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      const owner = Number(await readFile(path, "utf8").catch(() => "0"));
      if (owner > 0 && !isAlive(owner)) await rm(path, { force: true });
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
