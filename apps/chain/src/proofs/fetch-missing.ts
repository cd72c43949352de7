import type { Clock, Random, Telemetry } from "@session/protocol/ports";
import type { ProofDesk } from "./proof-desk.ts";
import type { ProofSource } from "./proof-source.ts";

export interface FetchMissingOptions {
  readonly seedUrls: readonly string[];
  /** Wait between two looks. */
  readonly everyMs: number;
}

/** Pages of 500 proofs read from one seed in a row. */
const PAGES_MAX = 40;

/** As long as some node's proof is late, asks one seed after the other for what it holds. Ends with the signal. */
export async function fetchMissingProofs(
  options: FetchMissingOptions,
  ports: {
    readonly desk: ProofDesk;
    readonly source: ProofSource;
    readonly clock: Clock;
    readonly random: Random;
    readonly telemetry: Telemetry;
  },
  signal: AbortSignal,
): Promise<void> {
  const { seedUrls, everyMs } = options;
  const { desk, source, clock, random, telemetry } = ports;
  if (seedUrls.length === 0) return;
  while (!signal.aborted) {
    const seed = seedUrls[random.below(seedUrls.length)];
    if (seed !== undefined && desk.lateNodes() > 0)
      try {
        await fetchAll(seed);
      } catch (error) {
        if (signal.aborted) return;
        if (!isBadAnswer(error)) throw error;
        telemetry.count("proof_fetches_failed");
        telemetry.log({ level: "debug", message: "seed gave no proofs", fields: { code: error.code } });
      }
    try {
      await clock.sleep(everyMs, signal);
    } catch (error) {
      if (signal.aborted) return;
      throw error;
    }
  }

  async function fetchAll(seed: string): Promise<void> {
    let since = 0;
    for (let page = 0; page < PAGES_MAX; page++) {
      const accepted = await desk.accept(await source.fetch(seed, since, signal), { fetched: true });
      if (accepted.length === 0) return;
      since = Math.max(...accepted.map(({ receivedMs }) => Math.floor(receivedMs / 1000)));
    }
  }
}

/** A seed that cannot be reached, or that answered something else. */
function isBadAnswer(error: unknown): error is Error & { code: string } {
  return (
    error instanceof Error &&
    "code" in error &&
    (error.code === "seed_unreachable" || error.name === "DecodeError")
  );
}
