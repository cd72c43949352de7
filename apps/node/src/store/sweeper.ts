import type { Clock, Telemetry } from "@session/protocol/ports";
import type { MessageStore } from "./message-store.ts";

/** Spec: docs/spec/storage-rpc.md section 11. */
export const SWEEP_EVERY_MS = 10_000;

/** Removes what has expired. A failing database is reported and tried again at the next turn. */
export async function sweep(ports: {
  readonly store: MessageStore;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
}): Promise<void> {
  try {
    ports.telemetry.count("messages_expired", await ports.store.sweep(ports.clock.now()));
  } catch (error) {
    ports.telemetry.log({
      level: "error",
      message: "removing expired messages failed",
      fields: { error: error instanceof Error ? error.message : String(error) },
    });
  }
}
