import { describe, expect, test } from "vitest";
import { createLiveHub } from "./live-hub.ts";
import type { LiveUpdate } from "./outputs/events.ts";

const reorg = (toBlock: number): LiveUpdate => ({ kind: "reorg", toBlock });
const head = (indexedBlock: number): LiveUpdate => ({
  kind: "head",
  stamp: {
    chainId: 31337,
    registry: `0x${"a".repeat(40)}`,
    indexedBlock,
    indexedTime: 0,
    headBlock: indexedBlock,
    epoch: 0,
  },
});

async function take(feed: AsyncIterable<LiveUpdate>, count: number): Promise<LiveUpdate[]> {
  const taken: LiveUpdate[] = [];
  for await (const update of feed) {
    taken.push(update);
    if (taken.length === count) break;
  }
  return taken;
}

describe("createLiveHub", () => {
  test("default: each subscriber gets every update, in order, from the moment it subscribed", async () => {
    const hub = createLiveHub();
    hub.publish(reorg(1));
    const [a, b] = [hub.feed(new AbortController().signal), hub.feed(new AbortController().signal)];
    hub.publish(reorg(2));
    hub.publish(reorg(3));
    expect(await take(a, 2)).toEqual([reorg(2), reorg(3)]);
    expect(await take(b, 2)).toEqual([reorg(2), reorg(3)]);
  });

  test("behaviour: a waiting reader is woken", async () => {
    const hub = createLiveHub();
    const waiting = take(hub.feed(new AbortController().signal), 1);
    await Promise.resolve();
    hub.publish(reorg(5));
    expect(await waiting).toEqual([reorg(5)]);
  });

  test("behaviour: the feed ends when its signal aborts, and is forgotten", async () => {
    const hub = createLiveHub();
    const stop = new AbortController();
    const all = take(hub.feed(stop.signal), 99);
    expect(hub.size()).toBe(1);
    stop.abort();
    expect(await all).toEqual([]);
    expect(hub.size()).toBe(0);
  });

  test("behaviour: a reader that stops reading is forgotten", async () => {
    const hub = createLiveHub();
    const feed = hub.feed(new AbortController().signal);
    hub.publish(reorg(1));
    await take(feed, 1);
    expect(hub.size()).toBe(0);
  });

  test("behaviour: an already aborted signal gives an empty feed", async () => {
    const hub = createLiveHub();
    expect(await take(hub.feed(AbortSignal.abort()), 1)).toEqual([]);
    expect(hub.size()).toBe(0);
  });

  test("behaviour: a slow reader keeps the newest head and what came after the overflow", async () => {
    const hub = createLiveHub();
    const feed = hub.feed(new AbortController().signal);
    hub.publish(head(7));
    hub.publish(head(8));
    for (let i = 0; i < 510; i++) hub.publish(reorg(i));
    hub.publish(reorg(9999));
    expect(await take(feed, 2)).toEqual([head(8), reorg(9999)]);
  });
});
