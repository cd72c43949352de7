import type { Clock } from "@session/protocol/ports";
import { describe, expect, test } from "vitest";

export interface ClockUnderTest {
  readonly clock: Clock;
  /** Lets this much time pass: waits, or moves a simulated clock. */
  pass(ms: number): Promise<void>;
}

/** Rules that every Clock keeps. */
export function describeClock(name: string, create: () => ClockUnderTest): void {
  describe(`Clock: ${name}`, () => {
    const never = new AbortController().signal;

    test("behaviour: now is in milliseconds since 1970", () => {
      const { clock } = create();
      expect(clock.now()).toBeGreaterThan(1_600_000_000_000);
      expect(clock.now()).toBeLessThan(10_000_000_000_000);
    });

    test("behaviour: monotonic never goes back and moves with time", async () => {
      const { clock, pass } = create();
      const before = clock.monotonic();
      await pass(20);
      expect(clock.monotonic() - before).toBeGreaterThanOrEqual(15);
    });

    test("behaviour: a sleeper wakes when its time has come, not before", async () => {
      const { clock, pass } = create();
      const start = clock.monotonic();
      let wokeAt: number | undefined;
      const asleep = clock.sleep(40, never).then(() => {
        wokeAt = clock.monotonic();
      });
      await pass(5);
      expect(wokeAt).toBeUndefined();
      await pass(100);
      await asleep;
      expect((wokeAt ?? 0) - start).toBeGreaterThanOrEqual(35);
    });

    test("behaviour: shorter sleeps wake first", async () => {
      const { clock, pass } = create();
      const woken: string[] = [];
      const both = Promise.all([
        clock.sleep(60, never).then(() => woken.push("long")),
        clock.sleep(10, never).then(() => woken.push("short")),
      ]);
      await pass(150);
      await both;
      expect(woken).toEqual(["short", "long"]);
    });

    test("behaviour: a sleep of zero ends", async () => {
      const { clock, pass } = create();
      const asleep = clock.sleep(0, never);
      await pass(1);
      await expect(asleep).resolves.toBeUndefined();
    });

    test("error: an aborted sleep rejects with the signal's reason", async () => {
      const { clock, pass } = create();
      const controller = new AbortController();
      const reason = new Error("enough");
      const asleep = clock.sleep(10_000, controller.signal);
      controller.abort(reason);
      await expect(asleep).rejects.toBe(reason);
      await pass(1);
    });

    test("error: a sleep under an aborted signal rejects at once", async () => {
      const { clock } = create();
      const signal = AbortSignal.abort();
      await expect(clock.sleep(10_000, signal)).rejects.toBe(signal.reason);
    });
  });
}
