import { posix } from "node:path";
import { blank, type Finding, lineOf, type SourceFile } from "./sources.ts";

/** Which workspace packages a package may import; dev means only from its tests. The table of docs/architecture. */
interface Rule {
  readonly imports: readonly string[];
  readonly inTests?: readonly string[];
  /** Packages of which only types may be taken. */
  readonly types?: readonly string[];
}

export const RULES: Readonly<Record<string, Rule>> = {
  "packages/config": { imports: [] },
  "packages/protocol": { imports: [] },
  "packages/testkit": { imports: ["@session/protocol"] },
  "packages/platform": { imports: ["@session/protocol"], inTests: ["@session/testkit"] },
  "packages/staking": { imports: ["@session/protocol"], inTests: ["@session/testkit"] },
  "packages/client": { imports: ["@session/protocol", "@session/platform"], inTests: ["@session/testkit"] },
  "packages/ui": { imports: [] },
  "packages/testnet": {
    imports: [
      "@session/protocol",
      "@session/platform",
      "@session/staking",
      "@session/chain",
      "@session/node",
      "@session/client",
      "@session/web",
      "@session/explorer",
    ],
    inTests: ["@session/testkit"],
  },
  "apps/node": {
    imports: ["@session/protocol", "@session/platform", "@session/staking"],
    inTests: ["@session/testkit"],
  },
  "apps/chain": {
    imports: ["@session/protocol", "@session/platform", "@session/staking"],
    inTests: ["@session/testkit"],
  },
  "apps/explorer": {
    imports: ["@session/protocol", "@session/staking", "@session/ui"],
    types: ["@session/chain"],
  },
  "apps/web": { imports: ["@session/protocol", "@session/client", "@session/ui"] },
};

/** What `protocol` may take from outside: nothing that does I/O. */
const PROTOCOL_EXTERNALS = [/^@noble\//];
const VIEM_HOMES = /^(?:packages\/staking|apps\/chain|apps\/explorer\/src\/wallet)\//;
const TEST_FILE = /\.test\.tsx?$|\/(?:test|testing|e2e|bench|fuzz)\//;

interface Import {
  readonly specifier: string;
  readonly typeOnly: boolean;
  readonly index: number;
}

export function findImportProblems(files: readonly SourceFile[], all: ReadonlySet<string>): Finding[] {
  return files.flatMap((file) => {
    const home = Object.keys(RULES).find((folder) => file.path.startsWith(`${folder}/`));
    const rule = home === undefined ? undefined : RULES[home];
    if (home === undefined || rule === undefined) return [];
    return importsOf(file.text).flatMap((found) => {
      const message = problemOf(file.path, home, rule, found, all);
      return message === undefined
        ? []
        : [{ path: file.path, line: lineOf(file.text, found.index), message }];
    });
  });
}

/** Modules below a src folder that no other file imports, no package exports and no script runs. */
export function findDeadModules(
  files: readonly SourceFile[],
  entryText: string,
  all: ReadonlySet<string>,
): Finding[] {
  const used = new Set<string>();
  for (const file of files) {
    for (const { specifier } of importsOf(file.text)) {
      if (specifier.startsWith(".")) used.add(resolveRelative(file.path, specifier, all));
    }
  }
  const isEntry = (path: string) =>
    TEST_FILE.test(path) ||
    !/\/src\//.test(path) ||
    /\.d\.ts$/.test(path) ||
    /^apps\/explorer\/src\/(?:app\/|proxy\.ts|instrumentation)/.test(path) ||
    entryText.includes(path.slice(path.indexOf("src/")));
  return files
    .filter((file) => !isEntry(file.path) && !used.has(file.path))
    .map((file) => ({ path: file.path, line: 1, message: "nothing imports this module" }));
}

export function importsOf(text: string): Import[] {
  const code = blank(text, { strings: false });
  const pattern =
    /(?:^|[;\n])\s*(import|export)\s+(type\s+)?(?:[\w*{}\s,$]+?\s+from\s+)?["']([^"'\n]+)["']|\bimport\(\s*["']([^"'\n]+)["']\s*\)|\bnew URL\(\s*["'](\.[^"'\n]+)["']\s*,\s*import\.meta\.url/g;
  return [...code.matchAll(pattern)].map((match) => ({
    specifier: match[3] ?? match[4] ?? match[5] ?? "",
    typeOnly: match[2] !== undefined,
    index: match.index,
  }));
}

function problemOf(
  path: string,
  home: string,
  rule: Rule,
  found: Import,
  all: ReadonlySet<string>,
): string | undefined {
  const { specifier } = found;
  const isTest = TEST_FILE.test(path);
  if (specifier.startsWith(".")) {
    const target = resolveRelative(path, specifier, all);
    return target.startsWith(`${home}/`)
      ? undefined
      : `${specifier} leaves the package; import it by its name`;
  }
  if (specifier.startsWith("@session/")) {
    const name = specifier.split("/").slice(0, 2).join("/");
    if (name === `@session/${home.split("/")[1]}`) return undefined;
    if (name === "@session/config") return undefined;
    if (rule.imports.includes(name) || (isTest && rule.inTests?.includes(name))) return undefined;
    if (rule.types?.includes(name))
      return found.typeOnly ? undefined : `${name} may only be imported as types here`;
    return `${home} may not import ${name}`;
  }
  if (
    home === "packages/protocol" &&
    !isTest &&
    !PROTOCOL_EXTERNALS.some((allowed) => allowed.test(specifier))
  ) {
    return `protocol may not import ${specifier}`;
  }
  if ((specifier === "viem" || specifier.startsWith("viem/")) && !isTest && !VIEM_HOMES.test(path)) {
    return "viem stays in packages/staking, apps/chain and the explorer's wallet folder";
  }
  return undefined;
}

function resolveRelative(from: string, specifier: string, all: ReadonlySet<string>): string {
  const target = posix.normalize(posix.join(posix.dirname(from), specifier.split("?")[0] ?? specifier));
  const candidates = [target, `${target}.ts`, `${target}.tsx`, `${target}/index.ts`, `${target}/index.tsx`];
  return candidates.find((candidate) => all.has(candidate)) ?? target;
}
