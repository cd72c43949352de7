import type { ChainReader, Clock, Telemetry } from "@session/protocol/ports";
import { confirmedHead, followChain } from "./chain/follow.ts";
import type { ChainRpc } from "./chain/rpc.ts";
import type { Deployment } from "./deployments/index.ts";
import { stakingError } from "./errors.ts";
import { createViemRpc } from "./transport/viem-rpc.ts";

export interface ChainReaderOptions {
  /** EVM JSON-RPC over HTTP. */
  readonly rpcUrl: string;
  readonly deployment: Deployment;
  /** Wait between two looks at a chain that did not move. */
  readonly pollMs: number;
  /** Blocks that must lie on top before a block counts; 0 (the default) takes the newest. */
  readonly confirmations?: number;
  /** Widest `eth_getLogs` range; halved while the endpoint refuses. */
  readonly rangeBlocksMax?: number;
  readonly timeoutMs?: number;
}

export interface ChainReaderPorts {
  readonly clock: Clock;
  readonly telemetry: Telemetry;
  /** In place of JSON-RPC over HTTP. */
  readonly rpc?: ChainRpc;
}

const RANGE_BLOCKS_MAX = 2_000;
const TIMEOUT_MS = 10_000;

/**
 * Reads the network's blocks from an EVM chain.
 *
 * `follow` rides out failing calls, lagging endpoints and reorgs; it throws wrong_chain when the endpoint serves
 * another chain, and log_undecodable when the registry is not the contract we know. `head` asks once and throws
 * a retryable rpc_failed.
 */
export function createChainReader(options: ChainReaderOptions, ports: ChainReaderPorts): ChainReader {
  const { rpcUrl, deployment, pollMs } = options;
  const confirmations = options.confirmations ?? 0;
  const rpc = ports.rpc ?? createViemRpc({ rpcUrl, timeoutMs: options.timeoutMs ?? TIMEOUT_MS });
  return {
    async head() {
      const head = await confirmedHead(rpc, confirmations);
      if (head === undefined)
        throw stakingError("rpc_failed", `head: expected more than ${confirmations} blocks`, {
          retryable: true,
        });
      return { height: head.height, hash: head.hash, timeMs: head.timeMs };
    },
    follow: (from, signal) =>
      followChain(
        {
          chainId: deployment.chainId,
          registry: deployment.registry,
          deploymentBlock: deployment.deploymentBlock,
          pollMs,
          confirmations,
          rangeBlocksMax: options.rangeBlocksMax ?? RANGE_BLOCKS_MAX,
        },
        { rpc, clock: ports.clock, telemetry: ports.telemetry },
        from,
        signal,
      ),
  };
}
