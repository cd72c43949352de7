import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { TargetReport } from "./run-target.ts";
import type { WorkerResult, WorkerTask } from "./serve-tasks.ts";
import type { FuzzTarget } from "./target.ts";

/** A thread that stays on one input for so long hangs, however busy the machine is. */
const HANG_MS = 20_000;
const WATCH_MS = 1000;

export interface PoolOptions {
  readonly targets: readonly Pick<FuzzTarget, "name" | "weight">[];
  /** In total; each target gets a part by its weight, at least one. */
  readonly inputs: number;
  readonly seed: number;
  readonly threads?: number;
  readonly onReport?: (report: TargetReport) => void;
  /** Default 20 s. */
  readonly hangMs?: number;
  /** Module of the threads; default: the one that knows all targets. */
  readonly worker?: URL;
}

/** Runs targets on several threads, longest first. A thread that hangs is ended, and its target has failed. */
export async function runTargets(options: PoolOptions): Promise<TargetReport[]> {
  const { targets, inputs, seed, onReport, threads = availableParallelism() } = options;
  const weightSum = targets.reduce((sum, { weight }) => sum + weight, 0);
  const queue = targets
    .map(({ name, weight }): WorkerTask => {
      return { target: name, seed, inputs: Math.max(1, Math.ceil((inputs * weight) / weightSum)) };
    })
    .sort((a, b) => b.inputs - a.inputs);
  const reports = new Map<string, TargetReport>();
  const work = async (): Promise<void> => {
    let thread = startThread(options);
    for (let task = queue.shift(); task !== undefined; task = queue.shift()) {
      const report = await thread.run(task);
      if (thread.hasEnded()) thread = startThread(options);
      reports.set(report.target, report);
      onReport?.(report);
    }
    await thread.end();
  };
  await Promise.all(Array.from({ length: Math.min(threads, queue.length) }, work));
  return targets.flatMap(({ name }) => reports.get(name) ?? []);
}

interface Thread {
  run(task: WorkerTask): Promise<TargetReport>;
  hasEnded(): boolean;
  end(): Promise<unknown>;
}

function startThread({
  hangMs = HANG_MS,
  worker: url = new URL("worker.ts", import.meta.url),
}: PoolOptions): Thread {
  const current = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(url, { workerData: current });
  let ended = false;
  let settle: (end: { readonly report: TargetReport } | { readonly crash: string }) => void = () => {};
  worker.on("message", (result: WorkerResult) => settle(result));
  worker.on("error", (error) => settle({ crash: `ended its thread: ${String(error)}` }));
  worker.on("exit", (code) => settle({ crash: `ended its thread with code ${code}` }));

  function run(task: WorkerTask): Promise<TargetReport> {
    return new Promise((resolve) => {
      Atomics.store(current, 0, -1);
      let last = { index: -1, sinceMs: performance.now() };
      const fail = (kind: "hang" | "crash", message: string): void => {
        ended = true;
        void worker.terminate();
        resolve(failedReport(task, Atomics.load(current, 0), kind, message));
      };
      const watch = setInterval(
        () => {
          const index = Atomics.load(current, 0);
          if (index !== last.index) last = { index, sinceMs: performance.now() };
          else if (performance.now() - last.sinceMs > hangMs) {
            clearInterval(watch);
            fail("hang", `takes longer than ${hangMs} ms`);
          }
        },
        Math.min(WATCH_MS, hangMs / 2),
      );
      settle = (end) => {
        clearInterval(watch);
        if ("crash" in end) fail("crash", end.crash);
        else resolve(end.report);
      };
      worker.postMessage(task);
    });
  }

  return { run, hasEnded: () => ended, end: () => worker.terminate() };
}

/** Of a target whose thread is gone, and its counts with it. */
function failedReport(
  { target, seed }: WorkerTask,
  index: number,
  kind: "hang" | "crash",
  message: string,
): TargetReport {
  return {
    target,
    inputs: index + 1,
    accepted: 0,
    refused: 0,
    seconds: 0,
    inputsPerSecond: 0,
    slowest: { index, bytes: 0, ms: 0 },
    growthBytes: 0,
    failures: [{ kind, target, seed, index, message, hex: "" }],
  };
}
