import { type ChildProcess, spawn } from "node:child_process";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const HOME = join(import.meta.dirname, "..");
const NEXT = join(createRequire(import.meta.url).resolve("next/package.json"), "../dist/bin/next");
const DIST = ".next-e2e";

export interface RunningExplorer {
  readonly url: string;
  stop(): Promise<void>;
}

/** Builds the explorer into a folder of its own, without any API running. */
export async function buildExplorer(): Promise<void> {
  const child = next(["build"], {});
  const output = collect(child);
  const code = await exitOf(child);
  if (code !== 0) throw new Error(`next build ended with ${code}:\n${output()}`);
}

/** Starts the built explorer on a free loopback port. */
export async function startExplorer(environment: Record<string, string>): Promise<RunningExplorer> {
  const port = await freePort();
  const child = next(["start", "-H", "127.0.0.1", "-p", String(port)], environment);
  const output = collect(child);
  const exit = exitOf(child);
  const url = `http://127.0.0.1:${port}`;
  const ended = exit.then((code) => {
    throw new Error(`next start ended with ${code}:\n${output()}`);
  });
  await Promise.race([untilHealthy(url), ended]);
  ended.catch(() => undefined); // from here on an exit is what stop() asks for, or a test will notice
  return {
    url,
    async stop() {
      child.kill("SIGTERM");
      await exit;
    },
  };
}

function next(args: readonly string[], environment: Record<string, string>): ChildProcess {
  return spawn(process.execPath, [NEXT, ...args], {
    cwd: HOME,
    env: {
      ...process.env,
      NODE_ENV: "production",
      NEXT_TELEMETRY_DISABLED: "1",
      EXPLORER_DIST_DIR: DIST,
      ...environment,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

function collect(child: ChildProcess): () => string {
  const chunks: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream?.on("data", (chunk: Buffer) => chunks.push(chunk.toString("utf8")));
  return () => chunks.join("").slice(-4_000);
}

function exitOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.once("exit", (code) => resolve(code)));
}

async function untilHealthy(url: string): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    try {
      if ((await fetch(`${url}/health`)).ok) return;
    } catch {
      // Not listening yet.
    }
    await sleep(100);
  }
  throw new Error(`${url} did not become healthy`);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() =>
        typeof address === "object" && address ? resolve(address.port) : reject(new Error("no port")),
      );
    });
  });
}
