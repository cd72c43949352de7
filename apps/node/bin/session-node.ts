#!/usr/bin/env node
/**
 * session-node run                      runs a node; settings come from the environment (README.md)
 * session-node keys --dir D [--seed S]  writes key files; S is 32 to 128 hex digits, for test networks only
 */
import { parseArgs } from "node:util";
import { hexDecode } from "@session/protocol/bytes";
import { writeNodeKeys } from "../src/keys/index.ts";
import { runNode } from "../src/main.ts";

const USAGE = "usage: session-node run | session-node keys --dir DIR [--seed HEX]\n";

async function main(args: readonly string[]): Promise<void> {
  const [command, ...rest] = args;
  switch (command) {
    case "run":
      parseArgs({ args: rest, options: {} });
      return runNode(process.env);
    case "keys": {
      const { values } = parseArgs({
        args: rest,
        options: { dir: { type: "string" }, seed: { type: "string" } },
      });
      if (values.dir === undefined) throw new Error("--dir: required");
      const seed = values.seed === undefined ? {} : { seed: hexDecode(values.seed, "--seed") };
      const { ed25519 } = writeNodeKeys({ dir: values.dir, ...seed });
      process.stdout.write(`${ed25519}\n`);
      return;
    }
    default:
      throw new Error(command === undefined ? "no command given" : `unknown command ${command}`);
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
  process.exit(1);
});
