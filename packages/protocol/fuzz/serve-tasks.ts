import { parentPort, workerData } from "node:worker_threads";
import { memoryProbe } from "./memory.ts";
import { runTarget, type TargetReport } from "./run-target.ts";
import type { FuzzTarget } from "./target.ts";

export interface WorkerTask {
  readonly target: string;
  readonly inputs: number;
  readonly seed: number;
}

export interface WorkerResult {
  readonly report: TargetReport;
}

/** Thread side of the pool: runs the targets it is asked for and posts their reports. */
export function serveTasks(targets: readonly FuzzTarget[]): void {
  /** Shared with the pool: the index of the input that runs now. */
  const current: Int32Array = workerData;
  const memory = memoryProbe();
  parentPort?.on("message", ({ target: name, inputs, seed }: WorkerTask) => {
    const target = targets.find((known) => known.name === name);
    if (target === undefined) throw new Error(`no target is called ${name}`);
    const onInput = (index: number): void => void Atomics.store(current, 0, index);
    const result: WorkerResult = { report: runTarget(target, { inputs, seed, memory, onInput }) };
    parentPort?.postMessage(result);
  });
}
