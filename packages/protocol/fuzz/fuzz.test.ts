// Runs every target on a few inputs, and plants a crash, a hang, a leak and a hungry input to see that each is caught.
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { hexEncode, utf8Encode } from "../src/bytes/index.ts";
import { DecodeError } from "../src/errors.ts";
import { generateInput, INPUT_BYTES_MAX } from "./generate.ts";
import { memoryProbe } from "./memory.ts";
import { outcomeOf, type RunOptions, runTarget } from "./run-target.ts";
import type { FuzzTarget } from "./target.ts";
import { FUZZ_TARGETS } from "./targets/index.ts";
import { type Called, called } from "./testing/called.ts";

const NO_MEMORY = () => 0;

function planted(run: FuzzTarget["run"], changes: Partial<FuzzTarget> = {}): FuzzTarget {
  return { name: "test/planted", weight: 1, seeds: () => [utf8Encode("a seed 12")], run, ...changes };
}

/** Lengths below `length`: all of them, or the shortest, the longest and some between. */
function cuts(length: number, countMax: number): number[] {
  const all = Array.from({ length }, (_, at) => at);
  const step = Math.ceil(length / countMax);
  return all.filter((at) => at % step === 0 || at < countMax / 8 || at >= length - countMax / 8);
}

function outcome(target: FuzzTarget, options: Partial<RunOptions> = {}) {
  return runTarget(target, { inputs: 2000, seed: 1, memory: NO_MEMORY, ...options });
}

describe("every target", () => {
  test("behaviour: names are unique", () => {
    expect(new Set(FUZZ_TARGETS.map(({ name }) => name)).size).toBe(FUZZ_TARGETS.length);
  });
  test.each(FUZZ_TARGETS)("$name accepts a seed and survives 200 inputs", (target) => {
    expect(target.seeds().map((seed) => outcomeOf(target, seed))).toContain("accepted");
    const inputs = target.weight < 0.1 ? 20 : 200;
    // Time is judged by the long runs, which do not share the machine with other tests.
    expect(outcome(target, { inputs, processorMs: () => 0 }).failures).toEqual([]);
  });
  test.each(FUZZ_TARGETS.filter(({ prefixes }) => prefixes === undefined))(
    "$name refuses what is cut short",
    (target) => {
      for (const seed of target.seeds().filter((valid) => outcomeOf(target, valid) === "accepted"))
        for (const length of cuts(seed.length, target.weight < 0.1 ? 16 : 256))
          expect([length, outcomeOf(target, seed.subarray(0, length))]).toEqual([length, "refused"]);
    },
  );
});

describe("coverage", () => {
  const folder = new URL("../", import.meta.url);
  const { exports }: { exports: Record<string, string> } = JSON.parse(
    readFileSync(new URL("package.json", folder), "utf8"),
  );
  const modules = Object.entries(exports).filter(([subpath]) => subpath !== "./testing");
  const exportsOf = async (path: string): Promise<[name: string, value: unknown][]> =>
    Object.entries(await import(new URL(path, folder).href));

  /** Functions that read bytes, text or objects from elsewhere, by how we name such functions. */
  const READS =
    /^(?:accept|authenticate|decide|decode|decompress|decrypt|load|merge|open|parse|plan|read|unpack|unpad|unwrap|verify)[A-Z]|(?:Decode|Decompress|FromBytes|Verify)$/;
  const isDecoder = (value: unknown): value is object =>
    typeof value === "object" && value !== null && ("decode" in value || "fromJson" in value);

  let seen: Called;
  beforeAll(async () => {
    const values = (await Promise.all(modules.map(([, path]) => exportsOf(path)))).flat();
    const decoders = values.map(([, value]) => value).filter(isDecoder);
    seen = await called(() => {
      for (const target of FUZZ_TARGETS) for (const seed of target.seeds()) outcomeOf(target, seed);
    }, decoders);
  });

  test.each(modules)(
    "behaviour: every reader that %s exports is called by a target",
    async (_subpath, path) => {
      const unreached = (await exportsOf(path)).filter(([name, value]) => {
        if (isDecoder(value)) return !seen.isWatchedCalled(value);
        return typeof value === "function" && READS.test(name) && !seen.isFunctionCalled(value.name);
      });
      expect(unreached.map(([name]) => name)).toEqual([]);
    },
  );
});

describe("inputs", () => {
  const seeds = [utf8Encode('{"a":[1,22]}'), utf8Encode("d1:ai5ee")];
  const inputs = (target: string, seed: number, count: number) =>
    Array.from({ length: count }, (_, index) => generateInput({ target, seed, index, seeds }));

  test("behaviour: the same target, seed and index give the same input; another of them gives another", () => {
    const hex = (target: string, seed: number) => inputs(target, seed, 200).map(hexEncode).join();
    expect(hex("a", 1)).toBe(hex("a", 1));
    expect(hex("a", 1)).not.toBe(hex("a", 2));
    expect(hex("a", 1)).not.toBe(hex("b", 1));
  });
  test("behaviour: sizes go from nothing to 64 KiB, and most are small", () => {
    const sizes = inputs("sizes", 1, 20_000).map(({ length }) => length);
    expect(Math.min(...sizes)).toBe(0);
    expect(Math.max(...sizes)).toBe(INPUT_BYTES_MAX);
    expect(sizes.filter((size) => size < 2000).length).toBeGreaterThan(19_000);
  });
  test("behaviour: seeds are neither changed nor forgotten", () => {
    const before = seeds.map(hexEncode);
    const seen = new Set(inputs("seeds", 3, 5000).map(hexEncode));
    expect(seeds.map(hexEncode)).toEqual(before);
    for (const seed of before) expect(seen).toContain(seed);
  });
  test("behaviour: works without seeds", () => {
    expect(generateInput({ target: "x", seed: 1, index: 1, seeds: [] }).length).toBeGreaterThan(0);
  });
});

describe("runner", () => {
  test("default: counts what was accepted and refused", () => {
    const report = outcome(
      planted((input) => {
        if (input.length % 3 === 0) throw new DecodeError("invalid_length", "no");
        return input.length % 3 === 1;
      }),
    );
    expect(report).toMatchObject({ inputs: 2000, failures: [], growthBytes: 0 });
    expect(report.accepted + report.refused).toBe(2000);
    expect(Math.min(report.accepted, report.refused)).toBeGreaterThan(300);
  });
  test("behaviour: a target may name its own refusals", () => {
    const refusing = planted(
      () => {
        throw new RangeError("ours");
      },
      { isRefusal: (error) => error instanceof RangeError },
    );
    expect(outcome(refusing)).toMatchObject({ refused: 2000, failures: [] });
  });
  test("error: a crash is found once per cause, with the line that repeats it", () => {
    const crashing = planted((input) => {
      if (input.length > 20) throw new TypeError("planted");
    });
    const { failures } = outcome(crashing, { seed: 7 });
    expect(failures).toHaveLength(1);
    const [failure] = failures;
    expect(failure).toMatchObject({ kind: "crash", target: "test/planted", seed: 7 });
    expect(failure?.message).toContain("TypeError: planted");
    const again = generateInput({
      target: "test/planted",
      seed: 7,
      index: failure?.index ?? -1,
      seeds: crashing.seeds(),
    });
    expect(hexEncode(again)).toBe(failure?.hex);
    expect(outcomeOf(crashing, again)).toEqual({ crash: failure?.message });
  });
  test("error: a target that fails in ever new ways is given up", () => {
    let count = 0;
    const report = outcome(
      planted(() => {
        throw new Error(`number ${count++}`);
      }),
    );
    expect([report.failures.length, report.inputs]).toEqual([5, 5]);
  });
  test("error: an input that is slow each time is found", () => {
    let now = 0;
    const clock = () => now;
    const slow = planted((input) => {
      now += input.length === 9 ? 60 : 1;
    });
    const { failures, slowest } = outcome(slow, { nowMs: clock, processorMs: clock });
    expect(failures).toMatchObject([{ kind: "slow" }]);
    expect(slowest).toMatchObject({ bytes: 9, ms: 60 });
  });
  test("error: an input that is slow by the thread's own clock is found", () => {
    const busy = planted((input) => {
      const start = process.threadCpuUsage();
      while (input.length === 9 && process.threadCpuUsage(start).user < 70_000);
    });
    expect(outcome(busy, { inputs: 20 }).failures).toMatchObject([{ kind: "slow" }]);
  });
  test("behaviour: an input that was slow because something else ran is not blamed", () => {
    let now = 0;
    const report = outcome(
      planted(() => true),
      { nowMs: () => (now += 60), processorMs: () => 0 },
    );
    expect(report.failures).toEqual([]);
  });
  test("error: memory that stays behind is found", () => {
    const kept: Uint8Array[] = [];
    const leaking = planted(() => kept.push(new Uint8Array(4096).fill(1)));
    expect(outcome(leaking, { memory: memoryProbe() }).failures).toMatchObject([
      { kind: "growth", index: -1 },
    ]);
    expect(
      outcome(
        planted(() => new Uint8Array(4096).fill(1)),
        { memory: memoryProbe() },
      ).failures,
    ).toEqual([]);
  });
  test("error: an input that takes very much memory for a moment is found, and it alone", () => {
    const hungry = planted((input) => {
      if (input.length === 9) return new Uint8Array(300 * 1024 * 1024).length > 0;
      return new Uint8Array(1024 * 1024).length > 0;
    });
    const { failures } = outcome(hungry, { memory: memoryProbe(), inputs: 1000 });
    expect(failures.map(({ kind, hex }) => [kind, hex.length])).toEqual([["peak", 18]]);
  });
});
