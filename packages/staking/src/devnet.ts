import type { EvmAddress } from "@session/protocol/network";
import { createTestClient, encodeFunctionData, http, publicActions, walletActions } from "viem";
import { sessionTokenFaucetAbi } from "./abi/index.ts";
import type { Deployment } from "./deployments/index.ts";
import { stakingError } from "./errors.ts";
import { toSessionError } from "./transport/failures.ts";

/** Chain ID of local development chains; nothing here runs on any other. */
export const DEVNET_CHAIN_ID = 31337;

export interface FundOptions {
  readonly rpcUrl: string;
  readonly deployment: Deployment;
  readonly address: EvmAddress;
  /** Native balance to leave the address with, at least; 10 by default. */
  readonly gasWei?: bigint;
  /** Token balance to leave it with, at least, in atomic units; twice the stake of a node by default. */
  readonly tokensAtomic?: bigint;
  readonly timeoutMs?: number;
}

const TEN_ETHER = 10n * 10n ** 18n;
const TIMEOUT_MS = 30_000;
const POLL_MS = 200;

/**
 * Gives an address gas money and tokens on a local development chain: sets its balance and calls the token's faucet.
 * Does nothing where there is enough already, so it may be repeated.
 *
 * @throws SessionError not_a_devnet, rpc_failed, or the code of a faucet refusal (`drip_limit`, `supply_limit`)
 */
export async function fundOnDevnet(options: FundOptions): Promise<void> {
  const { rpcUrl, deployment, address, timeoutMs = TIMEOUT_MS } = options;
  const client = createTestClient({
    mode: "anvil",
    transport: http(rpcUrl, { retryCount: 0, timeout: timeoutMs }),
  })
    .extend(publicActions)
    .extend(walletActions);
  try {
    const chainId = await client.getChainId();
    if (chainId !== DEVNET_CHAIN_ID || deployment.chainId !== DEVNET_CHAIN_ID)
      throw stakingError("not_a_devnet", `chain ID: expected ${DEVNET_CHAIN_ID}, got ${chainId}`);

    const gasWei = options.gasWei ?? TEN_ETHER;
    if ((await client.getBalance({ address })) < gasWei) await client.setBalance({ address, value: gasWei });

    const wanted = options.tokensAtomic ?? 2n * deployment.params.stakingRequirementAtomic;
    const token = { address: deployment.token, abi: sessionTokenFaucetAbi } as const;
    const held = await client.readContract({ ...token, functionName: "balanceOf", args: [address] });
    if (held >= wanted) return;
    const args = [address, wanted - held] as const;
    await client.simulateContract({ ...token, account: address, functionName: "drip", args });
    await client.impersonateAccount({ address });
    const hash = await client.sendTransaction({
      account: address,
      chain: null,
      to: deployment.token,
      data: encodeFunctionData({ ...token, functionName: "drip", args }),
    });
    const receipt = await client.waitForTransactionReceipt({
      hash,
      timeout: timeoutMs,
      pollingInterval: POLL_MS,
    });
    await client.stopImpersonatingAccount({ address });
    if (receipt.status !== "success")
      throw stakingError("transaction_reverted", `drip: transaction ${hash} reverted`);
  } catch (error) {
    if (error instanceof Error && error.name === "SessionError") throw error;
    throw toSessionError(error, "fundOnDevnet");
  }
}
