import type { Clock } from "@session/protocol/ports";
import { describe, expect, test } from "vitest";
import { createRenewal } from "./renewal.ts";

/** Sleeps end when the test says so. */
function manualClock() {
  const waiting: (() => void)[] = [];
  const clock: Clock = {
    now: () => 0,
    monotonic: () => 0,
    sleep: (_ms, signal) =>
      new Promise((resolve, reject) => {
        waiting.push(resolve);
        signal.addEventListener("abort", () => reject(signal.reason));
      }),
  };
  return {
    clock,
    async wake() {
      waiting.shift()?.();
      await settle();
    },
  };
}
const settle = async () => {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
};

function setup() {
  const stop = new AbortController();
  const time = manualClock();
  let renewed = 0;
  const renewal = createRenewal(
    {
      renew: async () => {
        renewed += 1;
      },
    },
    { clock: time.clock },
    stop.signal,
  );
  return { renewal, time, stop, count: () => renewed };
}

describe("createRenewal", () => {
  test("default: the first wish is granted at once, a burst behind it costs one more", async () => {
    const { renewal, time, count } = setup();
    renewal.want();
    await settle();
    expect(count()).toBe(1);
    renewal.want();
    renewal.want();
    renewal.want();
    await settle();
    expect(count()).toBe(1);
    await time.wake();
    expect(count()).toBe(2);
    await time.wake();
    expect(count()).toBe(2);
  });
  test("behaviour: a hidden page keeps its wish until it is seen again", async () => {
    const { renewal, count } = setup();
    renewal.allow(false);
    renewal.want();
    await settle();
    expect(count()).toBe(0);
    renewal.allow(true);
    await settle();
    expect(count()).toBe(1);
  });
  test("behaviour: nothing is renewed after the end", async () => {
    const { renewal, stop, count } = setup();
    renewal.want();
    await settle();
    stop.abort();
    renewal.want();
    await settle();
    expect(count()).toBe(1);
  });
});
