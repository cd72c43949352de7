import { expect, test } from "vitest";
import { runTargets } from "./pool.ts";

const worker = new URL("testing/planted-worker.ts", import.meta.url);

test("default: targets that hang or end their thread are named with their input, the others still run", async () => {
  const targets = ["good", "endless", "gone"].map((name) => ({ name, weight: 1 }));
  const seen: string[] = [];
  const reports = await runTargets({
    targets,
    inputs: 300,
    seed: 5,
    threads: 1,
    worker,
    hangMs: 1500,
    onReport: ({ target }) => seen.push(target),
  });
  expect(
    reports.map(({ target, failures }) => [target, failures.map(({ kind, index }) => [kind, index])]),
  ).toEqual([
    ["good", []],
    ["endless", [["hang", 0]]],
    ["gone", [["crash", 0]]],
  ]);
  expect(seen.sort()).toEqual(["endless", "gone", "good"]);
  expect(reports[0]).toMatchObject({ inputs: 100, accepted: 100 });
  expect(reports[2]?.failures[0]?.message).toBe("ended its thread with code 3");
});

test("behaviour: inputs are shared by weight, and every target gets one", async () => {
  const reports = await runTargets({
    targets: [
      { name: "good", weight: 3 },
      { name: "gone", weight: 0 },
    ],
    inputs: 90,
    seed: 1,
    worker,
  });
  expect(reports.map(({ target, inputs }) => [target, inputs])).toEqual([
    ["good", 90],
    ["gone", 1],
  ]);
});
