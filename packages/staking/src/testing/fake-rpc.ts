import { type Hex, keccak256, numberToHex, toEventSelector } from "viem";
import type { BlockHeader, ChainRpc, LocatedLog } from "../chain/rpc.ts";
import { stakingError } from "../errors.ts";

interface FakeBlock extends BlockHeader {
  readonly logs: readonly LocatedLog[];
}

/** An EVM endpoint in memory whose chain a test writes, with the misbehaviour real endpoints show. */
export interface FakeRpc extends ChainRpc {
  /** Adds a block on top; its hash depends on its parent and on how many blocks were ever made. */
  mine(exits?: readonly number[]): BlockHeader;
  /** Drops the newest blocks. */
  rollBack(count: number): void;
  /** A fresh chain: nothing of the old one remains. */
  restart(): void;
  /** The next calls fail. */
  failNext(calls: number): void;
  /** Answers as an endpoint that is this many blocks behind; 0 ends it. */
  lag(blocks: number): void;
  /** Ranges wider than this are refused. */
  limitRange(blocks: number): void;
  /** Runs once, in the middle of the next `eth_getLogs` over a range. */
  duringNextRange(action: () => void): void;
  chain: number;
  deployed: boolean;
  readonly calls: ReadonlyMap<string, number>;
}

const EXITED = toEventSelector("NodeExited(uint32)");

export function createFakeRpc(options: { readonly chainId: number }): FakeRpc {
  let blocks: FakeBlock[] = [];
  let made = 0;
  let failing = 0;
  let behind = 0;
  let rangeMax = Number.POSITIVE_INFINITY;
  let interruption: (() => void) | undefined;
  const calls = new Map<string, number>();

  const make = (exits: readonly number[]): FakeBlock => {
    const parent = blocks.at(-1);
    const height = blocks.length;
    made++;
    const parentHash = parent?.hash ?? "0".repeat(64);
    const hash = keccak256(`0x${parentHash}${made.toString(16).padStart(8, "0")}`).slice(2);
    return {
      height,
      hash,
      parentHash,
      timeMs: 1_700_000_000_000 + height * 1000,
      logs: exits.map((nodeId, logIndex) => ({
        topics: [EXITED, numberToHex(nodeId, { size: 32 })] as Hex[],
        data: "0x",
        transactionHash: `0x${hash}`,
        logIndex,
        blockHash: hash,
        blockHeight: height,
      })),
    };
  };
  const push = (exits: readonly number[]): FakeBlock => {
    const block = make(exits);
    blocks.push(block);
    return block;
  };
  const visible = () => blocks.slice(0, Math.max(1, blocks.length - behind));
  const answer = async <T>(method: string, value: () => T): Promise<T> => {
    calls.set(method, (calls.get(method) ?? 0) + 1);
    if (failing > 0) {
      failing--;
      throw stakingError("rpc_failed", `${method}: told to fail`, { retryable: true });
    }
    return value();
  };
  push([]);

  const rpc: FakeRpc = {
    chain: options.chainId,
    deployed: true,
    calls,
    chainId: () => answer("chainId", () => rpc.chain),
    header: (at) =>
      answer("header", () => (at === "latest" ? visible().at(-1) : visible().find((b) => b.height === at))),
    headerByHash: (hash) => answer("headerByHash", () => visible().find((block) => block.hash === hash)),
    logs: (_address, range) =>
      answer("logs", () => {
        if ("hash" in range) return visible().find((block) => block.hash === range.hash)?.logs ?? [];
        if (range.to - range.from + 1 > rangeMax)
          throw stakingError("rpc_failed", "range too wide", { retryable: true });
        const found = (from: number, to: number) =>
          visible()
            .filter((block) => block.height >= from && block.height <= to)
            .flatMap((block) => block.logs);
        // Endpoints read a range bit by bit; the chain may move in between.
        const middle = Math.floor((range.from + range.to) / 2);
        const first = found(range.from, middle);
        interruption?.();
        interruption = undefined;
        return [...first, ...found(middle + 1, range.to)];
      }),
    hasCode: () => answer("hasCode", () => rpc.deployed),
    mine: (exits = []) => push(exits),
    rollBack(count) {
      blocks = blocks.slice(0, -count);
    },
    restart() {
      blocks = [];
      push([]);
    },
    failNext(count) {
      failing = count;
    },
    lag(count) {
      behind = count;
    },
    limitRange(count) {
      rangeMax = count;
    },
    duringNextRange(action) {
      interruption = action;
    },
  };
  return rpc;
}
