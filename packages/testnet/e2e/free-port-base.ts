import { planPorts, requireFreePorts } from "../src/launch/ports.ts";
import { NODES_MAX, UsageError } from "../src/options.ts";

/** A port base whose 100 ports are free now; below the range from which the system hands out ports. */
export async function freePortBase(): Promise<number> {
  for (let base = 20_000; base < 32_000; base += 100) {
    try {
      await requireFreePorts(planPorts(base, NODES_MAX));
      return base;
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
    }
  }
  throw new Error("no 100 free ports between 20000 and 32000");
}
