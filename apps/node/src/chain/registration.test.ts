import { SessionError } from "@session/protocol/errors";
import { createRecordingTelemetry, createSimClock } from "@session/testkit/fakes";
import { describe, expect, test } from "vitest";
import { keepRegistered } from "./registration.ts";

function setUp(register: () => Promise<void>, given = { isSynced: true, isRegistered: false }) {
  const clock = createSimClock();
  const telemetry = createRecordingTelemetry();
  const state = { ...given, calls: 0 };
  const ended = keepRegistered(
    {
      isSynced: () => state.isSynced,
      isRegistered: () => state.isRegistered,
      register: () => {
        state.calls++;
        return register();
      },
      clock,
      telemetry,
    },
    new AbortController().signal,
  );
  return { clock, telemetry, state, ended };
}

describe("keepRegistered", () => {
  test("default: registers once the chain is folded", async () => {
    const { state, telemetry, ended } = setUp(async () => {});
    await ended;
    expect(state.calls).toBe(1);
    expect(telemetry.messages("info")).toEqual(["registered on the chain"]);
  });

  test("behaviour: waits for the fold, and does nothing when it shows the node on the list", async () => {
    const { clock, state, ended } = setUp(async () => {}, { isSynced: false, isRegistered: true });
    await clock.advance(5_000);
    expect(state.calls).toBe(0);
    state.isSynced = true;
    await clock.advance(1_000);
    await ended;
    expect(state.calls).toBe(0);
  });

  test("error: what may pass is tried again, with growing pauses", async () => {
    let failures = 3;
    const { clock, state, telemetry, ended } = setUp(async () => {
      if (failures-- > 0) throw new SessionError("rpc_failed", "no answer", { retryable: true });
    });
    await clock.advance(1_000 + 2_000 + 4_000 + 8_000);
    await ended;
    expect(state.calls).toBe(4);
    expect(telemetry.messages("warn")).toHaveLength(3);
  });

  test("error: a refusal is reported and not repeated", async () => {
    const { clock, state, telemetry, ended } = setUp(async () => {
      throw new SessionError("key_in_use", "the key is registered already");
    });
    await clock.advance(100_000);
    await ended;
    expect(state.calls).toBe(1);
    expect(telemetry.events).toMatchObject([
      { level: "error", fields: { code: "key_in_use", reason: "the key is registered already" } },
    ]);
  });

  test("error: a bug is not swallowed", async () => {
    await expect(
      setUp(async () => {
        throw new TypeError("bug");
      }).ended,
    ).rejects.toThrow("bug");
  });
});
