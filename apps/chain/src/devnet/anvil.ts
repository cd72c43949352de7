import { type ChildProcess, spawn } from "node:child_process";
import { createWriteStream, existsSync, type WriteStream } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { devnetError } from "./errors.ts";
import { DEVNET_CHAIN_ID } from "./keys.ts";

export interface AnvilOptions {
  /** Loopback by default. */
  readonly host?: string;
  /** 0 picks a free port. */
  readonly port: number;
  /** Chain state is loaded from and kept in this file, so that a restart goes on where the last run ended. */
  readonly stateFile?: string;
  /** Seconds between blocks; without it every transaction gets a block of its own at once. */
  readonly blockTimeSeconds?: number;
  /** Time of the first block; only for a new chain. */
  readonly genesisTimestampSeconds?: number;
  /** EIP-2537 needs prague or later. */
  readonly hardfork?: "cancun" | "prague" | "osaka";
  /** What anvil prints is appended to this file. */
  readonly logFile?: string;
  readonly onLine?: (line: string) => void;
  readonly readyTimeoutMs?: number;
}

export interface Anvil {
  readonly rpcUrl: string;
  readonly pid: number;
  /** Settles when the process is gone; rejects never. */
  readonly exited: Promise<{ readonly code: number | null; readonly lastLines: readonly string[] }>;
  /** Asks anvil to end and waits for it; the state file is complete then. */
  stop(): Promise<void>;
}

const READY_TIMEOUT_MS = 15_000;
const READY_POLL_MS = 100;
const STATE_INTERVAL_SECONDS = 5;
/** Ending writes the state file, which takes moments; a process that hangs is killed. */
const STOP_TIMEOUT_MS = 8_000;
const LAST_LINES_MAX = 20;
const LINE_CHARS_MAX = 2_000;
/** States of old blocks kept in memory; none go to disk. Calls read the newest block or one close to it. */
const STATES_KEPT = 64;

/**
 * Starts a local chain with the precompiles the contracts need and waits until it answers.
 *
 * @throws SessionError anvil_missing, port_taken, anvil_exited (with its last lines), anvil_not_ready
 */
export async function startAnvil(options: AnvilOptions): Promise<Anvil> {
  const host = options.host ?? "127.0.0.1";
  const port = await claimPort(host, options.port);
  const binary = anvilBinary();
  const log = options.logFile === undefined ? undefined : createWriteStream(options.logFile, { flags: "a" });
  const child = spawn(binary, anvilArguments(host, port, options), {
    stdio: ["ignore", "pipe", "pipe"],
    // A group of its own: Ctrl-C in a terminal must reach the owner first, who stops the chain last.
    detached: true,
  });
  const lastLines = collectLines(child, log, options.onLine);
  let running = true;
  const exited = new Promise<{ code: number | null; lastLines: readonly string[] }>((resolve) => {
    child.once("error", (error) => {
      running = false;
      lastLines.push(error.message);
      resolve({ code: null, lastLines });
    });
    child.once("close", (code) => {
      running = false;
      log?.end();
      resolve({ code, lastLines });
    });
  });

  const stop = async () => {
    if (!running) return;
    child.kill("SIGTERM");
    const givenUp = new AbortController();
    await Promise.race([
      exited,
      sleep(STOP_TIMEOUT_MS, undefined, { signal: givenUp.signal }).then(
        () => child.kill("SIGKILL"),
        () => undefined, // anvil ended in time
      ),
    ]);
    givenUp.abort();
    await exited;
  };

  const rpcUrl = `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
  const tries = Math.ceil((options.readyTimeoutMs ?? READY_TIMEOUT_MS) / READY_POLL_MS);
  for (let attempt = 0; attempt < tries; attempt++) {
    if (!running) break;
    if (await answers(rpcUrl)) {
      // Another process may have taken the port between our look and anvil's: its answer is not anvil's.
      if (running && child.pid !== undefined) return { rpcUrl, pid: child.pid, exited, stop };
      break;
    }
    await Promise.race([sleep(READY_POLL_MS), exited]);
  }
  if (running) {
    await stop();
    throw devnetError("anvil_not_ready", `the chain at ${rpcUrl} did not answer in time`);
  }
  const { code } = await exited;
  throw devnetError("anvil_exited", [`anvil ended with code ${code}`, ...lastLines].join("\n"));
}

function anvilArguments(host: string, port: number, options: AnvilOptions): string[] {
  const { stateFile, blockTimeSeconds, genesisTimestampSeconds } = options;
  const args = ["--host", host, "--port", String(port), "--silent", "--color", "never"];
  args.push("--chain-id", String(DEVNET_CHAIN_ID), "--hardfork", options.hardfork ?? "prague");
  args.push("--prune-history", String(STATES_KEPT));
  if (blockTimeSeconds !== undefined) args.push("--block-time", String(blockTimeSeconds));
  if (stateFile !== undefined)
    args.push("--state", stateFile, "--state-interval", String(STATE_INTERVAL_SECONDS));
  if (genesisTimestampSeconds !== undefined && (stateFile === undefined || !existsSync(stateFile)))
    args.push("--timestamp", String(genesisTimestampSeconds));
  return args;
}

/**
 * The platform package's own binary: through the wrapper script the parent would see no exit code and could
 * not tell when the state file is complete.
 */
function anvilBinary(): string {
  const platform = process.platform;
  const arch = process.arch === "x64" ? "amd64" : process.arch;
  const packageName = `@foundry-rs/anvil-${platform}-${arch}`;
  const file = platform === "win32" ? "bin/anvil.exe" : "bin/anvil";
  try {
    const anvilPackage = createRequire(import.meta.url).resolve("@foundry-rs/anvil/package.json");
    const manifest = createRequire(anvilPackage).resolve(`${packageName}/package.json`);
    return join(manifest, "..", file);
  } catch (cause) {
    throw devnetError("anvil_missing", `${packageName}: the package is not installed`, { cause });
  }
}

/** Checks that the port is free, because anvil's own message names none. */
async function claimPort(host: string, port: number): Promise<number> {
  const server = createServer();
  try {
    return await new Promise<number>((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, host, () => {
        const address = server.address();
        resolve(typeof address === "object" && address !== null ? address.port : port);
      });
    });
  } catch (cause) {
    throw devnetError("port_taken", `${host}:${port}: the port cannot be used`, { cause });
  } finally {
    if (server.listening) await new Promise((resolve) => server.close(resolve));
  }
}

function collectLines(
  child: ChildProcess,
  log: WriteStream | undefined,
  onLine: ((line: string) => void) | undefined,
): string[] {
  const lastLines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    if (stream === null) continue;
    createInterface({ input: stream }).on("line", (text) => {
      const line = text.slice(0, LINE_CHARS_MAX);
      lastLines.push(line);
      if (lastLines.length > LAST_LINES_MAX) lastLines.shift();
      log?.write(`${line}\n`);
      onLine?.(line);
    });
  }
  return lastLines;
}

async function answers(rpcUrl: string): Promise<boolean> {
  try {
    const response = await fetch(rpcUrl, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "eth_chainId", params: [] }),
      signal: AbortSignal.timeout(1_000),
    });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    // Not listening yet: the caller's poll goes on.
    return false;
  }
}
