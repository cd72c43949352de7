import { createRequire } from "node:module";
import { defineConfig } from "hardhat/config";
import { compilerSettings, compilerVersion } from "./contracts/compile.ts";

const require = createRequire(import.meta.url);

/** Solidity tests only: what is deployed is compiled by contracts/build.ts, with the same settings. */
export default defineConfig({
  paths: { sources: "./contracts", tests: { solidity: "./contracts/test" } },
  solidity: {
    compilers: [
      { version: compilerVersion, path: require.resolve("solc/soljson.js"), settings: compilerSettings },
    ],
  },
  test: { solidity: { fuzz: { runs: 256 }, invariant: { runs: 32, depth: 64 } } },
});
