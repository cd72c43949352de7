import { parseArgs } from "node:util";

export const NODES_MIN = 4;
export const NODES_MAX = 30;

export interface TestnetOptions {
  /** Service nodes, 4 (three hops and a destination) to 30. */
  readonly nodes: number;
  /** The network takes the ports portBase .. portBase + 99. */
  readonly portBase: number;
  /** Where everything is kept; absent means a temporary folder that is removed at the end. */
  readonly dataDir: string | undefined;
  /** Any text; the same seed gives the same node keys and accounts. */
  readonly seed: string;
  /** Print one JSON line instead of the banner. */
  readonly json: boolean;
  /** Start, deliver the first message, print, stop. */
  readonly once: boolean;
}

export const DEFAULT_OPTIONS: TestnetOptions = {
  nodes: 14,
  portBase: 17000,
  dataDir: undefined,
  seed: "session",
  json: false,
  once: false,
};

export const HELP = `Usage: npm start [-- flags]

Starts a whole Session network on this machine: chain, contracts, indexer and API, service nodes,
explorer and web messenger. Ctrl-C stops it.

  --nodes N       number of service nodes, ${NODES_MIN} to ${NODES_MAX} (default ${DEFAULT_OPTIONS.nodes}: two swarms)
  --port-base P   first of the 100 ports it uses (default ${DEFAULT_OPTIONS.portBase})
  --data-dir D    keep everything in D and resume from it (default: a temporary folder, removed at the end)
  --seed S        same text, same node keys and accounts (default "${DEFAULT_OPTIONS.seed}")
  --json          print one JSON line when everything is ready, nothing else on standard output
  --once          start, deliver the first message, print, stop
  --help          this text`;

/** A mistake of the person who typed the command; its message is all they need to see. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

const FLAGS = {
  nodes: { type: "string" },
  "port-base": { type: "string" },
  "data-dir": { type: "string" },
  seed: { type: "string" },
  json: { type: "boolean" },
  once: { type: "boolean" },
  help: { type: "boolean" },
} as const;

/** Reads the command line. Returns "help" when it asks for it. @throws UsageError */
export function parseOptions(argv: readonly string[]): TestnetOptions | "help" {
  for (const argument of argv) {
    const name = /^--(?:no-)?([^=]+)/.exec(argument)?.[1];
    if (name !== undefined && !(name in FLAGS)) throw new UsageError(unknownFlag(name));
  }
  const { values } = parse(argv);
  if (values.help) return "help";
  return {
    nodes: integer("--nodes", values.nodes, NODES_MIN, NODES_MAX) ?? DEFAULT_OPTIONS.nodes,
    portBase: integer("--port-base", values["port-base"], 1024, 65_436) ?? DEFAULT_OPTIONS.portBase,
    dataDir: nonEmpty("--data-dir", values["data-dir"]),
    seed: nonEmpty("--seed", values.seed) ?? DEFAULT_OPTIONS.seed,
    json: values.json ?? false,
    once: values.once ?? false,
  };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: FLAGS, strict: true, allowPositionals: false });
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : String(error)}\nTry --help.`);
  }
}

function integer(flag: string, text: string | undefined, min: number, max: number): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,6}$/.test(text) || Number(text) < min || Number(text) > max) {
    throw new UsageError(`${flag}: expected a whole number from ${min} to ${max}, got "${text}"`);
  }
  return Number(text);
}

function nonEmpty(flag: string, text: string | undefined): string | undefined {
  if (text === "") throw new UsageError(`${flag}: expected a value`);
  return text;
}

function unknownFlag(name: string): string {
  const closest = Object.keys(FLAGS)
    .map((flag) => ({ flag, distance: editDistance(flag, name) }))
    .sort((a, b) => a.distance - b.distance)[0];
  const hint = closest && closest.distance <= 3 ? ` Did you mean --${closest.flag}?` : " Try --help.";
  return `unknown flag --${name}.${hint}`;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitute = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next[j] = Math.min(substitute, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1);
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
