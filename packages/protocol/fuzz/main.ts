// pnpm fuzz [target] [--inputs N] [--seed S] [--index I] [--json file]
// Without a target all of them run. --index repeats one input and prints it.
import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { hexEncode } from "../src/bytes/index.ts";
import { generateInput } from "./generate.ts";
import { runTargets } from "./pool.ts";
import { type Failure, outcomeOf, type TargetReport } from "./run-target.ts";
import type { FuzzTarget } from "./target.ts";
import { FUZZ_TARGETS } from "./targets/index.ts";

/** About 55 s on two cores. */
const SHORT_RUN_INPUTS = 1_000_000;
const ONE_TARGET_INPUTS = 100_000;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    inputs: { type: "string" },
    seed: { type: "string", default: "1" },
    index: { type: "string" },
    json: { type: "string" },
    threads: { type: "string" },
  },
});

const wanted = positionals[0];
const targets =
  wanted === undefined
    ? FUZZ_TARGETS
    : FUZZ_TARGETS.filter(({ name }) => name === wanted || name.startsWith(`${wanted}/`));
const seed = wholeNumber("seed", values.seed);
const [only] = targets;
if (only === undefined) {
  console.error(
    `No target is called ${wanted}. There are:\n${FUZZ_TARGETS.map(({ name }) => `  ${name}`).join("\n")}`,
  );
  process.exit(2);
}
if (values.index !== undefined) process.exit(repeat(only, wholeNumber("index", values.index)) ? 0 : 1);

const inputs = values.inputs === undefined ? undefined : wholeNumber("inputs", values.inputs);
const started = performance.now();
const reports = await runTargets({
  targets,
  seed,
  inputs: inputs ?? (targets.length === 1 ? ONE_TARGET_INPUTS : SHORT_RUN_INPUTS),
  ...(values.threads !== undefined && { threads: wholeNumber("threads", values.threads) }),
  onReport: ({ failures }) => failures.forEach(printFailure),
});
const seconds = (performance.now() - started) / 1000;
printTable(reports);
if (values.json !== undefined) writeJson(values.json);
const failed = reports.filter(({ failures }) => failures.length > 0);
const total = sum(reports, (report) => report.inputs);
console.log(
  `\n${total.toLocaleString("en")} inputs to ${reports.length} targets in ${seconds.toFixed(0)} s, seed ${seed}: ` +
    (failed.length === 0 ? "no failure" : `${failed.length} targets failed`),
);
process.exit(failed.length === 0 ? 0 : 1);

/** Runs one input and shows it. @returns whether it behaved */
function repeat(target: FuzzTarget, index: number): boolean {
  const input = generateInput({ target: target.name, seed, index, seeds: target.seeds() });
  const startedMs = performance.now();
  const outcome = outcomeOf(target, input);
  const ms = performance.now() - startedMs;
  console.log(`${target.name}, input ${index}, ${input.length} bytes\n${hexEncode(input)}`);
  console.log(typeof outcome === "string" ? `${outcome} in ${ms.toFixed(2)} ms` : outcome.crash);
  return typeof outcome === "string";
}

function printFailure({ kind, target, seed: runSeed, index, message, hex }: Failure): void {
  const again = index < 0 ? "" : ` --index ${index}`;
  const shown = hex.length > 400 ? `${hex.slice(0, 400)}... (${hex.length / 2} bytes)` : hex;
  console.error(
    `FAILED ${kind}: ${message}\n  pnpm fuzz ${JSON.stringify(target)} --seed ${runSeed}${again}\n  ${shown}`,
  );
}

function printTable(all: readonly TargetReport[]): void {
  console.log("| Target | Inputs | Accepted | Refused | Inputs/s | Slowest (input) | Memory left |");
  console.log("|---|--:|--:|--:|--:|--:|--:|");
  for (const { target, inputs: count, accepted, refused, inputsPerSecond, slowest, growthBytes } of all)
    console.log(
      `| ${target} | ${count} | ${accepted} | ${refused} | ${inputsPerSecond} | ` +
        `${slowest.ms.toFixed(1)} ms (${slowest.index}, ${slowest.bytes} bytes) | ${Math.round(growthBytes / 1024)} KiB |`,
    );
}

function writeJson(file: string): void {
  const machine = { processor: cpus()[0]?.model ?? "unknown", cores: cpus().length, node: process.version };
  const totals = {
    targets: reports.length,
    inputs: sum(reports, (report) => report.inputs),
    accepted: sum(reports, (report) => report.accepted),
    refused: sum(reports, (report) => report.refused),
    failures: sum(reports, (report) => report.failures.length),
  };
  writeFileSync(
    file,
    `${JSON.stringify({ machine, seed, seconds: Math.round(seconds), totals, reports }, undefined, 2)}\n`,
  );
}

function sum(all: readonly TargetReport[], read: (report: TargetReport) => number): number {
  return all.reduce((total, report) => total + read(report), 0);
}

function wholeNumber(name: string, text: string): number {
  const value = Number(text.replaceAll("_", ""));
  if (Number.isSafeInteger(value) && value >= 0) return value;
  console.error(`--${name}: expected a whole number, got ${text}`);
  process.exit(2);
}
