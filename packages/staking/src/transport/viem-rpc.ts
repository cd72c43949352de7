import type { BlockHash } from "@session/protocol/network";
import {
  type Block,
  BlockNotFoundError,
  createPublicClient,
  type Hex,
  http,
  type Log,
  type PublicClient,
} from "viem";
import type { BlockHeader, ChainRpc, LocatedLog } from "../chain/rpc.ts";
import { stakingError } from "../errors.ts";

export interface ViemRpcOptions {
  readonly rpcUrl: string;
  readonly timeoutMs: number;
}

/** A viem client for one JSON-RPC endpoint; calls made at once travel as one batch. Retries are the caller's. */
export function createHttpClient({ rpcUrl, timeoutMs }: ViemRpcOptions): PublicClient {
  return createPublicClient({
    cacheTime: 0,
    transport: http(rpcUrl, { batch: { batchSize: 50, wait: 0 }, retryCount: 0, timeout: timeoutMs }),
  });
}

/** ChainRpc over EVM JSON-RPC. */
export function createViemRpc(options: ViemRpcOptions): ChainRpc {
  const client = createHttpClient(options);
  return {
    chainId: () => answered("eth_chainId", () => client.getChainId()),
    header: (at) =>
      answered("eth_getBlockByNumber", () =>
        found(() => client.getBlock(at === "latest" ? { blockTag: at } : { blockNumber: BigInt(at) })),
      ),
    headerByHash: (hash) =>
      answered("eth_getBlockByHash", () => found(() => client.getBlock({ blockHash: `0x${hash}` }))),
    logs: (address, blocks) =>
      answered("eth_getLogs", async () => {
        const logs = await client.getLogs(
          "hash" in blocks
            ? { address, blockHash: `0x${blocks.hash}` }
            : { address, fromBlock: BigInt(blocks.from), toBlock: BigInt(blocks.to) },
        );
        return logs.map(located);
      }),
    hasCode: (address) =>
      answered("eth_getCode", async () => {
        const code = await client.getCode({ address });
        return code !== undefined && code !== "0x";
      }),
  };
}

async function answered<T>(method: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (cause) {
    throw stakingError("rpc_failed", `${method}: the RPC endpoint did not answer as declared`, {
      cause,
      retryable: true,
      meta: { method },
    });
  }
}

async function found(call: () => Promise<Block>): Promise<BlockHeader | undefined> {
  try {
    return header(await call());
  } catch (error) {
    if (error instanceof BlockNotFoundError) return undefined;
    throw error;
  }
}

function header(block: Block): BlockHeader {
  if (block.number === null || block.hash === null) throw new Error("block: expected a mined block");
  return {
    height: Number(block.number),
    hash: bare(block.hash),
    parentHash: bare(block.parentHash),
    timeMs: Number(block.timestamp) * 1000,
  };
}

function located(log: Log): LocatedLog {
  if (log.blockHash === null || log.blockNumber === null || log.logIndex === null || !log.transactionHash)
    throw new Error("log: expected a mined log");
  return {
    topics: log.topics,
    data: log.data,
    transactionHash: log.transactionHash,
    logIndex: log.logIndex,
    blockHash: bare(log.blockHash),
    blockHeight: Number(log.blockNumber),
  };
}

function bare(hash: Hex): BlockHash {
  return hash.slice(2).toLowerCase();
}
