// The command people type, as a process of its own.
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ROOT } from "../src/launch/paths.ts";
import type { TestnetInfo } from "../src/network.ts";
import { freePortBase } from "./free-port-base.ts";

interface Running {
  readonly child: ChildProcess;
  readonly stdout: () => string;
  readonly stderr: () => string;
  readonly exit: Promise<number | null>;
}

function testnet(...args: string[]): Running {
  const child = spawn(process.execPath, [join(ROOT, "packages/testnet/bin/testnet.ts"), ...args], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const text = { out: "", err: "" };
  child.stdout.on("data", (chunk: Buffer) => {
    text.out += chunk.toString("utf8");
  });
  child.stderr.on("data", (chunk: Buffer) => {
    text.err += chunk.toString("utf8");
  });
  return {
    child,
    stdout: () => text.out,
    stderr: () => text.err,
    exit: new Promise((resolve) => child.once("close", (code) => resolve(code))),
  };
}

async function jsonLine(running: Running): Promise<TestnetInfo> {
  const deadline = performance.now() + 120_000;
  while (performance.now() < deadline) {
    const line = running
      .stdout()
      .split("\n")
      .find((text) => text.startsWith("{"));
    if (line !== undefined && running.stdout().includes("\n")) return JSON.parse(line);
    if (running.child.exitCode !== null) break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`no JSON line; standard error: ${running.stderr()}`);
}

test("error: a typo in a flag is explained, and nothing starts", async () => {
  const running = testnet("--nods", "5");
  expect(await running.exit).toBe(2);
  expect(running.stderr()).toContain("unknown flag --nods. Did you mean --nodes?");
});

test("error: a taken port is named, and nothing starts", async () => {
  const base = await freePortBase();
  const blocker = createServer();
  await new Promise<void>((resolve) => blocker.listen({ host: "127.0.0.1", port: base + 1 }, resolve));
  try {
    const running = testnet("--port-base", String(base), "--nodes", "4");
    expect(await running.exit).toBe(2);
    expect(running.stderr()).toContain(`127.0.0.1:${base + 1} (API)`);
    expect(running.stderr()).toContain(`(pid ${process.pid})`);
  } finally {
    await new Promise((resolve) => blocker.close(resolve));
  }
});

test("behaviour: two networks run side by side, keep to the JSON contract, and leave nothing behind", async () => {
  const first = await freePortBase();
  const one = testnet("--json", "--nodes", "4", "--port-base", String(first), "--seed", "one");
  const infoOne = await jsonLine(one);
  const two = testnet(
    "--json",
    "--once",
    "--nodes",
    "4",
    "--port-base",
    String(await freePortBase()),
    "--seed",
    "two",
  );
  expect(await two.exit).toBe(0);
  const infoTwo: TestnetInfo = JSON.parse(two.stdout());
  expect(two.stdout().trim().split("\n")).toHaveLength(1);
  expect(infoTwo.firstMessage.hops).toHaveLength(3);
  expect(infoOne.nodes.map((node) => node.ed25519)).not.toEqual(infoTwo.nodes.map((node) => node.ed25519));

  const answer = await fetch(`${infoOne.seed}/json_rpc`, {
    method: "POST",
    body: JSON.stringify({ jsonrpc: "2.0", method: "get_n_service_nodes", params: {} }),
  });
  expect(
    ((await answer.json()) as { result: { service_node_states: unknown[] } }).result.service_node_states,
  ).toHaveLength(4);

  one.child.kill("SIGINT");
  expect(await one.exit).toBe(0);
  await expect(fetch(infoOne.seed)).rejects.toThrow();
  await expect(fetch(infoOne.chainRpc)).rejects.toThrow();
});

test("behaviour: the same seed gives the same keys; a data folder is resumed", async () => {
  const folder = await mkdtemp(join(tmpdir(), "session-resume-"));
  try {
    const run = async () => {
      const running = testnet(
        "--json",
        "--once",
        "--nodes",
        "4",
        "--port-base",
        String(await freePortBase()),
        "--data-dir",
        folder,
      );
      expect(await running.exit, running.stderr()).toBe(0);
      return JSON.parse(running.stdout()) as TestnetInfo;
    };
    const before = await run();
    expect(existsSync(join(folder, "chain/deployment.json"))).toBe(true);
    const after = await run();
    expect(after.nodes.map((node) => node.ed25519)).toEqual(before.nodes.map((node) => node.ed25519));
    expect(after.nodes.map((node) => node.swarm)).toEqual(before.nodes.map((node) => node.swarm));
    expect(after.accounts).toEqual(before.accounts);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
