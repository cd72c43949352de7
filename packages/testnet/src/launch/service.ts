import { type ChildProcess, spawn } from "node:child_process";
import { createWriteStream } from "node:fs";

const LAST_LINES = 20;
const POLL_MS = 150;

export interface ServiceSpec {
  /** Shown to people, and the name of the log file. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env: Readonly<Record<string, string>>;
  readonly logFile: string;
}

export interface Service {
  readonly name: string;
  readonly pid: number;
  /** Polls `check` until it is true. Rejects with the last log lines when the process ends or time is up. */
  ready(check: () => Promise<boolean>, timeoutMs: number): Promise<void>;
  /** Resolves when the process has ended; never rejects. */
  readonly exited: Promise<void>;
  lastLines(): readonly string[];
  /** Asks it to stop, then kills it after `graceMs`. */
  stop(graceMs: number): Promise<void>;
  kill(signal: NodeJS.Signals): void;
}

/** A part of the network did not do its job; the message carries its name and last log lines. */
export class ServiceError extends Error {
  override readonly name = "ServiceError";
}

/** Runs one child process with its output in a log file. It gets its own process group, so that Ctrl-C reaches only the launcher. */
export function startService(spec: ServiceSpec): Service {
  const log = createWriteStream(spec.logFile, { flags: "a", mode: 0o600 });
  const tail: string[] = [];
  const child: ChildProcess = spawn(spec.command, spec.args, {
    ...(spec.cwd === undefined ? {} : { cwd: spec.cwd }),
    env: { ...baseEnvironment(), ...spec.env },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  let ended: string | undefined;
  const exited = new Promise<void>((resolve) => {
    child.once("error", (error) => {
      ended = `could not be started: ${error.message}`;
      resolve();
    });
    child.once("close", (code, signal) => {
      ended ??= signal ? `was ended by ${signal}` : `ended with code ${code}`;
      log.end();
      resolve();
    });
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk: Buffer) => {
      log.write(chunk);
      for (const line of chunk.toString("utf8").split("\n"))
        if (line.trim() !== "") tail.push(line.slice(0, 500));
      tail.splice(0, Math.max(0, tail.length - LAST_LINES));
    });
  }
  const failure = (what: string) =>
    new ServiceError(
      `${spec.name} ${what}. Its last lines:\n${tail.map((l) => `  ${l}`).join("\n") || "  (none)"}`,
    );

  return {
    name: spec.name,
    pid: child.pid ?? 0,
    exited,
    lastLines: () => [...tail],
    kill: (signal) => void child.kill(signal),
    async ready(check, timeoutMs) {
      const deadline = performance.now() + timeoutMs;
      while (performance.now() < deadline) {
        if (ended !== undefined) throw failure(ended);
        if (await check().catch(() => false)) return;
        await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      }
      throw failure(`was not ready after ${Math.round(timeoutMs / 1000)} s`);
    },
    async stop(graceMs) {
      if (ended !== undefined) return;
      child.kill("SIGTERM");
      const timer = setTimeout(() => killGroup(child), graceMs);
      await exited;
      clearTimeout(timer);
    },
  };
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    child.kill("SIGKILL");
  }
}

/** Children see only what they need: nothing of the person's environment can change how the network runs. */
function baseEnvironment(): Record<string, string> {
  const kept = ["PATH", "HOME", "TMPDIR", "TEMP", "TMP", "LANG", "SystemRoot", "NODE_EXTRA_CA_CERTS"];
  return Object.fromEntries(
    kept.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
}
