import type { BlockRef, NetworkBlock } from "@session/protocol/network";
import type { ChainReader, Reorg } from "@session/protocol/ports";
import { afterEach, describe, expect, test } from "vitest";

export interface ChainUnderTest {
  readonly reader: ChainReader;
  /** Makes one block; with events when asked (which ones is the subject's business). */
  mine(withEvents: boolean): Promise<BlockRef>;
  /** Replaces the newest n blocks by n + 1 others without events; left out where the chain cannot. */
  reorg?(depth: number): Promise<void>;
  /** Lets time pass, for readers that poll. */
  pass(): Promise<void>;
  close(): Promise<void>;
}

const STEPS_MAX = 200;

/** Rules that every ChainReader keeps. */
export function describeChainReader(name: string, create: () => Promise<ChainUnderTest>): void {
  describe(`ChainReader: ${name}`, () => {
    const open: { subject: ChainUnderTest; stop: AbortController }[] = [];

    async function setUp() {
      const subject = await create();
      const stop = new AbortController();
      open.push({ subject, stop });
      return { ...subject, signal: stop.signal, stop };
    }

    afterEach(async () => {
      for (const { subject, stop } of open.splice(0)) {
        stop.abort(new DOMException("the test is over", "AbortError"));
        await subject.close();
      }
    });

    test("behaviour: head is the newest block", async () => {
      const { reader, mine } = await setUp();
      const newest = await mine(false);
      expect(await reader.head()).toMatchObject({ height: newest.height, hash: newest.hash });
    });

    test("behaviour: every block with events comes, in order and once", async () => {
      const { reader, mine, pass, signal } = await setUp();
      const wanted: string[] = [];
      for (const withEvents of [true, false, true, true, false]) {
        const block = await mine(withEvents);
        if (withEvents) wanted.push(block.hash);
      }
      const last = await reader.head();
      const seen = await collect(reader.follow(undefined, signal), pass, (all) =>
        all.some((item) => item.kind === "block" && item.hash === last.hash),
      );
      const blocks = onlyBlocks(seen);
      expect(blocks.filter((block) => block.events.length > 0).map((block) => block.hash)).toEqual(wanted);
      expect(heights(blocks)).toEqual([...new Set(heights(blocks))].sort((a, b) => a - b));
    });

    test("behaviour: a reader that knows a block gets only what comes after it", async () => {
      const { reader, mine, pass, signal } = await setUp();
      await mine(true);
      const known = await mine(true);
      const next = await mine(true);
      const seen = await collect(reader.follow(known, signal), pass, (all) => all.length >= 1);
      expect(seen[0]).toMatchObject({ kind: "block", hash: next.hash });
    });

    test("behaviour: a block made while following arrives", async () => {
      const { reader, mine, pass, signal } = await setUp();
      await mine(true);
      const head = await reader.head();
      const following = collect(reader.follow(head, signal), pass, (all) => all.length >= 1);
      const made = await mine(true);
      expect((await following)[0]).toMatchObject({ kind: "block", height: made.height });
    });

    test("behaviour: blocks that were replaced are undone before others come", async ({ skip }) => {
      const { reader, mine, reorg, pass, signal } = await setUp();
      if (reorg === undefined) return skip("this chain cannot reorg");
      const kept = await mine(true);
      await mine(true);
      const gone = await mine(true);
      await reorg(2);
      const seen = await collect(reader.follow(gone, signal), pass, (all) => all.length >= 2);
      const [first, second] = seen;
      if (first?.kind !== "reorg") throw new Error(`expected a reorg first, got ${first?.kind}`);
      expect(first.to.height).toBeLessThanOrEqual(kept.height);
      expect(second?.kind).toBe("block");
    });

    test("behaviour: following ends when its signal is aborted", async () => {
      const { reader, mine, pass, signal, stop } = await setUp();
      await mine(true);
      const ended = collect(reader.follow(undefined, signal), pass, () => false).then(
        () => "ended",
        () => "ended",
      );
      await pass();
      stop.abort(new DOMException("enough", "AbortError"));
      await pass();
      expect(await ended).toBe("ended");
    });
  });
}

type Item = NetworkBlock | Reorg;

/** Reads until `enough`, letting time pass whenever nothing comes. */
async function collect(
  items: AsyncIterable<Item>,
  pass: () => Promise<void>,
  enough: (seen: readonly Item[]) => boolean,
): Promise<Item[]> {
  const seen: Item[] = [];
  const iterator = items[Symbol.asyncIterator]();
  for (let step = 0; step < STEPS_MAX && !enough(seen); step++) {
    let isSettled = false;
    const next = iterator.next().finally(() => {
      isSettled = true;
    });
    next.catch(() => undefined); // reported by the await below
    for (let wait = 0; wait < STEPS_MAX && !isSettled; wait++) await pass();
    const result = await next;
    if (result.done) return seen;
    seen.push(result.value);
  }
  return seen;
}

function onlyBlocks(items: readonly Item[]): NetworkBlock[] {
  return items.filter((item) => item.kind === "block");
}

function heights(blocks: readonly NetworkBlock[]): number[] {
  return blocks.map((block) => block.height);
}
