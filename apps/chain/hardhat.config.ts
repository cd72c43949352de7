import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { defineConfig } from "hardhat/config";
import { compilerSettings, compilerVersion, contractsDir } from "./contracts/compile.ts";

const require = createRequire(import.meta.url);
const compiler = { version: compilerVersion, path: require.resolve("solc/soljson.js") };

/**
 * Tests load the contracts' creation code, so only the contracts need the settings they are deployed with;
 * those would take the tests ten times as long to compile.
 */
const tests = readdirSync(join(contractsDir, "test"))
  .filter((name) => name.endsWith(".sol"))
  .map((name) => [
    `contracts/test/${name}`,
    { ...compiler, settings: { ...compilerSettings, viaIR: false, optimizer: { enabled: false } } },
  ]);

/** Solidity tests only: what is deployed is compiled by contracts/build.ts, with the same settings. */
export default defineConfig({
  paths: { sources: "./contracts", tests: { solidity: "./contracts/test" } },
  solidity: {
    compilers: [{ ...compiler, settings: compilerSettings }],
    overrides: Object.fromEntries(tests),
  },
  test: { solidity: { fuzz: { runs: 256 }, invariant: { runs: 32, depth: 64 } } },
});
