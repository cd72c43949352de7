import { systemClock } from "@session/platform/clock";
import { systemRandom } from "@session/platform/random";
import type { NetworkParams } from "@session/protocol/params";
import { local } from "@session/protocol/params";
import { createChainReader } from "@session/staking/reader";
import { createRecordingTelemetry, type RecordingTelemetry } from "@session/testkit/fakes";
import { createTRPCClient, httpLink, type TRPCClient } from "@trpc/client";
import type { AppRouter } from "../../src/api/index.ts";
import type { Database } from "../../src/db/client.ts";
import type { ProofSource } from "../../src/proofs/proof-source.ts";
import { type ChainService, createChainService } from "../../src/service.ts";
import { createContractViews } from "../../src/transport/viem-views.ts";
import type { TestChain } from "./chain.ts";

export interface TestService extends ChainService {
  readonly api: TRPCClient<AppRouter>;
  readonly telemetry: RecordingTelemetry;
}

export const clock = systemClock();
const NO_SEED: ProofSource = { fetch: async () => new Uint8Array() };

/** The whole service in this process, over a real chain. */
export async function startTestService(
  chain: TestChain,
  db: Database,
  options: {
    readonly seedUrls?: readonly string[];
    readonly proofSource?: ProofSource;
    readonly params?: NetworkParams;
  } = {},
): Promise<TestService> {
  const { rpcUrl, deployment } = chain;
  const telemetry = createRecordingTelemetry();
  const service = await createChainService(
    {
      deployment,
      params: options.params ?? local,
      host: "127.0.0.1",
      port: 0,
      seedUrls: options.seedUrls ?? [],
      headEveryMs: 50,
    },
    {
      reader: createChainReader({ rpcUrl, deployment, pollMs: 50 }, { clock, telemetry }),
      views: createContractViews({ rpcUrl, deployment }),
      db,
      proofSource: options.proofSource ?? NO_SEED,
      clock,
      random: systemRandom(),
      telemetry,
    },
  );
  const api = createTRPCClient<AppRouter>({ links: [httpLink({ url: `${service.url}/trpc` })] });
  return { ...service, api, telemetry };
}

/** Asks until the answer is there; the message names what was waited for. */
export async function until<T>(
  what: string,
  ask: () => Promise<T | undefined | false>,
  timeoutMs = 45_000,
): Promise<T> {
  const end = clock.monotonic() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (clock.monotonic() > end) throw new Error(`still waiting for ${what} after ${timeoutMs} ms`);
    await clock.sleep(50, new AbortController().signal);
  }
}
