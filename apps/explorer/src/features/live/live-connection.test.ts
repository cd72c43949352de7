import type { Clock } from "@session/protocol/ports";
import { describe, expect, test } from "vitest";
import { stampAt } from "../../../test/fixtures/rows.ts";
import type { Api } from "../../trpc/api.ts";
import type { LiveUpdate } from "../../trpc/types.ts";
import { runLiveConnection } from "./live-connection.ts";
import type { LiveAction } from "./live-state.ts";

interface Observer {
  onData(update: LiveUpdate): void;
  onConnectionStateChange(change: { state: "connecting" | "pending" | "idle" }): void;
  onError(): void;
}

const settle = async () => {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
};

function setup() {
  const stop = new AbortController();
  const actions: LiveAction[] = [];
  const observers: Observer[] = [];
  const sleepers: (() => void)[] = [];
  let changes = 0;
  let closed = 0;
  let isAnswering = true;
  const api = {
    events: {
      live: {
        subscribe: (_input: undefined, observer: Observer) => {
          observers.push(observer);
          return {
            unsubscribe: () => {
              closed += 1;
            },
          };
        },
      },
    },
    health: {
      query: async () => {
        if (!isAnswering) throw new Error("no answer");
        return { stamp: stampAt(5) };
      },
    },
  };
  const clock: Clock = {
    now: () => 0,
    monotonic: () => 0,
    sleep: (_ms, signal) =>
      new Promise((resolve, reject) => {
        sleepers.push(resolve);
        signal.addEventListener("abort", () => reject(signal.reason));
      }),
  };
  const done = runLiveConnection(
    {
      onAction: (action) => actions.push(action),
      onChange: () => {
        changes += 1;
      },
    },
    // Only these two procedures are used.
    { api: api as unknown as Api, clock },
    stop.signal,
  );
  return {
    actions,
    stop,
    done,
    newest: () => observers.at(-1),
    opened: () => observers.length,
    closed: () => closed,
    changes: () => changes,
    silence: () => {
      isAnswering = false;
    },
    async wake() {
      sleepers.shift()?.();
      await settle();
    },
  };
}

describe("runLiveConnection", () => {
  test("default: while the stream is open nothing is asked", async () => {
    const live = setup();
    live.newest()?.onConnectionStateChange({ state: "pending" });
    live.newest()?.onData({ kind: "head", stamp: stampAt(4) });
    await live.wake();
    await live.wake();
    expect(live.actions).toEqual([{ type: "heard", stamp: stampAt(4) }]);
    expect(live.changes()).toBe(1);
    live.stop.abort();
    await live.done;
  });
  test("behaviour: a lost stream is replaced by asking until it speaks again", async () => {
    const live = setup();
    live.newest()?.onData({ kind: "head", stamp: stampAt(4) });
    live.newest()?.onConnectionStateChange({ state: "connecting" });
    await live.wake();
    expect(live.actions.slice(1)).toEqual([{ type: "lost" }, { type: "polled", stamp: stampAt(5) }]);
    live.newest()?.onData({ kind: "reorg", toBlock: 3 });
    await live.wake();
    expect(live.actions.slice(3)).toEqual([{ type: "heard", stamp: null }]);
    live.stop.abort();
    await live.done;
  });
  test("behaviour: silence is told as a failed poll", async () => {
    const live = setup();
    live.silence();
    await live.wake();
    expect(live.actions).toEqual([{ type: "pollFailed" }]);
    live.stop.abort();
    await live.done;
  });
  test("behaviour: a stream that ended for good is opened again", async () => {
    const live = setup();
    live.newest()?.onError();
    await live.wake();
    expect(live.opened()).toBe(2);
    expect(live.closed()).toBe(1);
    live.stop.abort();
    await live.done;
  });
  test("behaviour: after the end nothing is told and the stream is closed", async () => {
    const live = setup();
    live.stop.abort();
    await live.done;
    live.newest()?.onData({ kind: "head", stamp: stampAt(9) });
    expect(live.actions).toEqual([]);
    expect(live.closed()).toBe(1);
  });
});
