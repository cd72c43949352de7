import { rewardPoolAbi, serviceNodesAbi, sessionTokenAbi } from "@session/staking/abi";
import type { Deployment } from "@session/staking/deployments";
import { BlockNotFoundError, createPublicClient, http } from "viem";
import { chainError } from "../errors.ts";
import type { ContractViews } from "../indexer/contract-views.ts";

export interface ViewsOptions {
  readonly rpcUrl: string;
  readonly deployment: Deployment;
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 10_000;

/** ContractViews over EVM JSON-RPC; the calls of one question travel as one batch. */
export function createContractViews(options: ViewsOptions): ContractViews {
  const { rpcUrl, deployment, timeoutMs = TIMEOUT_MS } = options;
  const client = createPublicClient({
    cacheTime: 0,
    transport: http(rpcUrl, { batch: { batchSize: 20, wait: 0 }, retryCount: 0, timeout: timeoutMs }),
  });
  const pool = { address: deployment.pool, abi: rewardPoolAbi } as const;
  const registry = { address: deployment.registry, abi: serviceNodesAbi } as const;
  const token = { address: deployment.token, abi: sessionTokenAbi } as const;
  return {
    pool: (height) =>
      answered("pool", async () => {
        const blockNumber = BigInt(height);
        const [unreleased, owed, paid, pending, rate, requirement, totalStaked, supply] = await Promise.all([
          client.readContract({ ...pool, blockNumber, functionName: "unreleased" }),
          client.readContract({ ...pool, blockNumber, functionName: "owed" }),
          client.readContract({ ...pool, blockNumber, functionName: "paid" }),
          client.readContract({ ...pool, blockNumber, functionName: "pending" }),
          client.readContract({ ...pool, blockNumber, functionName: "ratePerSecond" }),
          client.readContract({ ...registry, blockNumber, functionName: "stakingRequirement" }),
          client.readContract({ ...registry, blockNumber, functionName: "totalStaked" }),
          client.readContract({ ...token, blockNumber, functionName: "totalSupply" }),
        ]);
        return {
          unreleasedAtomic: unreleased,
          owedAtomic: owed,
          paidAtomic: paid,
          pendingAtomic: pending,
          ratePerSecondAtomic: rate,
          requirementAtomic: requirement,
          totalStakedAtomic: totalStaked,
          supplyAtomic: supply,
        };
      }),
    block: (at) =>
      answered("block", async () => {
        try {
          const block = await client.getBlock(
            "height" in at ? { blockNumber: BigInt(at.height) } : { blockHash: `0x${at.hash}` },
          );
          if (block.number === null || block.hash === null) return undefined;
          return {
            height: Number(block.number),
            hash: block.hash.slice(2),
            parentHash: block.parentHash.slice(2),
            timeMs: Number(block.timestamp) * 1000,
            gasUsed: block.gasUsed,
            gasLimit: block.gasLimit,
            transactions: block.transactions.length,
          };
        } catch (error) {
          if (error instanceof BlockNotFoundError) return undefined;
          throw error;
        }
      }),
    token: () =>
      answered("token", async () => {
        const [name, symbol, decimals] = await Promise.all([
          client.readContract({ ...token, functionName: "name" }),
          client.readContract({ ...token, functionName: "symbol" }),
          client.readContract({ ...token, functionName: "decimals" }),
        ]);
        return { address: deployment.token, name, symbol, decimals };
      }),
  };
}

async function answered<T>(what: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (cause) {
    throw chainError("chain_unreadable", `${what}: the RPC endpoint did not answer as declared`, {
      cause,
      retryable: true,
    });
  }
}
