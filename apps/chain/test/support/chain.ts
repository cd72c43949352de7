// A real chain with the real contracts, driven by tests: blocks are made by transactions, or on demand.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generateBlsSecret } from "@session/protocol/bls";
import { hexEncode } from "@session/protocol/bytes";
import type { Ed25519PublicKey } from "@session/protocol/identity";
import type { EvmAddress } from "@session/protocol/network";
import { serviceNodesAbi } from "@session/staking/abi";
import type { Deployment } from "@session/staking/deployments";
import { fundOnDevnet } from "@session/staking/devnet";
import { registerSolo } from "@session/staking/registration";
import { createSeededRandom } from "@session/testkit/fakes";
import { type Address, createTestClient, createWalletClient, type Hex, http, publicActions } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { foundry } from "viem/chains";
import {
  type Anvil,
  deployContracts,
  devnetKey,
  type PresetName,
  startAnvil,
} from "../../src/devnet/index.ts";

export interface TestNode {
  readonly nodeId: number;
  readonly ed25519: Ed25519PublicKey;
  readonly ed25519Seed: Uint8Array;
  readonly operator: EvmAddress;
  readonly operatorKey: Hex;
}

export interface TestChain {
  readonly rpcUrl: string;
  readonly deployment: Deployment;
  readonly anvil: Anvil;
  /** Funds a fresh wallet and stakes a node from it; keys follow from the number. */
  register(number: number): Promise<TestNode>;
  /** Calls the registry from a node's operator, or from a development account. */
  send(
    from: TestNode | "deployer",
    functionName: "claim" | "requestUnlock" | "exit" | "withdrawStake" | "setBeneficiary" | "sync",
    args?: readonly unknown[],
  ): Promise<{ readonly height: number; readonly transactionHash: Hex }>;
  pendingRewards(node: TestNode): Promise<bigint>;
  mine(blocks?: number): Promise<void>;
  /** Seconds that pass before the next block. */
  passTime(seconds: number): Promise<void>;
  snapshot(): Promise<Hex>;
  /** The chain as it was at the snapshot: a reorg for those who saw later blocks. */
  revert(id: Hex): Promise<void>;
  stop(): Promise<void>;
}

const GAS = 4_000_000n;

export async function startTestChain(preset: PresetName = "local"): Promise<TestChain> {
  const anvil = await startAnvil({ port: 0 });
  const { rpcUrl } = anvil;
  const deployment = await deployContracts({
    rpcUrl,
    deployerKey: devnetKey(0),
    preset,
    pollingIntervalMs: 20,
  });
  const client = createTestClient({
    mode: "anvil",
    chain: foundry,
    transport: http(rpcUrl),
    pollingInterval: 20,
  }).extend(publicActions);
  const registry = { address: deployment.registry as Address, abi: serviceNodesAbi };
  return {
    rpcUrl,
    deployment,
    anvil,
    async register(number) {
      const random = createSeededRandom(`node ${number}`);
      const operatorKey: Hex = `0x${hexEncode(random.fork("operator").secure(32))}`;
      const operator = privateKeyToAccount(operatorKey).address.toLowerCase() as EvmAddress;
      await fundOnDevnet({ rpcUrl, deployment, address: operator });
      const ed25519Seed = random.fork("ed25519").secure(32);
      const { nodeId, ed25519 } = await registerSolo({
        rpcUrl,
        deployment,
        operatorKey,
        ed25519Seed,
        blsSecret: generateBlsSecret(random.fork("bls")),
        pollMs: 20,
      });
      return { nodeId, ed25519, ed25519Seed, operator, operatorKey };
    },
    async send(from, functionName, args = []) {
      const account = privateKeyToAccount(from === "deployer" ? devnetKey(0) : from.operatorKey);
      const wallet = createWalletClient({ account, chain: foundry, transport: http(rpcUrl) });
      // The name decides the argument types, which differ per call. An estimate would miss what the next block's
      // time adds: an accrual, or the sealing of a committee.
      const hash = await wallet.writeContract({ ...registry, functionName, args, gas: GAS } as never);
      const receipt = await client.waitForTransactionReceipt({ hash });
      if (receipt.status !== "success") throw new Error(`${functionName} reverted`);
      return { height: Number(receipt.blockNumber), transactionHash: hash };
    },
    pendingRewards: ({ nodeId, operator }) =>
      client.readContract({ ...registry, functionName: "pendingRewards", args: [nodeId, operator] }),
    mine: (blocks = 1) => client.mine({ blocks }),
    passTime: (seconds) => client.increaseTime({ seconds }).then(() => undefined),
    snapshot: () => client.snapshot(),
    revert: (id) => client.revert({ id }),
    stop: () => anvil.stop(),
  };
}

/** A folder that is gone after the test. */
export async function withFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "chain-test-"));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
