import { BLS_VOTE_DST, blsAggregateSignatures, blsSign, packBlsSignature } from "@session/protocol/bls";
import { buildRegistration, stateChangeDigest } from "@session/protocol/registration";
import { serviceNodesAbi, sessionTokenAbi } from "@session/staking/abi";
import type { Deployment } from "@session/staking/deployments";
import {
  createTestClient,
  decodeEventLog,
  encodeFunctionData,
  type Hex,
  http,
  publicActions,
  type TransactionReceipt,
  walletActions,
} from "viem";
import { privateKeyToAccount } from "viem/accounts";
import {
  type Anvil,
  type ContractPreset,
  deployContracts,
  devnetKey,
  startAnvil,
} from "../src/devnet/index.ts";

/** Registered nodes of one operator on a chain of their own, without node processes: votes are made here. */
export interface SmallNetwork {
  readonly deployment: Deployment;
  readonly client: ReturnType<typeof clientFor>;
  /** Registers the next node; ids count from 1. */
  register(): Promise<TransactionReceipt>;
  /** Goes to the next epoch and seals its committee. */
  sealNext(): Promise<TransactionReceipt>;
  /** A certificate of the running epoch by all members but the `absent` last ones. */
  certify(change: { action: number; nodeId: number; absent?: number }): Promise<TransactionReceipt>;
  send(data: Hex): Promise<TransactionReceipt>;
  pass(seconds: number): Promise<void>;
  stop(): Promise<void>;
}

const EPOCH_BLOCKS = 20n;
/** Estimates are of no use here: the next block may begin an epoch, and then the call seals a committee first. */
const GAS_LIMIT = 8_000_000n;

function clientFor(rpcUrl: string) {
  const account = privateKeyToAccount(devnetKey(0));
  return createTestClient({
    account,
    mode: "anvil",
    transport: http(rpcUrl),
    pollingInterval: 20,
    cacheTime: 0,
  })
    .extend(publicActions)
    .extend(walletActions);
}

const seedOf = (tag: number, node: number) =>
  Uint8Array.from({ length: 32 }, (_, i) => (i === 0 ? tag : i === 31 ? node : (node * 31 + i * 7) % 251));

export async function startSmallNetwork(preset: "local" | ContractPreset = "local"): Promise<SmallNetwork> {
  const anvil: Anvil = await startAnvil({ port: 0 });
  const client = clientFor(anvil.rpcUrl);
  const operatorKey = devnetKey(0);
  const deployment = await deployContracts({
    rpcUrl: anvil.rpcUrl,
    deployerKey: operatorKey,
    preset,
    pollingIntervalMs: 20,
  });
  const { registry } = deployment;
  const operator = client.account.address;
  const domain = { chainId: deployment.chainId, registry };
  let nodes = 0;

  async function sendTo(to: Hex, data: Hex) {
    const hash = await client.sendTransaction({ to, data, chain: null, gas: GAS_LIMIT });
    const receipt = await client.waitForTransactionReceipt({ hash });
    if (receipt.status !== "success") throw new Error(`transaction ${hash} reverted`);
    return receipt;
  }
  const send = (data: Hex) => sendTo(registry, data);
  const currentEpoch = () =>
    client.readContract({ address: registry, abi: serviceNodesAbi, functionName: "currentEpoch" });

  await sendTo(
    deployment.token,
    encodeFunctionData({ abi: sessionTokenAbi, functionName: "approve", args: [registry, 2n ** 255n] }),
  );

  return {
    deployment,
    client,
    send,
    async register() {
      nodes++;
      const keys = buildRegistration({
        ...domain,
        operator: operator.toLowerCase() as Hex, // lower case keeps the form
        ed25519Seed: seedOf(1, nodes),
        blsSecret: seedOf(2, nodes),
      });
      const argument = { ...keys, ed25519: `0x${keys.ed25519}` as const };
      return send(
        encodeFunctionData({
          abi: serviceNodesAbi,
          functionName: "registerSolo",
          args: [argument, operator],
        }),
      );
    },
    async sealNext() {
      const number = await client.getBlockNumber();
      const missing = EPOCH_BLOCKS - (number % EPOCH_BLOCKS);
      await client.mine({ blocks: Number(missing) });
      return send(encodeFunctionData({ abi: serviceNodesAbi, functionName: "sealCommittee" }));
    },
    async certify({ action, nodeId, absent = 0 }) {
      const epoch = await currentEpoch();
      const committee = await client.readContract({
        address: registry,
        abi: serviceNodesAbi,
        functionName: "committee",
        args: [epoch],
      });
      const node = await client.readContract({
        address: registry,
        abi: serviceNodesAbi,
        functionName: "node",
        args: [nodeId],
      });
      const { timestamp } = await client.getBlock();
      const change = {
        epoch,
        nodeId,
        action,
        reasons: 1,
        nonce: BigInt(node.nonce),
        validUntil: timestamp + 15n,
      };
      const digest = stateChangeDigest({ ...change, validUntilSeconds: change.validUntil }, domain);
      const signers = committee.ids.slice(0, committee.ids.length - absent);
      const signature = blsAggregateSignatures(
        signers.map((id) => blsSign(digest, seedOf(2, id), BLS_VOTE_DST)),
      );
      return send(
        encodeFunctionData({
          abi: serviceNodesAbi,
          functionName: "submitStateChange",
          args: [change, (1n << BigInt(signers.length)) - 1n, packBlsSignature(signature)],
        }),
      );
    },
    async pass(seconds) {
      await client.increaseTime({ seconds });
      await client.mine({ blocks: 1 });
    },
    stop: () => anvil.stop(),
  };
}

/** Names of the registry's events in a receipt, in order. */
export function eventNames(receipt: TransactionReceipt, registry: Hex): string[] {
  return receipt.logs
    .filter((log) => log.address.toLowerCase() === registry)
    .map((log) => decodeEventLog({ abi: serviceNodesAbi, topics: log.topics, data: log.data }).eventName);
}
