import {
  applyBlock,
  type BlockRef,
  emptyNetworkState,
  type FoldOptions,
  type NetworkState,
  rememberState,
  rewindTo,
  type StateHistory,
} from "@session/protocol/network";
import type { ChainReader, Clock, Telemetry } from "@session/protocol/ports";

/** Called after each block and each undone block, with the state before and after. */
export type StateListener = (previous: NetworkState, next: NetworkState) => void;

export interface ChainFollower {
  /** The newest state; empty until the fold has reached the head of the chain for the first time. */
  state(): NetworkState;
  /** False while the fold has not reached the head, at the start or after a reorganisation too deep to undo. */
  isSynced(): boolean;
  onChange(listener: StateListener): void;
  /** Follows until the signal aborts; resolves then. */
  run(signal: AbortSignal): Promise<void>;
}

/** States kept for reorganisations; a deeper one is folded again from the deployment block. */
const HISTORY_DEPTH = 128;
const RESTART_DELAY_MS = 1_000;

/** Folds the chain's events into the node table. */
export function createChainFollower(
  options: { readonly fold: FoldOptions },
  ports: { readonly chain: ChainReader; readonly clock: Clock; readonly telemetry: Telemetry },
): ChainFollower {
  const { chain, clock, telemetry } = ports;
  const listeners: StateListener[] = [];
  /** What the others of this process see: the old table stays until a refolded one has caught up. */
  let published = emptyNetworkState();
  let folded = published;
  let history: StateHistory = [folded];
  let isSynced = false;

  function publish(): void {
    if (!isSynced) return;
    const previous = published;
    published = folded;
    for (const listener of listeners) listener(previous, published);
  }

  async function followOnce(signal: AbortSignal): Promise<void> {
    const target = isSynced ? 0 : (await chain.head()).height;
    const { height, hash } = folded.head;
    for await (const step of chain.follow(height === 0 ? undefined : { height, hash }, signal)) {
      if (step.kind === "reorg") {
        const rewound = rewindTo(history, step.to);
        folded = rewound.state;
        history = rewound.history;
        telemetry.log({ level: "warn", message: "chain reorganised", fields: { height: step.to.height } });
      } else if (isTop(step)) {
        continue; // told twice
      } else {
        folded = applyBlock(folded, step, options.fold);
        history = rememberState(history, folded, HISTORY_DEPTH);
        if (!isSynced && step.height >= target) {
          isSynced = true;
          telemetry.log({ level: "info", message: "chain synced", fields: { height: step.height } });
        }
      }
      publish();
    }
  }

  function isTop({ height, hash }: BlockRef): boolean {
    return height === folded.head.height && hash === folded.head.hash;
  }

  /** What was folded cannot be continued: start again from the deployment block. */
  function forget(): void {
    isSynced = false;
    folded = emptyNetworkState();
    history = [folded];
  }

  return {
    state: () => published,
    isSynced: () => isSynced,
    onChange: (listener) => {
      listeners.push(listener);
    },
    async run(signal) {
      while (!signal.aborted) {
        try {
          await followOnce(signal);
        } catch (error) {
          if (signal.aborted) return;
          const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
          telemetry.log({ level: "error", message: "following the chain failed", fields: { code } });
          if (error instanceof Error && error.name === "NetworkFoldError") forget();
        }
        await sleepUnlessStopped(clock, RESTART_DELAY_MS, signal);
      }
    },
  };
}

/** Waits; an abort just ends the wait early. */
export async function sleepUnlessStopped(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  try {
    await clock.sleep(ms, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
