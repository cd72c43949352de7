#!/usr/bin/env node
import { banner } from "../src/banner.ts";
import { startTestnet, type Testnet } from "../src/network.ts";
import { HELP, parseOptions, type TestnetOptions, UsageError } from "../src/options.ts";

/** Everything for people goes to standard error when standard output is for a script. */
async function main(): Promise<number> {
  const options = parseOptions(process.argv.slice(2));
  if (options === "help") {
    console.log(HELP);
    return 0;
  }
  const say = options.json ? console.error : console.log;
  const started = performance.now();
  const interrupted = whenInterrupted();
  const starting = startTestnet({ ...options, onStep: say });
  const first = await Promise.race([starting, interrupted]);
  if (first === "interrupted") {
    say("\nStopping ...");
    await starting.then((testnet) => testnet.stop()).catch(() => {});
    return 0;
  }
  report(first, options, (performance.now() - started) / 1000);
  return await untilTheEnd(first, options, interrupted, say);
}

function report(testnet: Testnet, options: TestnetOptions, seconds: number): void {
  if (options.json) console.log(JSON.stringify(testnet.info));
  else
    console.log(
      banner(testnet.info, { seconds, dataDir: testnet.dataDir, keeps: options.dataDir !== undefined }),
    );
}

async function untilTheEnd(
  testnet: Testnet,
  options: TestnetOptions,
  interrupted: Promise<"interrupted">,
  say: (text: string) => void,
): Promise<number> {
  if (options.once) {
    await testnet.stop();
    return 0;
  }
  const end = await Promise.race([interrupted, testnet.failed]);
  if (end instanceof Error) console.error(`\n${end.message}`);
  say("\nStopping ...");
  await testnet.stop();
  return end instanceof Error ? 1 : 0;
}

/** Repeated signals are normal (npm and the terminal both send one); the first starts the stop, the others change nothing. */
function whenInterrupted(): Promise<"interrupted"> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
      process.on(signal, () => resolve("interrupted"));
  });
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(
      error instanceof UsageError
        ? error.message
        : `The network could not be started.\n${error instanceof Error ? error.message : error}`,
    );
    process.exit(error instanceof UsageError ? 2 : 1);
  },
);
