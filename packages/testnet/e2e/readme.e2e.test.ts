// Every command of the README runs as it stands there, through npm, the way a reader would.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ROOT } from "../src/launch/paths.ts";

const BLOCK = /^```sh\n([\s\S]*?)^```/gm;
const readme = readFileSync(join(ROOT, "README.md"), "utf8");
const commands = [...readme.matchAll(BLOCK)].flatMap((match) => (match[1] ?? "").trim().split("\n"));

/** Run elsewhere: `npm test` is what runs this test; the containers' file is checked by compose.test.ts. */
const ELSEWHERE = ["npm test", "docker compose up"];

const started = commands.filter((command) => command.startsWith("npm start"));

test("behaviour: no command of the README goes unchecked", () => {
  expect(commands.filter((command) => !started.includes(command) && !ELSEWHERE.includes(command))).toEqual(
    [],
  );
  expect(started.length).toBeGreaterThan(0);
});

test.each(started)("behaviour: %s", async (command) => {
  const run = start(command);
  // A network that keeps running is ended the way a person does it.
  void run.banner.then(() => run.interrupt());
  // npm passes the signal on to its own parent once everything below it has ended.
  const exit = await run.exit;
  const output = run.output();
  expect([0, "SIGINT"], output).toContain(exit);
  for (const [address] of output.matchAll(/http:\/\/127\.0\.0\.1:\d+/g))
    await expect(fetch(address)).rejects.toThrow();
  if (command.includes("--help")) expect(output).toContain("--nodes N");
  else if (command.includes("--json")) expect(JSON.parse(lastJson(output)).firstMessage.hops).toHaveLength(3);
  else expect(output).toContain("Session testnet is running");
});

function start(command: string) {
  const [file = "", ...args] = command.split(" ");
  // A process group of its own, so that one signal reaches npm and everything below it, as Ctrl-C in a terminal does.
  const child = spawn(file, args, { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"], detached: true });
  let output = "";
  const banner = new Promise<void>((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk: Buffer) => {
        output += chunk.toString("utf8");
        if (output.includes("Ctrl-C stops everything.")) resolve();
      });
    }
  });
  return {
    banner,
    output: () => output,
    interrupt: () => process.kill(-(child.pid ?? 0), "SIGINT"),
    exit: new Promise<number | string | null>((resolve) =>
      child.once("close", (code, signal) => resolve(signal ?? code)),
    ),
  };
}

function lastJson(output: string): string {
  return output.split("\n").findLast((line) => line.startsWith("{")) ?? "";
}
