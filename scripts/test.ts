// All suites, in the order in which they tell most for least: contracts, then everything vitest runs.
// Arguments go to vitest (npm test -- --project unit). The last line is "N passed, N failed".
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const args = process.argv.slice(2);
const tally = { passed: 0, failed: 0 };

requireChromium();
if (args.length === 0) await contracts();
await vitest();
console.log(`${tally.passed} passed, ${tally.failed} failed`);
process.exit(tally.failed === 0 && tally.passed > 0 ? 0 : 1);

async function contracts(): Promise<void> {
  console.log("Contracts (Solidity unit, fuzz and invariant tests)");
  const { code, output } = await run(
    join(root, "apps/chain/node_modules/.bin/hardhat"),
    ["test", "solidity"],
    join(root, "apps/chain"),
  );
  const passed = Number(/(\d+) passing/.exec(output)?.[1] ?? 0);
  const failed = Number(/(\d+) failing/.exec(output)?.[1] ?? 0);
  tally.passed += passed;
  tally.failed += failed;
  // A compiler error or an empty run must count as a failure too.
  if (failed === 0 && (code !== 0 || passed === 0)) tally.failed += 1;
}

async function vitest(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "session-tests-"));
  const report = join(folder, "report.json");
  const { code } = await run(
    join(root, "node_modules/.bin/vitest"),
    ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${report}`, ...args],
    root,
  );
  const { numPassedTests, numFailedTests, numFailedTestSuites } = readReport(report);
  rmSync(folder, { recursive: true });
  tally.passed += numPassedTests;
  tally.failed += numFailedTests;
  if (numFailedTests === 0 && (code !== 0 || numFailedTestSuites > 0))
    tally.failed += Math.max(1, numFailedTestSuites);
}

function readReport(path: string): {
  numPassedTests: number;
  numFailedTests: number;
  numFailedTestSuites: number;
} {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return { numPassedTests: 0, numFailedTests: 0, numFailedTestSuites: 1 };
  }
}

function run(command: string, commandArgs: string[], cwd: string): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(command, commandArgs, { cwd, stdio: ["ignore", "pipe", "inherit"] });
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => {
      process.stdout.write(chunk);
      output += chunk.toString("utf8");
    });
    child.on("error", (error) => {
      console.error(`cannot run ${command}: ${error.message}`);
      resolve({ code: 1, output });
    });
    child.on("close", (code) => resolve({ code: code ?? 1, output }));
  });
}

/** Browser tests need a Chromium. Its absence is an error with a cure, never a silent skip. */
function requireChromium(): void {
  if (args.some((arg) => arg === "unit" || arg === "service")) return;
  const candidates = [
    process.env.CHROMIUM_PATH,
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
  ];
  const found = candidates.some((name) => name !== undefined && spawnSync(name, ["--version"]).status === 0);
  if (found) return;
  console.error(
    "The browser tests need Chromium or Chrome. Install one (Debian: apt-get install chromium), or set CHROMIUM_PATH.\n" +
      "To run everything else: npm test -- --project unit --project service",
  );
  process.exit(1);
}
