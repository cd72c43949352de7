import { describe, expect, test } from "vitest";
import { createJsonTelemetry } from "./json-lines.ts";

function recording(levelMin?: "debug") {
  const lines: string[] = [];
  const telemetry = createJsonTelemetry({
    write: (line) => lines.push(line),
    now: () => 1_700_000_000_000,
    ...(levelMin ? { levelMin } : {}),
  });
  return { lines, telemetry };
}

describe("createJsonTelemetry", () => {
  test("default: one object per line with time, level, message and fields", () => {
    const { lines, telemetry } = recording();
    telemetry.log({ level: "info", message: "a\nb", fields: { height: 5n, ok: true, none: undefined } });
    expect(lines).toEqual([
      '{"time":"2023-11-14T22:13:20.000Z","level":"info","message":"a\\nb","height":"5","ok":true}\n',
    ]);
  });

  test("behaviour: below the level nothing is written", () => {
    const { lines, telemetry } = recording();
    telemetry.log({ level: "debug", message: "hidden" });
    expect(lines).toEqual([]);
    const verbose = recording("debug");
    verbose.telemetry.log({ level: "debug", message: "shown" });
    expect(verbose.lines).toHaveLength(1);
  });

  test("behaviour: counters add up", () => {
    const { telemetry } = recording();
    telemetry.count("b");
    telemetry.count("b", 2);
    telemetry.observe("a", 1.5);
    telemetry.observe("a", 2);
    expect(telemetry.counters()).toEqual({ a_count: 2, a_sum: 3.5, b: 3 });
  });
});
