import type { BlockRef, EvmAddress } from "@session/protocol/network";

/** What the contracts say at one block. Amounts are atomic units. */
export interface PoolView {
  readonly unreleasedAtomic: bigint;
  readonly owedAtomic: bigint;
  readonly paidAtomic: bigint;
  /** What the pool would release at that block. */
  readonly pendingAtomic: bigint;
  readonly ratePerSecondAtomic: bigint;
  readonly requirementAtomic: bigint;
  readonly totalStakedAtomic: bigint;
  readonly supplyAtomic: bigint;
}

export interface BlockView extends BlockRef {
  readonly parentHash: string;
  readonly timeMs: number;
  readonly gasUsed: bigint;
  readonly gasLimit: bigint;
  readonly transactions: number;
}

export interface TokenView {
  readonly address: EvmAddress;
  readonly name: string;
  readonly symbol: string;
  readonly decimals: number;
}

/** Reads of the chain that are not events. Each rejects with a retryable SessionError chain_unreadable when unanswered. */
export interface ContractViews {
  pool(atHeight: number): Promise<PoolView>;
  /** undefined: the chain has no such block. */
  block(at: { readonly height: number } | { readonly hash: string }): Promise<BlockView | undefined>;
  token(): Promise<TokenView>;
}
