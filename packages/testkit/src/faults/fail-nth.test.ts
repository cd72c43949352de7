import { describe, expect, test } from "vitest";
import { failNth } from "./fail-nth.ts";

function counter() {
  const done: string[] = [];
  return {
    done,
    async add(name: string): Promise<number> {
      return done.push(name);
    },
    peek: (): number => done.length,
  };
}

describe("failNth", () => {
  test("behaviour: raising n visits every call of a flow, until none is left", async () => {
    const visited: number[] = [];
    for (let n = 1; ; n++) {
      const failing = failNth(counter(), { n });
      try {
        await failing.port.add("a");
        await failing.port.add("b");
        failing.port.peek();
      } catch {
        visited.push(n);
      }
      if (!failing.fired) break;
    }
    expect(visited).toEqual([1, 2, 3]);
  });

  test("behaviour: by default the failing call does nothing", async () => {
    const real = counter();
    const { port } = failNth(real, { n: 1 });
    await expect(port.add("a")).rejects.toMatchObject({ code: "fault_injected", retryable: true });
    expect(real.done).toEqual([]);
  });

  test("behaviour: after its effect: the work is done and the answer lost", async () => {
    const real = counter();
    const { port } = failNth(real, { n: 1, afterEffect: true });
    await expect(port.add("a")).rejects.toMatchObject({ code: "fault_injected" });
    expect(real.done).toEqual(["a"]);
  });

  test("behaviour: only the named methods count", async () => {
    const { port } = failNth(counter(), { n: 1, methods: ["add"] });
    expect(port.peek()).toBe(0);
    await expect(port.add("a")).rejects.toMatchObject({ code: "fault_injected" });
  });
});
