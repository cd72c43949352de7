// Starts the default network and prints what it costs: time to ready, memory per part, first message.
// Memory is the proportional set size, which counts a page shared by n processes as 1/n in each. Linux only.
import { readdirSync, readFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { freePortBase } from "../e2e/free-port-base.ts";
import { startTestnet } from "../src/network.ts";
import { DEFAULT_OPTIONS } from "../src/options.ts";

const SETTLE_MS = 10_000;

const started = performance.now();
const testnet = await startTestnet({
  ...DEFAULT_OPTIONS,
  portBase: await freePortBase(),
  onStep: console.error,
});
const seconds = (performance.now() - started) / 1000;
await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));

const byPart = new Map<string, number>();
for (const [name, pid] of testnet.pids()) {
  const part = name.startsWith("node-") ? `service nodes (${DEFAULT_OPTIONS.nodes})` : name;
  byPart.set(part, (byPart.get(part) ?? 0) + pssOfTree(pid));
}
byPart.set("launcher", pss(process.pid));
const total = [...byPart.values()].reduce((sum, mib) => sum + mib, 0);

console.log(
  `${cpus()[0]?.model ?? "unknown processor"}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}\n`,
);
console.log("| Figure | Value |\n|---|---|");
console.log(`| Ready, first message included | ${seconds.toFixed(1)} s |`);
console.log(`| First message | ${testnet.info.firstMessage.ms} ms |`);
for (const [part, mib] of byPart) console.log(`| Memory: ${part} | ${Math.round(mib)} MiB |`);
console.log(`| Memory: all | ${Math.round(total)} MiB |`);
await testnet.stop();

function pssOfTree(pid: number): number {
  return pss(pid) + childrenOf(pid).reduce((sum, child) => sum + pssOfTree(child), 0);
}

/** Mebibytes. */
function pss(pid: number): number {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
  return Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1] ?? 0) / 1024;
}

function childrenOf(pid: number): number[] {
  return readdirSync(`/proc/${pid}/task`).flatMap((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, "utf8").trim().split(" ").filter(Boolean).map(Number),
  );
}
