import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

const require = createRequire(import.meta.url);
export const contractsDir = dirname(fileURLToPath(import.meta.url));

/** The compiler settings every artifact is made with; hardhat.config.ts uses the same values. */
export const compilerVersion = "0.8.37";
export const compilerSettings = {
  evmVersion: "prague",
  viaIR: true,
  optimizer: { enabled: true, runs: 1000 },
  // Without the metadata hash the bytecode depends on the code alone, not on comments and file names.
  metadata: { bytecodeHash: "none", appendCBOR: false },
} as const;

export interface CompiledContract {
  readonly abi: readonly unknown[];
  /** Creation code, hex without `0x`. */
  readonly bytecode: string;
  /** Size of the deployed code. */
  readonly deployedBytes: number;
}

interface SolcOutput {
  readonly errors?: readonly { readonly severity: string; readonly formattedMessage: string }[];
  readonly contracts?: Readonly<
    Record<
      string,
      Readonly<
        Record<
          string,
          {
            readonly abi: readonly unknown[];
            readonly evm: {
              readonly bytecode: { readonly object: string };
              readonly deployedBytecode: { readonly object: string };
            };
          }
        >
      >
    >
  >;
}

interface Solc {
  version(): string;
  compile(
    input: string,
    callbacks: { import(path: string): { contents: string } | { error: string } },
  ): string;
}

/** Every Solidity source of the suite (tests are not), as paths relative to this folder. */
export function listSources(): string[] {
  return readdirSync(contractsDir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".sol"))
    .map((entry) => relative(contractsDir, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .filter((path) => !path.startsWith("test/"))
    .sort();
}

/**
 * Compiles the suite with the installed solc package; package imports are read from node_modules.
 * @returns compiled contracts by `file:name`
 * @throws Error with the compiler's own text on any error or warning
 */
export function compileContracts(): Map<string, CompiledContract> {
  const solc = require("solc") as Solc; // the package's own types describe an older interface
  if (!solc.version().startsWith(`${compilerVersion}+`))
    throw new Error(`solc: expected ${compilerVersion}, got ${solc.version()}`);
  const sources = Object.fromEntries(
    listSources().map((path) => [path, { content: readFileSync(join(contractsDir, path), "utf8") }]),
  );
  const input = {
    language: "Solidity",
    sources,
    settings: {
      ...compilerSettings,
      outputSelection: { "*": { "*": ["abi", "evm.bytecode.object", "evm.deployedBytecode.object"] } },
    },
  };
  const readImport = (path: string) => {
    try {
      return { contents: readFileSync(require.resolve(path), "utf8") };
    } catch (error) {
      return { error: String(error) };
    }
  };
  // The compiler's answer for this output selection; checked by the fields read below.
  const output = JSON.parse(solc.compile(JSON.stringify(input), { import: readImport })) as SolcOutput;
  const problems = (output.errors ?? []).filter((e) => e.severity !== "info");
  if (problems.length > 0) throw new Error(problems.map((e) => e.formattedMessage).join("\n"));
  const compiled = new Map<string, CompiledContract>();
  for (const [file, contracts] of Object.entries(output.contracts ?? {}))
    for (const [name, contract] of Object.entries(contracts))
      compiled.set(`${file}:${name}`, {
        abi: contract.abi,
        bytecode: contract.evm.bytecode.object,
        deployedBytes: contract.evm.deployedBytecode.object.length / 2,
      });
  return compiled;
}
