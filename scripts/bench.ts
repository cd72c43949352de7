// pnpm bench [part]: runs one benchmark, or all of them, prints their tables, and keeps the figures in
// docs/benchmarks/<part>.json and in docs/benchmarks.md.
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const page = join(root, "docs/benchmarks.md");

/** Each prints a Markdown table. */
const PARTS: Readonly<Record<string, string>> = {
  protocol: "packages/platform/bench/protocol.ts",
  bundle: "packages/protocol/bench/bundle.ts",
  network: "packages/testnet/bench/network.ts",
};

const wanted = process.argv[2];
if (wanted !== undefined && PARTS[wanted] === undefined) {
  console.error(`No benchmark is called ${wanted}. There are: ${Object.keys(PARTS).join(", ")}`);
  process.exit(2);
}
const machine = {
  processor: cpus()[0]?.model ?? "unknown",
  cores: cpus().length,
  memoryGib: Math.round(totalmem() / 2 ** 30),
  node: process.version,
};
for (const [part, script] of Object.entries(PARTS))
  if (wanted === undefined || wanted === part) run(part, script);
spawnSync(join(root, "node_modules/.bin/biome"), ["format", "--write", page], { stdio: "ignore" });

function run(part: string, script: string): void {
  const { status, stdout } = spawnSync(process.execPath, [join(root, script)], {
    cwd: root,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (status !== 0) process.exit(status ?? 1);
  console.log(stdout);
  const table = stdout.split("\n").filter((line) => line.startsWith("|"));
  mkdirSync(join(root, "docs/benchmarks"), { recursive: true });
  const figures = { part, machine, rows: rowsOf(table) };
  writeFileSync(join(root, "docs/benchmarks", `${part}.json`), `${JSON.stringify(figures, undefined, 2)}\n`);
  writeTable(part, table);
}

/** A Markdown table as objects; cells that are numbers become numbers, empty ones are left out. */
function rowsOf([head = "", _line, ...rows]: readonly string[]): Record<string, string | number>[] {
  const names = cellsOf(head);
  return rows.map((row) =>
    Object.fromEntries(
      cellsOf(row).flatMap((cell, index) =>
        cell === "" ? [] : [[names[index] ?? "", Number.isNaN(Number(cell)) ? cell : Number(cell)]],
      ),
    ),
  );
}

function cellsOf(row: string): string[] {
  return row
    .split("|")
    .slice(1, -1)
    .map((cell) => cell.trim());
}

/** Puts the table between the part's marks. */
function writeTable(part: string, table: readonly string[]): void {
  const text = readFileSync(page, "utf8");
  const [begin, end] = [`<!-- ${part} -->`, `<!-- /${part} -->`];
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  if (from < 0 || to < 0) throw new Error(`docs/benchmarks.md: expected ${begin} and ${end}`);
  const where = `${machine.processor}, ${machine.cores} cores, ${machine.memoryGib} GiB, Node ${machine.node}`;
  const block = `${begin}\n\n${where}:\n\n${table.join("\n")}\n\n`;
  writeFileSync(page, text.slice(0, from) + block + text.slice(to));
  spawnSync(join(root, "node_modules/.bin/biome"), ["format", "--write", page]);
}
