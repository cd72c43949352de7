import { expect, test } from "vitest";
import { createRecordingTelemetry } from "./recording-telemetry.ts";

test("RecordingTelemetry keeps lines, counts and values", () => {
  const telemetry = createRecordingTelemetry();
  telemetry.log({ level: "warn", message: "peer slow" });
  telemetry.count("stores");
  telemetry.count("stores", 2);
  telemetry.observe("ms", 4);
  expect({
    warnings: telemetry.messages("warn"),
    stores: telemetry.counted("stores"),
    never: telemetry.counted("never"),
    ms: telemetry.observed("ms"),
  }).toEqual({ warnings: ["peer slow"], stores: 3, never: 0, ms: [4] });
});
