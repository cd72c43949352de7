import type { BlockRef, EvmAddress, NetworkBlock } from "@session/protocol/network";
import { stakingError } from "../errors.ts";
import { decodeRegistryLog } from "../events.ts";
import type { BlockHeader, ChainRpc, LocatedLog } from "./rpc.ts";

/** More logs than this in one answer are refused; the caller asks again with a smaller range. */
const LOGS_PER_RANGE_MAX = 50_000;
/** Headers asked for at once. */
const HEADERS_AT_ONCE = 32;

export interface Range {
  readonly start: number;
  readonly end: BlockHeader;
  /** The block before `start`, when it is known. */
  readonly parent: BlockRef | undefined;
}

/**
 * Reads the blocks from `start` to `end` that carry network events, ascending.
 *
 * A single block is asked for by hash, which cannot mix two chains. For more, the end is read again afterwards:
 * a hash pins all its ancestors, so the same end before and after means one chain throughout.
 *
 * @throws SessionError rpc_failed (retryable) when the chain moved meanwhile
 */
export async function readRange(
  rpc: ChainRpc,
  registry: EvmAddress,
  { start, end, parent }: Range,
): Promise<readonly NetworkBlock[]> {
  const isSingle = start === end.height;
  const logs = await rpc.logs(registry, isSingle ? { hash: end.hash } : { from: start, to: end.height });
  if (logs.length > LOGS_PER_RANGE_MAX)
    throw moved(`expected at most ${LOGS_PER_RANGE_MAX} logs, got ${logs.length}`);
  const groups = groupByBlock(logs);
  const headers = await readHeaders(rpc, [...groups.keys()], end);
  const blocks: NetworkBlock[] = [];
  let before: BlockRef | undefined = parent;
  for (const header of headers.sort((a, b) => a.height - b.height)) {
    if (header.height < start || header.height > end.height)
      throw moved(`block: expected ${start}..${end.height}, got ${header.height}`);
    if (before?.height === header.height) throw moved(`block ${header.height}: two hashes in one answer`);
    if (before?.height === header.height - 1 && before.hash !== header.parentHash)
      throw moved(`block ${header.height}: its parent is another block`);
    before = header;
    const events = (groups.get(header.hash) ?? [])
      .toSorted((a, b) => a.logIndex - b.logIndex)
      .flatMap((log) => decodeRegistryLog(log) ?? []);
    if (events.length === 0) continue;
    blocks.push({ kind: "block", height: header.height, hash: header.hash, timeMs: header.timeMs, events });
  }
  if (!isSingle && (await rpc.header(end.height))?.hash !== end.hash)
    throw moved(`block ${end.height}: replaced while it was read`);
  return blocks;
}

function groupByBlock(logs: readonly LocatedLog[]): Map<string, LocatedLog[]> {
  const groups = new Map<string, LocatedLog[]>();
  for (const log of logs) {
    const group = groups.get(log.blockHash);
    if (group === undefined) groups.set(log.blockHash, [log]);
    else group.push(log);
  }
  return groups;
}

async function readHeaders(
  rpc: ChainRpc,
  hashes: readonly string[],
  end: BlockHeader,
): Promise<BlockHeader[]> {
  const headers: BlockHeader[] = [];
  for (let i = 0; i < hashes.length; i += HEADERS_AT_ONCE) {
    const batch = hashes.slice(i, i + HEADERS_AT_ONCE);
    headers.push(
      ...(await Promise.all(
        batch.map(async (hash) => {
          const header = hash === end.hash ? end : await rpc.headerByHash(hash);
          if (header === undefined) throw moved(`block ${hash}: gone while it was read`);
          return header;
        }),
      )),
    );
  }
  return headers;
}

function moved(message: string) {
  return stakingError("rpc_failed", message, { retryable: true });
}
