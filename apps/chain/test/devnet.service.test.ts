import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  rewardPoolAbi,
  serviceNodesAbi,
  serviceNodesLensAbi,
  sessionTokenFaucetAbi,
} from "@session/staking/abi";
import { readDeployment } from "@session/staking/deployments";
import { createPublicClient, getAddress, http } from "viem";
import { generatePrivateKey, privateKeyToAddress } from "viem/accounts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Anvil, deployContracts, devnetKey, presets, startAnvil } from "../src/devnet/index.ts";

let dir: string;
let running: Anvil[] = [];

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "devnet-"));
});
afterEach(async () => {
  await Promise.all(running.map((anvil) => anvil.stop()));
  running = [];
  await rm(dir, { recursive: true });
});

async function start(options: Partial<Parameters<typeof startAnvil>[0]> = {}): Promise<Anvil> {
  const anvil = await startAnvil({ port: 0, ...options });
  running.push(anvil);
  return anvil;
}
const reader = (anvil: Anvil) => createPublicClient({ transport: http(anvil.rpcUrl), pollingInterval: 50 });

describe("startAnvil", () => {
  test("behaviour: a restart with the same state file goes on with contracts, logs and block numbers", async () => {
    const stateFile = join(dir, "chain.json");
    const first = await start({ stateFile });
    const deployment = await deployContracts({
      rpcUrl: first.rpcUrl,
      deployerKey: devnetKey(0),
      preset: "local",
    });
    const before = await reader(first).getBlock();
    await first.stop();
    expect((await first.exited).code).toBe(0);

    const second = await start({ stateFile });
    const chain = reader(second);
    expect((await chain.getBlock()).hash).toBe(before.hash);
    const logs = await chain.getContractEvents({
      address: deployment.registry,
      abi: serviceNodesAbi,
      eventName: "ParametersFixed",
      fromBlock: BigInt(deployment.deploymentBlock),
      strict: true,
    });
    expect(logs.map((log) => log.args.params.epochBlocks)).toEqual([20]);
  });

  test("behaviour: blocks come by time and the first has the time asked for", async () => {
    const anvil = await start({ blockTimeSeconds: 1, genesisTimestampSeconds: 1_900_000_000 });
    const block = await reader(anvil).getBlock({ blockNumber: 0n });
    expect(block.timestamp).toBe(1_900_000_000n);
    await expect
      .poll(() => reader(anvil).getBlockNumber({ cacheTime: 0 }), { timeout: 10_000 })
      .toBeGreaterThan(1n);
  });

  test("error: port_taken names the port", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    if (typeof address !== "object" || address === null) throw new Error("no address");
    try {
      await expect(startAnvil({ port: address.port })).rejects.toMatchObject({
        code: "port_taken",
        message: expect.stringContaining(String(address.port)),
      });
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
  });

  test("error: anvil_exited carries the last lines", async () => {
    const stateFile = join(dir, "chain.json");
    await writeFile(stateFile, "this is no chain state");
    await expect(startAnvil({ port: 0, stateFile })).rejects.toMatchObject({
      code: "anvil_exited",
      message: expect.stringMatching(/\n.*\S/),
    });
  });

  test("behaviour: stopping twice is harmless and a death is reported", async () => {
    const anvil = await start();
    process.kill(anvil.pid, "SIGKILL");
    expect((await anvil.exited).code).toBe(null);
    await anvil.stop();
    await anvil.stop();
  });
});

describe("deployContracts", () => {
  test("default: deploys, funds and describes the whole suite in one go", async () => {
    const anvil = await start();
    const deploymentFile = join(dir, "deployment.json");
    const deployment = await deployContracts({
      rpcUrl: anvil.rpcUrl,
      deployerKey: devnetKey(0),
      preset: "local",
      deploymentFile,
    });
    expect(await readDeployment(deploymentFile)).toEqual(deployment);
    expect(deployment.chainId).toBe(31_337);
    expect(deployment.params.unlockDelaySeconds).toBe(60);

    const chain = reader(anvil);
    const { registry, pool, token, verifier, lens } = deployment;
    if (lens === undefined) throw new Error("no lens");
    const registryRead = <N extends "pool" | "token" | "verifier" | "owner" | "stakingRequirement">(
      functionName: N,
    ) => chain.readContract({ address: registry, abi: serviceNodesAbi, functionName });
    expect(await registryRead("pool")).toBe(getAddress(pool));
    expect(await registryRead("token")).toBe(getAddress(token));
    expect(await registryRead("verifier")).toBe(getAddress(verifier));
    expect(await registryRead("owner")).toBe(privateKeyToAddress(devnetKey(0)));
    expect(await registryRead("stakingRequirement")).toBe(25_000_000_000_000n);
    expect(await chain.readContract({ address: pool, abi: rewardPoolAbi, functionName: "registry" })).toBe(
      getAddress(registry),
    );
    expect(await chain.readContract({ address: pool, abi: rewardPoolAbi, functionName: "unreleased" })).toBe(
      40_000_000_000_000_000n,
    );
    const network = await chain.readContract({
      address: lens,
      abi: serviceNodesLensAbi,
      functionName: "network",
    });
    expect(network.nodeCount).toBe(0);
    expect(
      await chain.readContract({
        address: token,
        abi: sessionTokenFaucetAbi,
        functionName: "dripAvailable",
        args: [registry],
      }),
    ).toBe(1_000_000_000_000_000n);
    expect((await chain.getCode({ address: registry }))?.length).toBeLessThanOrEqual(2 + 2 * 24_576);
  });

  test("behaviour: an existing deployment is used again", async () => {
    const anvil = await start();
    const options = {
      rpcUrl: anvil.rpcUrl,
      deployerKey: devnetKey(0),
      preset: "local",
      deploymentFile: join(dir, "deployment.json"),
    } as const;
    const first = await deployContracts(options);
    const height = await reader(anvil).getBlockNumber({ cacheTime: 0 });
    expect(await deployContracts(options)).toEqual(first);
    expect(await reader(anvil).getBlockNumber({ cacheTime: 0 })).toBe(height);
  });

  test("error: deployment_mismatch when the file's contracts are not on the chain", async () => {
    const deploymentFile = join(dir, "deployment.json");
    const options = { deployerKey: devnetKey(0), preset: "local", deploymentFile } as const;
    const first = await start();
    await deployContracts({ ...options, rpcUrl: first.rpcUrl });
    const second = await start();
    await expect(deployContracts({ ...options, rpcUrl: second.rpcUrl })).rejects.toMatchObject({
      code: "deployment_mismatch",
      message: expect.stringContaining("registry"),
    });
    const text = await readFile(deploymentFile, "utf8");
    await writeFile(deploymentFile, text.replace("31337", "1"));
    await expect(deployContracts({ ...options, rpcUrl: first.rpcUrl })).rejects.toMatchObject({
      code: "deployment_mismatch",
      message: expect.stringContaining("chainId"),
    });
  });

  test("error: unsafe_deployer for a publicly known key on another chain", async () => {
    const anvil = await start();
    await reader(anvil).request<{ Method: "anvil_setChainId"; Parameters: [number]; ReturnType: null }>({
      method: "anvil_setChainId",
      params: [8_453],
    });
    await expect(
      deployContracts({ rpcUrl: anvil.rpcUrl, deployerKey: devnetKey(3), preset: "local" }),
    ).rejects.toMatchObject({ code: "unsafe_deployer" });
  });

  test("error: deployment_failed names the verifier on a chain without the precompiles", async () => {
    const anvil = await start({ hardfork: "cancun" });
    await expect(
      deployContracts({ rpcUrl: anvil.rpcUrl, deployerKey: devnetKey(0), preset: "local" }),
    ).rejects.toMatchObject({ code: "deployment_failed", message: expect.stringContaining("verifier") });
  });

  test("error: deployment_failed for a deployer without money", async () => {
    const anvil = await start();
    await expect(
      deployContracts({ rpcUrl: anvil.rpcUrl, deployerKey: generatePrivateKey(), preset: "local" }),
    ).rejects.toMatchObject({ code: "deployment_failed", message: expect.stringContaining("token") });
  });

  test("behaviour: the mainnet-like preset has no faucet and a custom one is taken as it is", async () => {
    const anvil = await start();
    const preset = { ...presets.mainnet, params: { ...presets.mainnet.params, epochBlocks: 777 } };
    const deployment = await deployContracts({ rpcUrl: anvil.rpcUrl, deployerKey: devnetKey(0), preset });
    expect(deployment.params).toMatchObject({ epochBlocks: 777, unlockDelaySeconds: 1_296_000 });
    await expect(
      reader(anvil).readContract({
        address: deployment.token,
        abi: sessionTokenFaucetAbi,
        functionName: "dripAvailable",
        args: [deployment.registry],
      }),
    ).rejects.toThrow();
  });
});
