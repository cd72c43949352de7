import type { Ed25519PublicKey } from "@session/protocol/identity";
import type { EvmAddress } from "@session/protocol/network";
import { buildRegistration } from "@session/protocol/registration";
import {
  createWalletClient,
  defineChain,
  type Hex,
  http,
  type PublicClient,
  parseSignature,
  type TransactionReceipt,
} from "viem";
import { type PrivateKeyAccount, privateKeyToAccount } from "viem/accounts";
import { serviceNodesAbi, sessionTokenFaucetAbi } from "./abi/index.ts";
import type { Deployment } from "./deployments/index.ts";
import { stakingError } from "./errors.ts";
import { decodeRegistryLog } from "./events.ts";
import { toSessionError } from "./transport/failures.ts";
import { createHttpClient } from "./transport/viem-rpc.ts";

export interface ChainAccess {
  /** EVM JSON-RPC over HTTP. */
  readonly rpcUrl: string;
  readonly deployment: Deployment;
  readonly timeoutMs?: number;
}

export interface RegisterSoloOptions extends ChainAccess {
  /** Private key of the wallet that stakes and operates; never logged. */
  readonly operatorKey: Hex;
  readonly ed25519Seed: Uint8Array;
  readonly blsSecret: Uint8Array;
  /** Receives the rewards; the operator itself by default. */
  readonly beneficiary?: EvmAddress;
  /** How long to wait until the transaction is mined. */
  readonly receiptTimeoutMs?: number;
  /** Wait between two looks for the receipt. */
  readonly pollMs?: number;
}

export interface SoloRegistration {
  readonly nodeId: number;
  readonly ed25519: Ed25519PublicKey;
  readonly operator: EvmAddress;
  readonly transactionHash: string;
  readonly height: number;
}

const TIMEOUT_MS = 10_000;
const RECEIPT_TIMEOUT_MS = 120_000;
const POLL_MS = 500;
const PERMIT_VALID_SECONDS = 3_600n;
/**
 * On top of the estimate: a block that begins an epoch may come in between, and then the call seals the
 * committee first (docs/spec/staking-design.md section 9).
 */
const SEAL_GAS = 1_300_000n;

/** Errors of the token come through the registry when it pulls the stake. */
const callAbi = [
  ...serviceNodesAbi,
  ...sessionTokenFaucetAbi.filter((item) => item.type === "error"),
] as const;

/**
 * Stakes a whole node from one wallet: signs a token permit, sends `registerSoloWithPermit`, waits until it is mined.
 *
 * @throws SessionError insufficient_funds, wrong_chain, transaction_reverted, transaction_missing, rpc_failed, or
 *   the code of a contract refusal (`key_in_use`, `registrations_paused`, ...), each with a sentence for people
 * Spec: docs/spec/staking-design.md section 6.1.
 */
export async function registerSolo(options: RegisterSoloOptions): Promise<SoloRegistration> {
  const { deployment } = options;
  const account = privateKeyToAccount(options.operatorKey);
  const operator = account.address.toLowerCase() as EvmAddress; // viem gives a checksummed address
  const client = clientFor(options);
  return calling("registerSolo", async () => {
    await requireChain(client, deployment);
    const requirement = await client.readContract({
      address: deployment.registry,
      abi: serviceNodesAbi,
      functionName: "stakingRequirement",
    });
    await requireTokens(client, deployment, operator, requirement);
    const keys = buildRegistration({
      ed25519Seed: options.ed25519Seed,
      blsSecret: options.blsSecret,
      operator,
      chainId: deployment.chainId,
      registry: deployment.registry,
    });
    const permit = await signPermit(client, deployment, account, requirement);
    const call = {
      account,
      address: deployment.registry,
      abi: callAbi,
      functionName: "registerSoloWithPermit",
      args: [
        { ed25519: `0x${keys.ed25519}`, bls: keys.bls, pop: keys.pop, ed25519Sig: keys.ed25519Sig },
        options.beneficiary ?? operator,
        requirement,
        permit.deadline,
        permit.v,
        permit.r,
        permit.s,
      ],
    } as const;
    await client.simulateContract(call);
    const gas = (await client.estimateContractGas(call)) + SEAL_GAS;
    const hash = await walletFor(options, account).writeContract({ ...call, gas });
    const receipt = await client.waitForTransactionReceipt({
      hash,
      timeout: options.receiptTimeoutMs ?? RECEIPT_TIMEOUT_MS,
      pollingInterval: options.pollMs ?? POLL_MS,
    });
    return {
      nodeId: activatedNode(receipt, deployment),
      ed25519: keys.ed25519,
      operator,
      transactionHash: receipt.transactionHash.toLowerCase(),
      height: Number(receipt.blockNumber),
    };
  });
}

/** The active or decommissioned node with this Ed25519 key; undefined when there is none. @throws SessionError rpc_failed */
export async function registeredNodeId(
  options: ChainAccess & { readonly ed25519: Ed25519PublicKey },
): Promise<number | undefined> {
  const client = clientFor(options);
  const id = await calling("idByEd25519", () =>
    client.readContract({
      address: options.deployment.registry,
      abi: serviceNodesAbi,
      functionName: "idByEd25519",
      args: [`0x${options.ed25519}`],
    }),
  );
  return id === 0 ? undefined : id;
}

/** Whether a node with this Ed25519 key is active or decommissioned. @throws SessionError rpc_failed */
export async function isRegistered(
  options: ChainAccess & { readonly ed25519: Ed25519PublicKey },
): Promise<boolean> {
  return (await registeredNodeId(options)) !== undefined;
}

async function calling<T>(what: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof Error && error.name === "SessionError") throw error;
    throw toSessionError(error, what);
  }
}

function clientFor({ rpcUrl, timeoutMs = TIMEOUT_MS }: ChainAccess): PublicClient {
  return createHttpClient({ rpcUrl, timeoutMs });
}

function walletFor({ rpcUrl, deployment, timeoutMs = TIMEOUT_MS }: ChainAccess, account: PrivateKeyAccount) {
  const chain = defineChain({
    id: deployment.chainId,
    name: `chain ${deployment.chainId}`,
    nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 },
    rpcUrls: { default: { http: [rpcUrl] } },
  });
  // Sending is never repeated blindly: a lost answer may hide a transaction that was taken.
  return createWalletClient({
    account,
    chain,
    transport: http(rpcUrl, { retryCount: 0, timeout: timeoutMs }),
  });
}

async function requireChain(client: PublicClient, deployment: Deployment): Promise<void> {
  const chainId = await client.getChainId();
  if (chainId !== deployment.chainId)
    throw stakingError("wrong_chain", `chain ID: expected ${deployment.chainId}, got ${chainId}`);
}

async function requireTokens(
  client: PublicClient,
  deployment: Deployment,
  operator: EvmAddress,
  requirement: bigint,
): Promise<void> {
  const balance = await client.readContract({
    address: deployment.token,
    abi: sessionTokenFaucetAbi,
    functionName: "balanceOf",
    args: [operator],
  });
  if (balance < requirement)
    throw stakingError(
      "insufficient_funds",
      `stake: expected at least ${requirement} atomic units in ${operator}, got ${balance}`,
      { meta: { needed: requirement.toString(), balance: balance.toString() } },
    );
}

/** EIP-2612 permission for the registry to pull exactly the stake. */
async function signPermit(
  client: PublicClient,
  deployment: Deployment,
  account: PrivateKeyAccount,
  value: bigint,
): Promise<{ deadline: bigint; v: number; r: Hex; s: Hex }> {
  const token = { address: deployment.token, abi: sessionTokenFaucetAbi } as const;
  const [[, name, version], nonce, block] = await Promise.all([
    client.readContract({ ...token, functionName: "eip712Domain" }),
    client.readContract({ ...token, functionName: "nonces", args: [account.address] }),
    client.getBlock(),
  ]);
  const deadline = block.timestamp + PERMIT_VALID_SECONDS;
  const signature = await account.signTypedData({
    domain: { name, version, chainId: deployment.chainId, verifyingContract: deployment.token },
    types: {
      Permit: [
        { name: "owner", type: "address" },
        { name: "spender", type: "address" },
        { name: "value", type: "uint256" },
        { name: "nonce", type: "uint256" },
        { name: "deadline", type: "uint256" },
      ],
    },
    primaryType: "Permit",
    message: { owner: account.address, spender: deployment.registry, value, nonce, deadline },
  });
  const { r, s, yParity } = parseSignature(signature);
  return { deadline, v: 27 + yParity, r, s };
}

function activatedNode(receipt: TransactionReceipt, deployment: Deployment): number {
  if (receipt.status !== "success")
    throw stakingError(
      "transaction_reverted",
      `registerSolo: transaction ${receipt.transactionHash} reverted`,
      {
        meta: { transactionHash: receipt.transactionHash },
      },
    );
  for (const log of receipt.logs) {
    if (log.address.toLowerCase() !== deployment.registry) continue;
    const event = decodeRegistryLog(log);
    if (event?.type === "NodeActivated") return event.nodeId;
  }
  throw stakingError("log_undecodable", "registerSolo: expected a NodeActivated event in the receipt", {
    meta: { transactionHash: receipt.transactionHash },
  });
}
