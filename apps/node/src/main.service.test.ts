/** The process itself: what it says when it cannot start. */
import { spawn } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, test } from "vitest";
import { deriveNodeKeys, writeNodeKeys } from "./keys/index.ts";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});
function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "node-process-"));
  folders.push(folder);
  return folder;
}

async function run(file: string, args: readonly string[], env: Record<string, string> = {}) {
  const path = fileURLToPath(new URL(file, import.meta.url));
  const child = spawn(process.execPath, [path, ...args], { env: { PATH: process.env.PATH ?? "", ...env } });
  const read = async (stream: NodeJS.ReadableStream) => {
    let all = "";
    for await (const chunk of stream) all += chunk;
    return all;
  };
  const [stdout, stderr, exitCode] = await Promise.all([
    read(child.stdout),
    read(child.stderr),
    new Promise<number | null>((resolve) => child.once("close", resolve)),
  ]);
  return { stdout, stderr, exitCode };
}

const env = {
  NETWORK: "local",
  CHAIN_RPC_URL: "http://127.0.0.1:1",
  DEPLOYMENT_FILE: "/nowhere/deployment.json",
};

describe("node process", () => {
  test("error: every bad variable on a line of its own", async () => {
    const { stderr, exitCode } = await run("./main.ts", [], { ...env, NETWORK: "moon", NODE_IP: "x" });
    expect(exitCode).toBe(1);
    expect(stderr).toBe(
      "NETWORK: expected mainnet, testnet, local, got moon\n" +
        "NODE_DATA_DIR: required, but not set\n" +
        "NODE_IP: expected an IPv4 address other nodes reach, got x\n",
    );
  });

  test("error: key files that others may read", async () => {
    const dir = newFolder();
    writeNodeKeys({ dir, seed: new Uint8Array(32) });
    chmodSync(join(dir, "keys.json"), 0o644);
    const { stderr, exitCode } = await run("./main.ts", [], { ...env, NODE_DATA_DIR: dir });
    expect(exitCode).toBe(1);
    expect(stderr).toContain("keys.json: expected mode 600, got 644");
  });

  test("error: no deployment file", async () => {
    const { stderr, exitCode } = await run("./main.ts", [], { ...env, NODE_DATA_DIR: newFolder() });
    expect(exitCode).toBe(1);
    expect(stderr).toBe("/nowhere/deployment.json: the deployment file does not exist\n");
  });
});

describe("session-node", () => {
  test("default: writes keys from a seed and prints the public one", async () => {
    const dir = join(newFolder(), "node");
    const seed = "07".repeat(32);
    const { stdout, exitCode } = await run("../bin/session-node.ts", ["keys", "--dir", dir, "--seed", seed]);
    expect(exitCode).toBe(0);
    expect(stdout).toBe(`${deriveNodeKeys(new Uint8Array(32).fill(7)).ed25519}\n`);
  });

  test.each([
    [[], "no command given"],
    [["fly"], "unknown command fly"],
    [["keys"], "--dir: required"],
    [["keys", "--dri", "x"], "Unknown option '--dri'"],
  ])("error: %j", async (args, message) => {
    const { stderr, exitCode } = await run("../bin/session-node.ts", args);
    expect(exitCode).toBe(1);
    expect(stderr).toContain(message);
    expect(stderr).toContain("usage: session-node");
  });
});
