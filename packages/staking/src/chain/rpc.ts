import type { BlockHash, EvmAddress, NetworkHead } from "@session/protocol/network";
import type { RegistryLog } from "../events.ts";

export interface BlockHeader extends NetworkHead {
  readonly parentHash: BlockHash;
}

export interface LocatedLog extends RegistryLog {
  readonly blockHash: BlockHash;
  readonly blockHeight: number;
}

/** The few questions a reader asks. Every call rejects with a retryable SessionError rpc_failed when unanswered. */
export interface ChainRpc {
  chainId(): Promise<number>;
  /** undefined: there is no such block (yet, or any more). */
  header(at: number | "latest"): Promise<BlockHeader | undefined>;
  headerByHash(hash: BlockHash): Promise<BlockHeader | undefined>;
  /** Logs of one contract, of one block or of a range with both ends included. */
  logs(
    address: EvmAddress,
    blocks: { readonly hash: BlockHash } | { readonly from: number; readonly to: number },
  ): Promise<readonly LocatedLog[]>;
  hasCode(address: EvmAddress): Promise<boolean>;
}
