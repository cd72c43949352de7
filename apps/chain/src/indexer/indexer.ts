import { hexEncode } from "@session/protocol/bytes";
import { type BlockRef, type NetworkBlock, type NetworkState, tableDigest } from "@session/protocol/network";
import type { ChainReader, Telemetry } from "@session/protocol/ports";
import type { ChainIdentity, IndexStore } from "../db/index-store.ts";
import { applyIndexBlock, emptyIndexState, type IndexOptions, type IndexState } from "./index-state.ts";

export interface IndexerOptions extends IndexOptions, ChainIdentity {
  readonly registry: `0x${string}`;
}

export interface IndexerPorts {
  readonly reader: ChainReader;
  readonly store: IndexStore;
  readonly telemetry: Telemetry;
}

/** What just happened to the tables; told after the transaction. */
export type IndexUpdate =
  | { readonly kind: "restored" }
  | { readonly kind: "block"; readonly block: NetworkBlock }
  | { readonly kind: "reorg"; readonly to: BlockRef };

export interface Indexer {
  /** The fold at the newest written block. */
  state(): IndexState;
  /** Restores the state from the tables, then follows the chain until the signal aborts. Throws what it cannot ride out. */
  run(signal: AbortSignal, onUpdate: (update: IndexUpdate) => Promise<void>): Promise<void>;
}

/** States kept in memory to go back to; a deeper reorg is folded again from the stored events. */
const HISTORY_LENGTH = 128;

export function createIndexer(options: IndexerOptions, ports: IndexerPorts): Indexer {
  const { reader, store, telemetry } = ports;
  const { chainId, registry, deploymentBlock } = options;
  let state = emptyIndexState();
  /** Ascending; the last one is `state`. */
  let history: readonly IndexState[] = [state];
  let digest = digestHex(state.network);

  const fold = async (toHeight: number): Promise<IndexState> => {
    let folded = emptyIndexState();
    for await (const block of store.eventBlocks(toHeight)) folded = applyIndexBlock(folded, block, options);
    return folded;
  };

  const reset = async (why: string): Promise<void> => {
    telemetry.log({ level: "warn", message: "index emptied", fields: { why } });
    state = emptyIndexState();
    history = [state];
    digest = digestHex(state.network);
    await store.reset({ chainId, registry, deploymentBlock }, state, digest);
  };

  const restore = async (): Promise<void> => {
    const stored = await store.cursor();
    if (stored === undefined) return reset("new tables");
    if (
      stored.chainId !== chainId ||
      stored.registry !== registry ||
      stored.deploymentBlock !== deploymentBlock
    )
      return reset("another deployment");
    const folded = await fold(stored.head.height);
    const { membershipHeight } = folded.network;
    if (membershipHeight !== stored.membershipHeight || folded.accumulator !== stored.accumulator)
      return reset("stored events do not give the stored state");
    state = { ...folded, network: { ...folded.network, head: stored.head } };
    history = [state];
    digest = digestHex(state.network);
    telemetry.log({
      level: "info",
      message: "index restored",
      fields: { height: stored.head.height, nodes: state.nodes.size },
    });
  };

  const goBack = async (to: BlockRef): Promise<void> => {
    // A block of ours at that height but with another hash is gone as well.
    const known = await store.blockHash(to.height);
    const keepHeight = known === undefined || known === to.hash ? to.height : to.height - 1;
    const kept = history.filter((past) => past.network.head.height <= keepHeight);
    const after = kept.at(-1) ?? (await fold(keepHeight));
    digest = digestHex(after.network);
    await store.rewind({ keepHeight, before: state, after, digestHex: digest });
    state = after;
    history = kept.length === 0 ? [after] : kept;
    telemetry.log({
      level: "warn",
      message: "index went back",
      fields: { toHeight: to.height, stateHeight: after.network.head.height },
    });
  };

  /** A bad endpoint may hand out its newest block twice. */
  const isHead = ({ height, hash }: BlockRef): boolean =>
    height === state.network.head.height && hash === state.network.head.hash;

  const goOn = async (block: NetworkBlock): Promise<void> => {
    const after = applyIndexBlock(state, block, options);
    if (after.network.membershipHeight !== state.network.membershipHeight) digest = digestHex(after.network);
    await store.commit({ block, before: state, after, digestHex: digest });
    state = after;
    history = [...history.slice(1 - HISTORY_LENGTH), after];
  };

  return {
    state: () => state,
    async run(signal, onUpdate) {
      await restore();
      const { height, hash } = state.network.head;
      if (height > 0) await onUpdate({ kind: "restored" });
      const from = height === 0 ? undefined : { height, hash };
      for await (const item of reader.follow(from, signal)) {
        if (item.kind === "reorg") {
          await goBack(item.to);
          await onUpdate({ kind: "reorg", to: item.to });
        } else if (!isHead(item)) {
          await goOn(item);
          await onUpdate({ kind: "block", block: item });
        }
        if (signal.aborted) return;
      }
    },
  };
}

function digestHex(state: NetworkState): string {
  return hexEncode(tableDigest(state));
}
