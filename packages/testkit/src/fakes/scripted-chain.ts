import type { BlockRef, NetworkBlock, NetworkEvent } from "@session/protocol/network";
import type { ChainReader, Reorg } from "@session/protocol/ports";

/** An event without the names of its log, which the chain gives it. */
export type ScriptedEvent = NetworkEvent extends infer E
  ? E extends NetworkEvent
    ? Omit<E, "transactionHash" | "logIndex">
    : never
  : never;

/** A chain that grows when a test says so. */
export interface ScriptedChain extends ChainReader {
  /** Adds one block on top. */
  append(
    events?: readonly ScriptedEvent[],
    options?: { readonly hash?: string; readonly timeMs?: number },
  ): NetworkBlock;
  /** Takes the newest n blocks away; followers see it as soon as a new block lies on top. */
  reorg(depth: number): void;
  /** Odd but legal for a bad endpoint: the next n blocks are delivered twice. */
  repeatNext(count: number): void;
  /** The surviving blocks, oldest first. */
  readonly blocks: readonly NetworkBlock[];
}

export interface ScriptedChainOptions {
  /** Height of the first block. */
  readonly firstHeight?: number;
  readonly startMs?: number;
  readonly blockTimeMs?: number;
}

const GENESIS: BlockRef = { height: 0, hash: "0".repeat(64) };

/**
 * A ChainReader whose blocks a test writes. Block hashes are distinct and repeatable; a block that replaces another one
 * at the same height gets another hash.
 */
export function createScriptedChain(options: ScriptedChainOptions = {}): ScriptedChain {
  const firstHeight = options.firstHeight ?? 1;
  const startMs = options.startMs ?? 1_718_000_000_000;
  const blockTimeMs = options.blockTimeMs ?? 1000;
  const blocks: NetworkBlock[] = [];
  /** Every block ever made, to find where a follower's branch left the surviving one. */
  const parents = new Map<string, BlockRef>();
  const waiting = new Set<() => void>();
  let made = 0;
  let repeats = 0;

  function changed(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        waiting.delete(done);
        signal.removeEventListener("abort", done);
        resolve();
      };
      waiting.add(done);
      signal.addEventListener("abort", done, { once: true });
      if (signal.aborted) done();
    });
  }

  function isOnChain(ref: BlockRef): boolean {
    if (ref.hash === GENESIS.hash) return true;
    return blocks[ref.height - firstHeight]?.hash === ref.hash;
  }

  function forkPoint(ref: BlockRef): BlockRef {
    let at = ref;
    while (!isOnChain(at)) at = parents.get(at.hash) ?? GENESIS;
    return at;
  }

  /** The next block to tell a follower about: the next one with events, else the newest. */
  function nextAfter(position: BlockRef): NetworkBlock | undefined {
    const later = blocks.filter((block) => block.height > position.height);
    return later.find((block) => block.events.length > 0) ?? later.at(-1);
  }

  return {
    blocks,
    append(events = [], given = {}) {
      const height = firstHeight + blocks.length;
      made++;
      const hash = given.hash ?? scriptedHash(made);
      const block: NetworkBlock = {
        kind: "block",
        height,
        hash,
        timeMs: given.timeMs ?? startMs + height * blockTimeMs,
        events: events.map((event, logIndex) => ({
          ...event,
          transactionHash: `0x${scriptedHash(made * 1000 + logIndex)}`,
          logIndex,
        })),
      };
      const below = blocks.at(-1);
      parents.set(hash, below === undefined ? GENESIS : { height: below.height, hash: below.hash });
      blocks.push(block);
      for (const wake of [...waiting]) wake();
      return block;
    },
    reorg(depth) {
      if (depth < 1 || depth > blocks.length)
        throw new RangeError(`reorg: expected 1..${blocks.length}, got ${depth}`);
      blocks.length -= depth;
    },
    repeatNext(count) {
      repeats += count;
    },
    async head() {
      const top = blocks.at(-1);
      return top === undefined
        ? { ...GENESIS, timeMs: startMs }
        : { height: top.height, hash: top.hash, timeMs: top.timeMs };
    },
    async *follow(from, signal): AsyncGenerator<NetworkBlock | Reorg> {
      let position: BlockRef = from ?? GENESIS;
      while (!signal.aborted) {
        const top = blocks.at(-1);
        if (!isOnChain(position) && top !== undefined) {
          const to = forkPoint(position);
          position = { height: to.height, hash: to.hash };
          yield { kind: "reorg", to: position };
          continue;
        }
        const block = nextAfter(position);
        if (block === undefined) {
          await changed(signal);
          continue;
        }
        position = { height: block.height, hash: block.hash };
        yield block;
        if (repeats > 0) {
          repeats--;
          yield block;
        }
      }
    },
  };
}

/** 64 hex digits that differ in every byte, so that the swarm seeds taken from them differ too. */
function scriptedHash(number: number): string {
  let state = number | 0;
  let hash = "";
  while (hash.length < 64) {
    state = (Math.imul(state, 0x9e3779b1) + 0x7f4a7c15) | 0;
    const mixed = Math.imul(state ^ (state >>> 15), 0x85ebca6b);
    hash += ((mixed ^ (mixed >>> 13)) >>> 0).toString(16).padStart(8, "0");
  }
  return hash;
}
