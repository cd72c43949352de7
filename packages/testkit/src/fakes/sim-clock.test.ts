import { describe, expect, test } from "vitest";
import { createSimClock } from "./sim-clock.ts";

describe("SimClock", () => {
  const never = new AbortController().signal;

  test("behaviour: work that follows a wake-up runs before the next sleeper wakes", async () => {
    const clock = createSimClock({ startMs: 1_000_000 });
    const trace: string[] = [];
    async function ticker(name: string, every: number): Promise<void> {
      for (let i = 0; i < 3; i++) {
        await clock.sleep(every, never);
        trace.push(`${name}@${clock.now() - 1_000_000}`);
      }
    }
    void ticker("a", 10);
    void ticker("b", 15);
    await clock.advance(45);
    expect(trace).toEqual(["a@10", "b@15", "a@20", "b@30", "a@30", "b@45"]);
  });

  test("behaviour: equal times wake in the order of going to sleep", async () => {
    const clock = createSimClock();
    const trace: number[] = [];
    for (const n of [1, 2, 3]) void clock.sleep(5, never).then(() => trace.push(n));
    await clock.advance(5);
    expect(trace).toEqual([1, 2, 3]);
  });

  test("behaviour: a wall jump wakes nobody and leaves monotonic alone", async () => {
    const clock = createSimClock({ startMs: 5000 });
    let isAwake = false;
    void clock.sleep(100, never).then(() => {
      isAwake = true;
    });
    clock.jumpWall(10_000);
    await clock.advance(1);
    expect({ now: clock.now(), monotonic: clock.monotonic(), isAwake }).toEqual({
      now: 15_001,
      monotonic: 1,
      isAwake: false,
    });
  });

  test("behaviour: advanceToNext goes from sleeper to sleeper", async () => {
    const clock = createSimClock();
    void clock.sleep(70, never);
    expect(await clock.advanceToNext()).toBe(true);
    expect(clock.monotonic()).toBe(70);
    expect(await clock.advanceToNext()).toBe(false);
  });

  test("behaviour: aborted sleepers are forgotten", async () => {
    const clock = createSimClock();
    const controller = new AbortController();
    const asleep = clock.sleep(70, controller.signal).catch(() => "woken by abort");
    expect(clock.sleeping).toBe(1);
    controller.abort();
    expect([await asleep, clock.sleeping]).toEqual(["woken by abort", 0]);
  });

  test("error: time does not go back", async () => {
    await expect(createSimClock().advance(-1)).rejects.toThrow(RangeError);
  });
});
