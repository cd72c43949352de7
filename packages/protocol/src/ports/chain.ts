import type { BlockRef, NetworkBlock, NetworkHead } from "../network/types.ts";

/** The blocks after `to` are gone: undo them, then read on. */
export interface Reorg {
  readonly kind: "reorg";
  readonly to: BlockRef;
}

/** Reads the network's events from the chain. */
export interface ChainReader {
  head(): Promise<NetworkHead>;
  /**
   * Every block after `from` that carries events, in order, plus the newest block each time it moves
   * (possibly without events), until `signal` aborts. `from` is absent at the deployment block.
   * Survives failing RPC calls by retrying; a block is never skipped and never yielded twice.
   */
  follow(from: BlockRef | undefined, signal: AbortSignal): AsyncIterable<NetworkBlock | Reorg>;
}

/** What a node sends to the contracts. Proofs and votes travel node to node and do not pass here. */
export interface ChainReporter {
  sealCommittee(): Promise<void>;
}
