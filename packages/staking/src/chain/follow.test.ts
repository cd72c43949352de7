// The reader over an endpoint in memory and a simulated clock: every fault an endpoint is known to show, and the
// contract suite that all readers pass.
import type { BlockRef, NetworkBlock } from "@session/protocol/network";
import type { Reorg } from "@session/protocol/ports";
import { describeChainReader } from "@session/testkit/contracts";
import { createRecordingTelemetry, createSimClock } from "@session/testkit/fakes";
import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import { createFakeRpc } from "../testing/fake-rpc.ts";
import { type FollowOptions, followChain } from "./follow.ts";

const POLL_MS = 100;
const OPTIONS: FollowOptions = {
  chainId: 31337,
  registry: `0x${"a".repeat(40)}`,
  deploymentBlock: 1,
  pollMs: POLL_MS,
  confirmations: 0,
  rangeBlocksMax: 10,
};

type Item = NetworkBlock | Reorg;
const stops: AbortController[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop.abort();
});

function setUp(changes: Partial<FollowOptions> = {}) {
  const rpc = createFakeRpc({ chainId: 31337 });
  const clock = createSimClock();
  const telemetry = createRecordingTelemetry();
  const stop = new AbortController();
  stops.push(stop);
  const options = { ...OPTIONS, ...changes };
  return {
    rpc,
    clock,
    telemetry,
    stop,
    /** Starts following; items gather as time passes. */
    follow(from?: BlockRef) {
      const items: Item[] = [];
      const ended = (async () => {
        for await (const item of followChain(options, { rpc, clock, telemetry }, from, stop.signal))
          items.push(item);
      })();
      ended.catch(() => undefined); // the tests that expect a failure look at it themselves
      return { items, ended, pass: (ms = 10 * POLL_MS) => clock.advance(ms) };
    },
  };
}

/** Short text per item: `5:7,8` block 5 with exits of nodes 7 and 8, `<3` a reorg to 3. */
const brief = (items: readonly Item[]) =>
  items.map((item) =>
    item.kind === "reorg"
      ? `<${item.to.height}`
      : `${item.height}:${item.events.map((event) => ("nodeId" in event ? event.nodeId : "")).join()}`,
  );

describe("followChain", () => {
  test("default: blocks with events, then the newest block", async () => {
    const { rpc, follow } = setUp();
    rpc.mine([1]);
    rpc.mine();
    rpc.mine([2, 3]);
    rpc.mine();
    const { items, pass } = follow();
    await pass();
    expect(brief(items)).toEqual(["1:1", "3:2,3", "4:"]);
  });

  test("behaviour: the newest block comes once, with its events if it has some", async () => {
    const { rpc, follow } = setUp();
    rpc.mine([1]);
    const { items, pass } = follow();
    await pass();
    rpc.mine();
    await pass();
    rpc.mine([2]);
    await pass();
    expect(brief(items)).toEqual(["1:1", "2:", "3:2"]);
  });

  test("behaviour: hash and time are the block's own", async () => {
    const { rpc, follow } = setUp();
    const mined = rpc.mine([1]);
    const { items, pass } = follow();
    await pass();
    expect(items[0]).toMatchObject({ height: 1, hash: mined.hash, timeMs: 1_700_000_001_000 });
  });

  test("behaviour: nothing before the deployment block is read", async () => {
    const { rpc, follow } = setUp({ deploymentBlock: 3 });
    for (const id of [1, 2, 3, 4]) rpc.mine([id]);
    const { items, pass } = follow();
    await pass();
    expect(brief(items)).toEqual(["3:3", "4:4"]);
  });

  test("behaviour: a long backlog is read range by range without a gap", async () => {
    const { rpc, follow } = setUp({ rangeBlocksMax: 7 });
    const expected: string[] = [];
    for (let height = 1; height <= 60; height++) {
      rpc.mine(height % 3 === 0 ? [height] : []);
      if (height % 3 === 0) expected.push(`${height}:${height}`);
    }
    const { items, pass } = follow();
    await pass();
    expect(brief(items)).toEqual(expected);
  });

  test("behaviour: with confirmations only deep enough blocks come", async () => {
    const { rpc, follow } = setUp({ confirmations: 2 });
    for (const id of [1, 2, 3, 4]) rpc.mine([id]);
    const { items, pass } = follow();
    await pass();
    expect(brief(items)).toEqual(["1:1", "2:2"]);
    rpc.mine();
    await pass();
    expect(brief(items)).toEqual(["1:1", "2:2", "3:3"]);
  });

  test("behaviour: a reorg goes back to the newest yielded block that survived", async () => {
    const { rpc, follow } = setUp();
    for (const id of [1, 2, 3]) rpc.mine([id]);
    const { items, pass } = follow();
    await pass();
    rpc.rollBack(2);
    rpc.mine([7]);
    rpc.mine();
    rpc.mine([8]);
    await pass();
    expect(brief(items)).toEqual(["1:1", "2:2", "3:3", "<1", "2:7", "4:8"]);
  });

  test("behaviour: a one-block reorg is seen by the parent hash alone", async () => {
    const { rpc, follow } = setUp();
    rpc.mine([1]);
    rpc.mine([2]);
    const { items, pass } = follow();
    await pass();
    rpc.rollBack(1);
    rpc.mine([5]);
    rpc.mine([6]);
    await pass();
    expect(brief(items)).toEqual(["1:1", "2:2", "<1", "2:5", "3:6"]);
  });

  test("behaviour: a chain that became shorter and stays so is a reorg", async () => {
    const { rpc, follow } = setUp();
    for (const id of [1, 2, 3]) rpc.mine([id]);
    const { items, pass } = follow();
    await pass();
    rpc.rollBack(2);
    await pass();
    expect(brief(items)).toEqual(["1:1", "2:2", "3:3", "<1"]);
    rpc.mine([9]);
    await pass();
    expect(brief(items).slice(4)).toEqual(["2:9"]);
  });

  test("behaviour: an endpoint that lags for a moment is not a reorg", async () => {
    const { rpc, follow } = setUp();
    for (const id of [1, 2, 3]) rpc.mine([id]);
    const { items, pass } = follow();
    await pass();
    rpc.lag(2);
    await pass(POLL_MS);
    rpc.lag(0);
    await pass();
    expect(brief(items)).toEqual(["1:1", "2:2", "3:3"]);
  });

  test("behaviour: after a restart of the chain everything is read again", async () => {
    const { rpc, follow } = setUp({ deploymentBlock: 2 });
    for (const id of [1, 2, 3]) rpc.mine([id]);
    const { items, pass } = follow();
    await pass();
    rpc.restart();
    rpc.deployed = false;
    for (let i = 0; i < 2; i++) rpc.mine();
    await pass(100 * POLL_MS);
    expect(brief(items)).toEqual(["2:2", "3:3", "<1"]);
    rpc.deployed = true;
    rpc.mine([4]);
    await pass(100 * POLL_MS);
    expect(brief(items).slice(3)).toEqual(["3:4"]);
  });

  test("behaviour: a known block that is gone is undone first", async () => {
    const { rpc, follow } = setUp();
    rpc.mine([1]);
    rpc.mine([2]);
    const { items, pass } = follow({ height: 2, hash: "f".repeat(64) });
    await pass();
    expect(brief(items)).toEqual(["<0", "1:1", "2:2"]);
  });

  test("behaviour: failing calls are retried ever more slowly, and nothing is lost or repeated", async () => {
    const { rpc, follow, telemetry } = setUp();
    for (const id of [1, 2, 3]) rpc.mine([id]);
    const { items, pass } = follow();
    rpc.failNext(5);
    await pass(60 * POLL_MS);
    expect(brief(items)).toEqual(["1:1", "2:2", "3:3"]);
    expect(telemetry.counted("chain_read_failures")).toBe(5);
    rpc.failNext(1_000_000);
    const before = telemetry.counted("chain_read_failures");
    await pass(1_000 * POLL_MS);
    // 1, 2, 4, 8, then 16 polls apart.
    expect(telemetry.counted("chain_read_failures") - before).toBeLessThan(70);
  });

  test("behaviour: a refused range is halved until it is accepted", async () => {
    const { rpc, follow } = setUp({ rangeBlocksMax: 64 });
    for (let id = 1; id <= 40; id++) rpc.mine([id]);
    rpc.limitRange(5);
    const { items, pass } = follow();
    await pass(1_000 * POLL_MS);
    expect(items.map((item) => item.kind === "block" && item.height)).toEqual(
      Array.from({ length: 40 }, (_, i) => i + 1),
    );
  });

  test("behaviour: logs of two chains in one answer are never mixed", async () => {
    const { rpc, follow } = setUp();
    for (let id = 1; id <= 8; id++) rpc.mine([id]);
    rpc.duringNextRange(() => {
      rpc.rollBack(8);
      for (let id = 11; id <= 19; id++) rpc.mine([id]);
    });
    const { items, pass } = follow();
    await pass(100 * POLL_MS);
    expect(brief(items)).toEqual(["1:11", "2:12", "3:13", "4:14", "5:15", "6:16", "7:17", "8:18", "9:19"]);
  });

  test("error: another chain ends the reading", async () => {
    const { rpc, follow } = setUp();
    rpc.chain = 1;
    const { ended, pass } = follow();
    await pass();
    await expect(ended).rejects.toMatchObject({ code: "wrong_chain" });
  });

  test("behaviour: an aborted signal ends the reading, even before the first block", async () => {
    const { rpc, follow, stop, clock } = setUp();
    rpc.failNext(1_000);
    const { ended, items } = follow();
    await clock.advance(POLL_MS);
    stop.abort();
    await expect(ended).resolves.toBeUndefined();
    expect(items).toEqual([]);
  });

  test("behaviour: whatever the chain does, what remains after the reorgs is the surviving chain", async () => {
    const step = fc.oneof(
      fc.record({
        do: fc.constant("mine" as const),
        exits: fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 2 }),
      }),
      fc.record({ do: fc.constant("rollBack" as const), blocks: fc.integer({ min: 1, max: 4 }) }),
      fc.record({ do: fc.constant("fail" as const), calls: fc.integer({ min: 1, max: 4 }) }),
      fc.record({ do: fc.constant("lag" as const), blocks: fc.integer({ min: 0, max: 3 }) }),
      fc.record({ do: fc.constant("pass" as const), polls: fc.integer({ min: 1, max: 6 }) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const { rpc, follow, clock, stop } = setUp({ rangeBlocksMax: 3 });
        const surviving: { height: number; exits: readonly number[] }[] = [];
        const { items } = follow();
        for (const one of steps) {
          if (one.do === "mine") {
            const { height } = rpc.mine(one.exits);
            surviving.push({ height, exits: one.exits });
          }
          if (one.do === "rollBack") {
            const count = Math.min(one.blocks, surviving.length);
            if (count > 0) rpc.rollBack(count);
            surviving.splice(surviving.length - count);
          }
          if (one.do === "fail") rpc.failNext(one.calls);
          if (one.do === "lag") rpc.lag(one.blocks);
          if (one.do === "pass") await clock.advance(one.polls * POLL_MS);
        }
        rpc.lag(0);
        surviving.push({ height: rpc.mine([5]).height, exits: [5] });
        await clock.advance(500 * POLL_MS);
        stop.abort();
        let kept: NetworkBlock[] = [];
        for (const item of items) {
          if (item.kind === "reorg") kept = kept.filter((block) => block.height <= item.to.height);
          else {
            expect(item.height).toBeGreaterThan(kept.at(-1)?.height ?? 0);
            kept.push(item);
          }
        }
        expect(brief(kept.filter((block) => block.events.length > 0))).toEqual(
          surviving
            .filter(({ exits }) => exits.length > 0)
            .map(({ height, exits }) => `${height}:${exits.join()}`),
        );
      }),
      { numRuns: 150 },
    );
  });
});

describeChainReader("followChain over an endpoint in memory", async () => {
  const { rpc, clock, telemetry } = setUp();
  return {
    reader: {
      async head() {
        const newest = await rpc.header("latest");
        if (newest === undefined) throw new Error("the fake always has a block");
        return newest;
      },
      follow: (from, signal) => followChain(OPTIONS, { rpc, clock, telemetry }, from, signal),
    },
    mine: async (withEvents) => rpc.mine(withEvents ? [1] : []),
    reorg: async (depth) => {
      rpc.rollBack(depth);
      for (let i = 0; i <= depth; i++) rpc.mine();
    },
    pass: async () => clock.advance(POLL_MS),
    close: async () => undefined,
  };
});
