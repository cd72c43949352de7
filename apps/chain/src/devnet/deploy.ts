import { rename, writeFile } from "node:fs/promises";
import {
  blsVerifierAbi,
  rewardPoolAbi,
  serviceNodesAbi,
  serviceNodesLensAbi,
  sessionTokenAbi,
} from "@session/staking/abi";
import {
  blsVerifierBytecode,
  rewardPoolBytecode,
  serviceNodesBytecode,
  serviceNodesLensBytecode,
  sessionTokenBytecode,
  sessionTokenFaucetBytecode,
} from "@session/staking/bytecode";
import { type Deployment, formatDeployment, readDeployment } from "@session/staking/deployments";
import {
  type Address,
  createPublicClient,
  createWalletClient,
  defineChain,
  encodeDeployData,
  encodeFunctionData,
  getContractAddress,
  type Hex,
  http,
} from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { devnetError } from "./errors.ts";
import { DEVNET_CHAIN_ID, isDevnetAddress } from "./keys.ts";
import { type ContractParams, type ContractPreset, type PresetName, presets } from "./presets.ts";

export interface DeployOptions {
  readonly rpcUrl: string;
  /** Secret key that pays for the deployment, receives the token supply and owns the registry. */
  readonly deployerKey: Hex;
  readonly preset: PresetName | ContractPreset;
  /** Where the result is written. When the file is there and right for this chain, nothing is deployed. */
  readonly deploymentFile?: string;
  /** Milliseconds between looks for receipts. */
  readonly pollingIntervalMs?: number;
  /** How long to wait for each transaction. */
  readonly receiptTimeoutMs?: number;
}

const POLLING_INTERVAL_MS = 200;
const RECEIPT_TIMEOUT_MS = 120_000;

/** Gas limits. Fixed, because a call to a contract that is not mined yet cannot be estimated. */
const gas = {
  token: 2_000_000n,
  verifier: 2_500_000n,
  pool: 2_000_000n,
  registry: 8_000_000n,
  lens: 3_500_000n,
  approve: 100_000n,
  fund: 500_000n,
};

/**
 * Deploys token, verifier, pool, registry and lens and funds the pool. All transactions are sent at once:
 * the pool needs the registry's address and the registry the pool's, so addresses are computed beforehand.
 *
 * @throws SessionError unsafe_deployer, deployment_mismatch, deployment_failed;
 *   deployment_unreadable and deployment_invalid for a broken deployment file
 */
export async function deployContracts(options: DeployOptions): Promise<Deployment> {
  const preset = typeof options.preset === "string" ? presets[options.preset] : options.preset;
  const transport = http(options.rpcUrl);
  const pollingInterval = options.pollingIntervalMs ?? POLLING_INTERVAL_MS;
  const reader = createPublicClient({ transport, pollingInterval });
  const chainId = await reader.getChainId();
  const account = privateKeyToAccount(options.deployerKey);
  if (chainId !== DEVNET_CHAIN_ID && isDevnetAddress(account.address))
    throw devnetError(
      "unsafe_deployer",
      `deployer ${account.address}: everybody knows this key; chain ${chainId} is not ${DEVNET_CHAIN_ID}`,
    );
  if (options.deploymentFile !== undefined) {
    const existing = await readIfThere(options.deploymentFile);
    if (existing !== undefined) {
      await requireOnChain(existing, options.deploymentFile, chainId, (address) =>
        reader.getCode({ address }),
      );
      return existing;
    }
  }

  const chain = defineChain({
    id: chainId,
    name: `chain ${chainId}`,
    nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 },
    rpcUrls: { default: { http: [options.rpcUrl] } },
  });
  const wallet = createWalletClient({ account, chain, transport, pollingInterval });
  const firstNonce = await reader.getTransactionCount({ address: account.address, blockTag: "pending" });
  const fees = await reader.estimateFeesPerGas({ chain });
  const addressAt = (offset: number): Address =>
    getContractAddress({ from: account.address, nonce: BigInt(firstNonce + offset) });
  const [token, verifier, pool, registry, lens] = [
    addressAt(0),
    addressAt(1),
    addressAt(2),
    addressAt(3),
    addressAt(4),
  ] as const;

  const steps: readonly { name: string; to?: Address; data: Hex; gas: bigint }[] = [
    {
      name: "token",
      data: encodeDeployData({
        abi: sessionTokenAbi,
        bytecode: preset.faucet ? sessionTokenFaucetBytecode : sessionTokenBytecode,
        args: [preset.supplyAtomic, account.address],
      }),
      gas: gas.token,
    },
    {
      name: "verifier (its self-test fails on a chain without the EIP-2537 precompiles)",
      data: encodeDeployData({ abi: blsVerifierAbi, bytecode: blsVerifierBytecode }),
      gas: gas.verifier,
    },
    {
      name: "pool",
      data: encodeDeployData({ abi: rewardPoolAbi, bytecode: rewardPoolBytecode, args: [token, registry] }),
      gas: gas.pool,
    },
    {
      name: "registry",
      data: encodeDeployData({
        abi: serviceNodesAbi,
        bytecode: serviceNodesBytecode,
        args: [token, pool, verifier, account.address, preset.params],
      }),
      gas: gas.registry,
    },
    {
      name: "lens",
      data: encodeDeployData({
        abi: serviceNodesLensAbi,
        bytecode: serviceNodesLensBytecode,
        args: [registry],
      }),
      gas: gas.lens,
    },
    {
      name: "approval of the pool's funding",
      to: token,
      data: encodeFunctionData({
        abi: sessionTokenAbi,
        functionName: "approve",
        args: [pool, preset.poolFundingAtomic],
      }),
      gas: gas.approve,
    },
    {
      name: "funding of the pool",
      to: pool,
      data: encodeFunctionData({
        abi: rewardPoolAbi,
        functionName: "fund",
        args: [preset.poolFundingAtomic],
      }),
      gas: gas.fund,
    },
  ];

  const sent: { name: string; hash: Hex }[] = [];
  for (const [offset, { name, ...call }] of steps.entries()) {
    const hash = await attempt(name, () =>
      wallet.sendTransaction({ ...call, ...fees, nonce: firstNonce + offset }),
    );
    sent.push({ name, hash });
  }
  let deploymentBlock = 0;
  for (const { name, hash } of sent) {
    const receipt = await attempt(name, () =>
      reader.waitForTransactionReceipt({ hash, timeout: options.receiptTimeoutMs ?? RECEIPT_TIMEOUT_MS }),
    );
    if (receipt.status !== "success")
      throw devnetError("deployment_failed", `${name}: transaction ${hash} reverted`);
    if (name === "registry") deploymentBlock = Number(receipt.blockNumber);
  }

  const deployment: Deployment = {
    chainId,
    registry: lowerCase(registry),
    pool: lowerCase(pool),
    token: lowerCase(token),
    verifier: lowerCase(verifier),
    lens: lowerCase(lens),
    deploymentBlock,
    params: describeParams(preset.params),
  };
  if (options.deploymentFile !== undefined) {
    // Written whole or not at all: a reader never sees half a file.
    const draft = `${options.deploymentFile}.new`;
    await writeFile(draft, formatDeployment(deployment));
    await rename(draft, options.deploymentFile);
  }
  return deployment;
}

async function attempt<T>(name: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (cause) {
    throw devnetError("deployment_failed", `${name}: the transaction was not mined`, { cause });
  }
}

async function readIfThere(path: string): Promise<Deployment | undefined> {
  try {
    return await readDeployment(path);
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined;
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return undefined;
    throw error;
  }
}

async function requireOnChain(
  deployment: Deployment,
  path: string,
  chainId: number,
  codeAt: (address: Address) => Promise<Hex | undefined>,
): Promise<void> {
  if (deployment.chainId !== chainId)
    throw devnetError(
      "deployment_mismatch",
      `${path}: chainId: the file is for chain ${deployment.chainId}, the chain is ${chainId}`,
    );
  const { registry, pool, token, verifier, lens } = deployment;
  for (const [name, address] of Object.entries({ registry, pool, token, verifier, lens })) {
    if (address === undefined) continue;
    const code = await codeAt(address);
    if (code === undefined || code === "0x")
      throw devnetError(
        "deployment_mismatch",
        `${path}: ${name}: no contract at ${address}; remove the file to deploy anew`,
      );
  }
}

function lowerCase(address: Address): Address {
  return address.toLowerCase() as Address; // lower case keeps the form
}

function describeParams(p: ContractParams): Deployment["params"] {
  return {
    stakingRequirementAtomic: p.stakingRequirement,
    maxContributors: p.maxContributors,
    operatorMinDivisor: p.operatorMinDivisor,
    epochBlocks: p.epochBlocks,
    warmupEpochs: p.warmupEpochs,
    committeeSize: p.committeeSize,
    minCommittee: p.minCommittee,
    unlockDelaySeconds: p.unlockDelay,
    deregLockOperatorSeconds: p.deregLockOperator,
    deregLockContributorSeconds: p.deregLockContributor,
    smallLeaveDelaySeconds: p.smallLeaveDelay,
    contribWithdrawDelaySeconds: p.contribWithdrawDelay,
    openTtlSeconds: p.openTtl,
    creditInitialSeconds: p.creditInitial,
    creditMaxSeconds: p.creditMax,
    creditRateDivisor: p.creditDivisor,
    minGraceSeconds: p.minGrace,
    minActiveSeconds: p.minActive,
    ipPenaltyCreditSeconds: p.ipPenaltyCredit,
    ipPenaltyWindowSeconds: p.ipPenaltyWindow,
    certTtlSeconds: p.certTtl,
    deregPenaltyBps: p.deregPenaltyBps,
    bountyShareBps: p.bountyShareBps,
    decommissionFloor: p.decommissionFloor,
    decommissionBps: p.decommissionBps,
    deregisterFloor: p.deregisterFloor,
    deregisterBps: p.deregisterBps,
    requirementNoticeSeconds: p.requirementNotice,
  };
}
