import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";

export interface TestProcess {
  readonly child: ChildProcess;
  /** Log lines so far. */
  readonly lines: readonly Readonly<Record<string, unknown>>[];
  readonly exit: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
  /** Sends a signal and waits for the end. */
  end(signal: NodeJS.Signals): Promise<{ readonly code: number | null }>;
}

/** Runs the composition root as its own process, with nothing in its environment but what is given. */
export function startProcess(env: Readonly<Record<string, string>>): TestProcess {
  const child = spawn(process.execPath, [join(import.meta.dirname, "../../src/main.ts")], {
    env: { PATH: process.env.PATH ?? "", ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const lines: Record<string, unknown>[] = [];
  let rest = "";
  child.stdout?.on("data", (part) => {
    const parts = (rest + String(part)).split("\n");
    rest = parts.pop() ?? "";
    for (const line of parts) lines.push(JSON.parse(line));
  });
  const exit = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) =>
    child.once("close", (code, signal) => resolve({ code, signal })),
  );
  return {
    child,
    lines,
    exit,
    async end(signal) {
      child.kill(signal);
      return exit;
    },
  };
}
