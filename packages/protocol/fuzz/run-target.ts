import { hexEncode } from "../src/bytes/index.ts";
import { DecodeError } from "../src/errors.ts";
import { generateInput } from "./generate.ts";
import type { FuzzTarget } from "./target.ts";

/** An input of at most 64 KiB that takes longer than this is a failure. */
export const SLOW_MS = 50;
/** What takes longer is measured again: a collection, the compiler or another process may have stopped us. */
const NOISE_MS = 1;
/** What may stay behind after a run: code and caches that the first inputs did not fill. */
export const GROWTH_BYTES_MAX: number = 4 * 1024 * 1024;
/** One input that leaves more than this, garbage included, is a failure. */
export const PEAK_BYTES_MAX: number = 256 * 1024 * 1024;
/** After so many failures a target is given up. */
const FAILURES_MAX = 5;

export interface Failure {
  readonly kind: "crash" | "hang" | "slow" | "growth" | "peak";
  readonly target: string;
  readonly seed: number;
  /** Of the input; -1 for growth, which no single input causes. */
  readonly index: number;
  readonly message: string;
  readonly hex: string;
}

export interface TargetReport {
  readonly target: string;
  readonly inputs: number;
  readonly accepted: number;
  readonly refused: number;
  /** Spent in the target alone. */
  readonly seconds: number;
  readonly inputsPerSecond: number;
  readonly slowest: { readonly index: number; readonly bytes: number; readonly ms: number };
  readonly growthBytes: number;
  readonly failures: readonly Failure[];
}

export interface RunOptions {
  readonly inputs: number;
  readonly seed: number;
  /** Bytes the process holds, after a collection where `collect` is true. */
  readonly memory: (options: { readonly collect: boolean }) => number;
  /** Called with the index before each input, so that a watcher knows which one hangs. */
  readonly onInput?: (index: number) => void;
  /** Elapsed time, looked at around every input; default: performance.now. */
  readonly nowMs?: () => number;
  /** Processor time of this thread, which decides whether an input that took long is to blame. */
  readonly processorMs?: () => number;
}

/** Runs inputs 0 .. `inputs` - 1 of one target. Never throws on what the target does. */
export function runTarget(target: FuzzTarget, options: RunOptions): TargetReport {
  const { inputs, seed, memory, onInput, nowMs = () => performance.now(), processorMs = threadMs } = options;
  const seeds = target.seeds();
  const inputAt = (index: number): Uint8Array => generateInput({ target: target.name, seed, index, seeds });
  const failures: Failure[] = [];
  const fail = (kind: Failure["kind"], index: number, message: string): void => {
    if (failures.some((known) => known.kind === kind && known.message === message)) return;
    const hex = index < 0 ? "" : hexEncode(inputAt(index));
    failures.push({ kind, target: target.name, seed, index, message, hex });
  };

  const warmUp = Math.min(2000, Math.ceil(inputs / 4));
  let start = memory({ collect: true });
  let counts = { accepted: 0, refused: 0 };
  let slowest = { index: 0, bytes: 0, ms: 0 };
  let totalMs = 0;
  let done = 0;
  for (let index = 0; index < inputs && failures.length < FAILURES_MAX; index++) {
    if (index === warmUp) start = memory({ collect: true });
    const input = inputAt(index);
    onInput?.(index);
    const held = memory({ collect: false });
    const { outcome, ms } = timed(target, input, nowMs);
    if (memory({ collect: false }) - held > PEAK_BYTES_MAX)
      fail("peak", index, `takes more than ${PEAK_BYTES_MAX >> 20} MiB at once`);
    done++;
    totalMs += ms;
    if (outcome === "accepted") counts = { ...counts, accepted: counts.accepted + 1 };
    else if (outcome === "refused") counts = { ...counts, refused: counts.refused + 1 };
    else fail("crash", index, outcome.crash);
    if (ms > slowest.ms) {
      const steadyMs = ms > NOISE_MS ? again(target, input, slowest.ms, processorMs) : ms;
      if (steadyMs > slowest.ms) slowest = { index, bytes: input.length, ms: steadyMs };
      if (steadyMs > SLOW_MS) fail("slow", index, `slower than ${SLOW_MS} ms`);
    }
  }
  const growthBytes = Math.max(0, memory({ collect: true }) - start);
  if (growthBytes > GROWTH_BYTES_MAX)
    fail("growth", -1, `${(growthBytes / 2 ** 20).toFixed(1)} MiB stay behind after ${done} inputs`);
  return {
    target: target.name,
    inputs: done,
    ...counts,
    seconds: hundredths(totalMs / 1000),
    inputsPerSecond: Math.round(done / Math.max(totalMs / 1000, 1e-6)),
    slowest: { ...slowest, ms: hundredths(slowest.ms) },
    growthBytes,
    failures,
  };
}

function hundredths(value: number): number {
  return Math.round(value * 100) / 100;
}

type Outcome = "accepted" | "refused" | { readonly crash: string };

export function outcomeOf(target: FuzzTarget, input: Uint8Array): Outcome {
  try {
    return target.run(input) === false ? "refused" : "accepted";
  } catch (error) {
    const isRefusal = target.isRefusal ?? ((thrown) => thrown instanceof DecodeError);
    return isRefusal(error) ? "refused" : { crash: describe(error) };
  }
}

function timed(
  target: FuzzTarget,
  input: Uint8Array,
  nowMs: () => number,
): { readonly outcome: Outcome; readonly ms: number } {
  const startedMs = nowMs();
  const outcome = outcomeOf(target, input);
  return { outcome, ms: nowMs() - startedMs };
}

/** The best of three further attempts, unless one of them stays below `enoughMs`. */
function again(target: FuzzTarget, input: Uint8Array, enoughMs: number, processorMs: () => number): number {
  let best = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < 3 && best > enoughMs; attempt++)
    best = Math.min(best, timed(target, input, processorMs).ms);
  return best;
}

function threadMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

/** Name, message and the first own line of the stack: equal for equal causes. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return `threw ${String(error)}`;
  const place =
    error.stack
      ?.split("\n")
      .find((line) => line.includes("/src/"))
      ?.trim() ?? "";
  return `${error.name}: ${error.message.slice(0, 200)} ${place.replace(/\(?(?:file:\/\/)?\/.*\/src\//, "src/").replace(/\)$/, "")}`.trim();
}
