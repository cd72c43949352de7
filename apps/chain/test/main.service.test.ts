// The process itself: start, health, stop on SIGTERM, restart after a kill, and what it says about bad settings.

import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { formatDeployment } from "@session/staking/deployments";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { startTestChain, type TestChain } from "./support/chain.ts";
import { startProcess, type TestProcess } from "./support/process.ts";
import { until } from "./support/service.ts";

let chain: TestChain;
let folder = "";
let env: Record<string, string> = {};
const running: TestProcess[] = [];
beforeAll(async () => {
  chain = await startTestChain();
  folder = await mkdtemp(join(tmpdir(), "chain-main-"));
  await mkdir(join(folder, "chain"));
  await writeFile(join(folder, "deployment.json"), formatDeployment(chain.deployment));
  env = {
    CHAIN_RPC_URL: chain.rpcUrl,
    DEPLOYMENT_FILE: join(folder, "deployment.json"),
    API_PORT: "0",
    DATA_DIR: join(folder, "new/index"),
    NETWORK: "local",
    CHAIN_POLL_MS: "100",
  };
}, 120_000);
afterEach(async () => {
  for (const one of running.splice(0)) if (one.child.exitCode === null) await one.end("SIGKILL");
});
afterAll(async () => {
  await chain?.stop();
  await rm(folder, { recursive: true, force: true });
});

function start(changes: Record<string, string> = {}): TestProcess {
  const one = startProcess({ ...env, ...changes });
  running.push(one);
  return one;
}

const urlOf = (one: TestProcess) =>
  until("the listener", async () => {
    if (one.child.exitCode !== null) throw new Error(`ended: ${JSON.stringify(one.lines)}`);
    const url = one.lines.find((line) => line.message === "listening")?.url;
    return typeof url === "string" && url;
  });

async function healthy(url: string) {
  return until("a healthy answer", async () => {
    const response = await fetch(`${url}/health`);
    const body = (await response.json()) as {
      status: string;
      stamp: { indexedBlock: number };
      proofs: number;
    };
    expect(response.status).toBe(body.status === "ok" ? 200 : 503);
    return body.status === "ok" && body;
  });
}

// A new embedded database takes seconds of work, and there may be little of the machine to be had.
describe("main", { timeout: 150_000 }, () => {
  test("behaviour: it becomes healthy, and SIGTERM ends it even with a stream open", async () => {
    await chain.register(1);
    const one = start();
    const url = await urlOf(one);
    await healthy(url);
    const stream = await fetch(`${url}/trpc/events.live`, { headers: { accept: "text/event-stream" } });
    expect(stream.status).toBe(200);
    const reader = stream.body?.getReader();
    expect((await reader?.read())?.done).toBe(false);
    expect((await one.end("SIGTERM")).code).toBe(0);
    expect(one.lines.at(-1)).toMatchObject({ message: "stopped" });
    await reader?.cancel().catch(() => undefined); // the stream was cut from the other side
  });

  test("behaviour: after kill -9 it goes on with what it had", async () => {
    const first = start();
    const before = await healthy(await urlOf(first));
    await first.end("SIGKILL");
    await chain.register(2);
    const second = start();
    const url = await urlOf(second);
    const after = await until("the newer block", async () => {
      const health = await healthy(url);
      return health.stamp.indexedBlock > before.stamp.indexedBlock && health;
    });
    expect(second.lines.map((line) => line.message)).toContain("index restored");
    expect(second.lines.map((line) => line.message)).not.toContain("index emptied");
    expect(after.status).toBe("ok");
  });

  test("behaviour: every line is JSON with time and level", async () => {
    const one = start();
    await healthy(await urlOf(one));
    await one.end("SIGINT");
    for (const line of one.lines)
      expect(line).toMatchObject({
        time: expect.stringMatching(/^\d{4}-/),
        level: expect.stringMatching(/^(debug|info|warn)$/),
      });
  });

  test.each([
    ["no port", { API_PORT: "" }, "config_invalid"],
    ["no deployment file", { DEPLOYMENT_FILE: "/nowhere.json" }, "deployment_unreadable"],
  ])("error: %s ends it with a line that says so", async (_name, change, code) => {
    const one = start(change);
    expect((await one.exit).code).toBe(1);
    expect(one.lines.at(-1)).toMatchObject({ level: "error", message: "start failed", code });
  });

  test("error: a taken port is named", async () => {
    const first = start();
    const url = await urlOf(first);
    const second = start({ API_PORT: new URL(url).port, DATA_DIR: "" });
    expect((await second.exit).code).toBe(1);
    expect(second.lines.at(-1)).toMatchObject({
      code: "address_in_use",
      error: `${new URL(url).host}: cannot be listened on`,
    });
  });

  test("behaviour: without a chain it stays up and says so", async () => {
    const one = start({ CHAIN_RPC_URL: "http://127.0.0.1:9", DATA_DIR: "" });
    const url = await urlOf(one);
    const response = await fetch(`${url}/health`);
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ status: "starting", stamp: { indexedBlock: 0 } });
    const seed = await fetch(`${url}/json_rpc`, { method: "POST", body: '{"method":"get_service_nodes"}' });
    expect(await seed.json()).toMatchObject({ result: { service_node_states: [] } });
    expect(one.child.exitCode).toBeNull();
  });
});
