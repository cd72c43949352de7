import { describe, expect, test } from "vitest";
import type { Stamp } from "../../trpc/types.ts";
import { initialLiveState, type LiveAction, type LiveState, lagOf, reduceLive } from "./live-state.ts";

const stamp = (indexedBlock: number): Stamp => ({
  chainId: 31_337,
  registry: `0x${"0".repeat(40)}`,
  indexedBlock,
  indexedTime: 1_000 + indexedBlock,
  headBlock: 10,
  epoch: 0,
});

const run = (...actions: readonly LiveAction[]): LiveState =>
  actions.reduce(reduceLive, initialLiveState(stamp(1), true));

describe("reduceLive", () => {
  test("default: an update makes the page live and moves the stamp", () => {
    expect(run({ type: "heard", stamp: stamp(2) })).toEqual({ mode: "live", stamp: stamp(2) });
  });
  test("behaviour: a page made while nobody answered begins as offline", () => {
    expect(initialLiveState(null, false)).toEqual({ mode: "offline", stamp: null });
  });
  test("behaviour: an update without a stamp keeps the known one", () => {
    expect(run({ type: "heard", stamp: null })).toEqual({ mode: "live", stamp: stamp(1) });
  });
  test("behaviour: without a stream, answers make it polling and silence makes it offline", () => {
    expect(run({ type: "polled", stamp: stamp(3) }).mode).toBe("polling");
    expect(run({ type: "pollFailed" }).mode).toBe("offline");
    expect(run({ type: "pollFailed" }, { type: "polled", stamp: stamp(4) }).mode).toBe("polling");
  });
  test("behaviour: a late poll does not take the live mark away", () => {
    const live = { type: "heard", stamp: stamp(2) } as const;
    expect(run(live, { type: "polled", stamp: stamp(3) }).mode).toBe("live");
    expect(run(live, { type: "pollFailed" }).mode).toBe("live");
  });
  test("behaviour: a lost stream is connecting until a poll says more", () => {
    expect(run({ type: "heard", stamp: null }, { type: "lost" }).mode).toBe("connecting");
    expect(run({ type: "pollFailed" }, { type: "lost" }).mode).toBe("offline");
  });
  test("behaviour: a paused page hears nothing until resumed", () => {
    const paused = run({ type: "heard", stamp: stamp(2) }, { type: "paused" });
    for (const action of [
      { type: "heard", stamp: stamp(9) },
      { type: "polled", stamp: stamp(9) },
      { type: "pollFailed" },
      { type: "lost" },
    ] as const)
      expect(reduceLive(paused, action)).toBe(paused);
    expect(reduceLive(paused, { type: "resumed" })).toEqual({ mode: "connecting", stamp: stamp(2) });
  });
});

describe("lagOf", () => {
  test("default: blocks between index and chain", () => expect(lagOf(stamp(4))).toBe(6));
  test("behaviour: an index ahead of the last known head is not behind", () =>
    expect(lagOf(stamp(11))).toBe(0));
});
