import type { BlockRef, EvmAddress, NetworkBlock, NetworkHead } from "@session/protocol/network";
import type { Clock, Reorg, Telemetry } from "@session/protocol/ports";
import { stakingError } from "../errors.ts";
import { readRange } from "./range.ts";
import type { BlockHeader, ChainRpc } from "./rpc.ts";
import { forget, newestAtOrBelow, remember, type Trail } from "./trail.ts";

export interface FollowOptions {
  readonly chainId: number;
  readonly registry: EvmAddress;
  readonly deploymentBlock: number;
  /** Wait between two looks at a chain that did not move. */
  readonly pollMs: number;
  /** Blocks that must lie on top before a block counts: 0 takes the newest. */
  readonly confirmations: number;
  readonly rangeBlocksMax: number;
}

export interface FollowPorts {
  readonly rpc: ChainRpc;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
}

const RETRY_MAX_MS = 30_000;
/**
 * A head below what we have seen is either a chain that was rolled back or an endpoint that lags behind its
 * siblings; we look this often before we believe the first.
 */
const LOWER_HEAD_POLLS = 3;

/** What one look at the chain came to. */
type Step =
  | { readonly kind: "idle" }
  | { readonly kind: "wait"; readonly why: "lower_head" }
  | { readonly kind: "reorg"; readonly to: BlockRef; readonly trail: Trail }
  | { readonly kind: "blocks"; readonly blocks: readonly NetworkBlock[]; readonly end: BlockRef };

/** The newest block deep enough to count; undefined while the chain is too short. */
export async function confirmedHead(rpc: ChainRpc, confirmations: number): Promise<BlockHeader | undefined> {
  const newest = await present(rpc.header("latest"));
  if (confirmations === 0) return newest;
  return newest.height < confirmations ? undefined : present(rpc.header(newest.height - confirmations));
}

/**
 * `ChainReader.follow`: see the port. Ends when the signal aborts; throws only what waiting cannot cure
 * (wrong_chain, log_undecodable).
 *
 * Continuity is checked by hash before anything is yielded. The last 256 yielded blocks are remembered to find
 * the common ancestor of a reorg; beyond them, or after a restart of the chain, the answer is a reorg to the
 * block before the deployment, and everything is read again.
 */
export async function* followChain(
  options: FollowOptions,
  ports: FollowPorts,
  from: BlockRef | undefined,
  signal: AbortSignal,
): AsyncGenerator<NetworkBlock | Reorg> {
  const { clock, telemetry } = ports;
  let trail: Trail = from === undefined ? [] : [from];
  let reach: BlockRef | undefined = from;
  let isChecked = false;
  let rangeBlocks = options.rangeBlocksMax;
  let lowerHeads = 0;
  let failures = 0;
  while (!signal.aborted) {
    let step: Step;
    try {
      if (!isChecked) await untilAborted(checkDeployment(options, ports.rpc), signal);
      isChecked = true;
      step = await untilAborted(look(options, ports.rpc, { trail, reach, rangeBlocks, lowerHeads }), signal);
      failures = 0;
    } catch (error) {
      if (signal.aborted) return;
      if (!isRetryable(error)) throw error;
      failures++;
      rangeBlocks = Math.max(1, Math.floor(rangeBlocks / 2));
      telemetry.count("chain_read_failures");
      telemetry.log({ level: "warn", message: "chain read failed", fields: { failures, code: error.code } });
      if (!(await slept(clock, backoffMs(options.pollMs, failures), signal))) return;
      continue;
    }
    switch (step.kind) {
      case "idle":
        lowerHeads = 0;
        if (!(await slept(clock, options.pollMs, signal))) return;
        break;
      case "wait":
        lowerHeads++;
        if (!(await slept(clock, options.pollMs, signal))) return;
        break;
      case "reorg":
        lowerHeads = 0;
        trail = step.trail;
        reach = trail.at(-1);
        isChecked = reach !== undefined;
        telemetry.count("chain_reorgs");
        telemetry.log({ level: "warn", message: "chain reorg", fields: { toHeight: step.to.height } });
        yield { kind: "reorg", to: step.to };
        break;
      case "blocks":
        lowerHeads = 0;
        rangeBlocks = Math.min(options.rangeBlocksMax, rangeBlocks * 2);
        for (const block of step.blocks) {
          trail = remember(trail, { height: block.height, hash: block.hash });
          yield block;
          if (signal.aborted) return;
        }
        // Blocks without events inside a range are passed over, but need not be asked for again.
        reach = step.end;
        break;
    }
  }
}

interface Position {
  readonly trail: Trail;
  /** Everything up to this block has been read. */
  readonly reach: BlockRef | undefined;
  readonly rangeBlocks: number;
  /** Consecutive looks that found a lower head. */
  readonly lowerHeads: number;
}

async function look(options: FollowOptions, rpc: ChainRpc, position: Position): Promise<Step> {
  const { trail, reach } = position;
  const target = await confirmedHead(rpc, options.confirmations);
  if (target === undefined) return { kind: "idle" };
  if (reach !== undefined && target.height < reach.height) {
    const below = newestAtOrBelow(trail, target.height);
    const agrees = below === undefined || (await isCanonical(rpc, below, target));
    if (agrees && position.lowerHeads + 1 < LOWER_HEAD_POLLS) return { kind: "wait", why: "lower_head" };
    return rollBack(options, rpc, trail, target);
  }
  if (reach !== undefined && !(await continues(rpc, reach, target)))
    return rollBack(options, rpc, trail, target);
  const start = Math.max(options.deploymentBlock, reach === undefined ? 0 : reach.height + 1);
  if (target.height < start) return { kind: "idle" };
  const endHeight = Math.min(target.height, start + position.rangeBlocks - 1);
  const end = endHeight === target.height ? target : await present(rpc.header(endHeight));
  const blocks = await readRange(rpc, options.registry, { start, end, parent: reach });
  const isNewestMissing = end === target && blocks.at(-1)?.height !== target.height;
  return { kind: "blocks", blocks: isNewestMissing ? [...blocks, emptyBlock(target)] : blocks, end };
}

/** True when `target`, which is not below `reach`, lies on the chain that holds `reach`. */
async function continues(rpc: ChainRpc, reach: BlockRef, target: BlockHeader): Promise<boolean> {
  if (target.height === reach.height + 1) return target.parentHash === reach.hash;
  return isCanonical(rpc, reach, target);
}

async function isCanonical(rpc: ChainRpc, block: BlockRef, target: BlockHeader): Promise<boolean> {
  if (block.height === target.height) return block.hash === target.hash;
  return (await present(rpc.header(block.height))).hash === block.hash;
}

/** Goes back to the newest yielded block that the chain still holds, or to before the deployment. */
async function rollBack(
  options: FollowOptions,
  rpc: ChainRpc,
  trail: Trail,
  target: BlockHeader,
): Promise<Step> {
  let kept = forget(trail, target.height);
  for (let last = kept.at(-1); last !== undefined; last = kept.at(-1)) {
    if (await isCanonical(rpc, last, target)) return { kind: "reorg", to: last, trail: kept };
    kept = kept.slice(0, -1);
  }
  const before = Math.min(Math.max(0, options.deploymentBlock - 1), target.height);
  const base = before === target.height ? target : await present(rpc.header(before));
  return { kind: "reorg", to: { height: base.height, hash: base.hash }, trail: [] };
}

async function checkDeployment(options: FollowOptions, rpc: ChainRpc): Promise<void> {
  const chainId = await rpc.chainId();
  if (chainId !== options.chainId)
    throw stakingError("wrong_chain", `chain ID: expected ${options.chainId}, got ${chainId}`, {
      meta: { expected: options.chainId, found: chainId },
    });
  // Retried: a chain that was started anew gets its contracts a moment later.
  if (!(await rpc.hasCode(options.registry)))
    throw stakingError("no_contract", `registry: no contract at ${options.registry}`, { retryable: true });
}

function emptyBlock({ height, hash, timeMs }: NetworkHead): NetworkBlock {
  return { kind: "block", height, hash, timeMs, events: [] };
}

async function present(header: Promise<BlockHeader | undefined>): Promise<BlockHeader> {
  const found = await header;
  if (found === undefined)
    throw stakingError("rpc_failed", "block: the chain moved while it was read", { retryable: true });
  return found;
}

function isRetryable(error: unknown): error is Error & { code: string } {
  return error instanceof Error && "retryable" in error && error.retryable === true;
}

function backoffMs(pollMs: number, failures: number): number {
  return Math.min(RETRY_MAX_MS, pollMs * 2 ** Math.min(failures - 1, 4));
}

/** False when the wait was ended by the signal. */
async function slept(clock: Clock, ms: number, signal: AbortSignal): Promise<boolean> {
  try {
    await clock.sleep(ms, signal);
    return true;
  } catch (error) {
    if (signal.aborted) return false;
    throw error;
  }
}

function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}
