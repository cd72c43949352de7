import { applyBlock, emptyNetworkState, type NetworkState } from "@session/protocol/network";
import type { ChainReader } from "@session/protocol/ports";
import {
  createRecordingTelemetry,
  createScriptedChain,
  createSimClock,
  settle,
} from "@session/testkit/fakes";
import { fixtureDomain, fixtureNode, registerNode } from "@session/testkit/fixtures";
import { afterEach, describe, expect, test } from "vitest";
import { createChainFollower } from "./follower.ts";

const stops: AbortController[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop.abort(new DOMException("the test is over", "AbortError"));
});

function start(chain: ChainReader) {
  const clock = createSimClock();
  const telemetry = createRecordingTelemetry();
  const follower = createChainFollower({ fold: fixtureDomain }, { chain, clock, telemetry });
  const changes: [NetworkState, NetworkState][] = [];
  follower.onChange((...change) => changes.push(change));
  const stop = new AbortController();
  stops.push(stop);
  const ended = follower.run(stop.signal);
  return { clock, telemetry, follower, changes, stop, ended };
}

const keysOf = (state: NetworkState) => [...state.nodes.values()].map(({ nodeId }) => nodeId);

describe("createChainFollower", () => {
  test("default: folds what is there, then each new block", async () => {
    const chain = createScriptedChain();
    chain.append(registerNode(fixtureNode(1)));
    const { follower, changes } = start(chain);
    await settle();
    expect(follower.isSynced()).toBe(true);
    expect(keysOf(follower.state())).toEqual([1]);
    chain.append(registerNode(fixtureNode(2)));
    await settle();
    expect(keysOf(follower.state())).toEqual([1, 2]);
    expect(changes.map(([before, after]) => [keysOf(before), keysOf(after)])).toEqual([
      [[], [1]],
      [[1], [1, 2]],
    ]);
  });

  test("behaviour: shows nothing before it has reached the head", async () => {
    const chain = createScriptedChain();
    chain.append(registerNode(fixtureNode(1)));
    chain.append(registerNode(fixtureNode(2)));
    const slow: ChainReader = {
      head: chain.head,
      async *follow(from, signal) {
        for await (const step of chain.follow(from, signal)) {
          yield step;
          await settle();
        }
      },
    };
    const { follower, changes } = start(slow);
    for (let turn = 0; turn < 20 && !follower.isSynced(); turn++) {
      expect(follower.state().nodes.size).toBe(0);
      await settle();
    }
    expect(changes.map(([, after]) => keysOf(after))).toEqual([[1, 2]]);
  });

  test("behaviour: blocks that were replaced are taken back", async () => {
    const chain = createScriptedChain();
    chain.append(registerNode(fixtureNode(1)));
    const { follower } = start(chain);
    await settle();
    chain.append(registerNode(fixtureNode(2)));
    await settle();
    chain.reorg(1);
    chain.append(registerNode(fixtureNode(3)));
    await settle();
    const fresh = chain.blocks.reduce(
      (state, block) => applyBlock(state, block, fixtureDomain),
      emptyNetworkState(),
    );
    expect(follower.state()).toEqual(fresh);
    expect(keysOf(follower.state())).toEqual([1, 3]);
  });

  test("behaviour: a block told twice counts once", async () => {
    const chain = createScriptedChain();
    chain.append(registerNode(fixtureNode(1)));
    chain.repeatNext(3);
    const { follower, telemetry } = start(chain);
    await settle();
    chain.append(registerNode(fixtureNode(2)));
    await settle();
    expect(keysOf(follower.state())).toEqual([1, 2]);
    expect(telemetry.messages("error")).toEqual([]);
  });

  test("behaviour: a reorganisation deeper than what is remembered folds everything again, and the old table stays until then", async () => {
    const chain = createScriptedChain();
    chain.append(registerNode(fixtureNode(1)));
    const { clock, follower, changes, telemetry } = start(chain);
    await settle();
    for (let count = 0; count < 200; count++) {
      chain.append();
      await settle();
    }
    chain.reorg(201);
    chain.append(registerNode(fixtureNode(2)));
    await settle();
    expect(telemetry.messages("error")).toEqual(["following the chain failed"]);
    expect(follower.isSynced()).toBe(false);
    expect(keysOf(follower.state())).toEqual([1]);
    await clock.advance(1_000);
    expect(follower.isSynced()).toBe(true);
    expect(keysOf(follower.state())).toEqual([2]);
    expect(changes.at(-1)?.map(keysOf)).toEqual([[1], [2]]);
  });

  test("error: a chain that cannot be read is tried again", async () => {
    const chain = createScriptedChain();
    chain.append(registerNode(fixtureNode(1)));
    let failures = 2;
    const broken: ChainReader = {
      ...chain,
      head: async () => {
        if (failures-- > 0) throw Object.assign(new Error("no answer"), { code: "rpc_failed" });
        return chain.head();
      },
    };
    const { clock, follower, telemetry } = start(broken);
    await settle();
    expect(follower.isSynced()).toBe(false);
    await clock.advance(2_500);
    expect(follower.isSynced()).toBe(true);
    expect(
      telemetry.events.filter(({ level }) => level === "error").map(({ fields }) => fields?.code),
    ).toEqual(["rpc_failed", "rpc_failed"]);
  });

  test("behaviour: ends when it is stopped", async () => {
    const { stop, ended } = start(createScriptedChain());
    await settle();
    stop.abort(new DOMException("enough", "AbortError"));
    await expect(ended).resolves.toBeUndefined();
  });
});
