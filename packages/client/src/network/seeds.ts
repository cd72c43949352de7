import { utf8Encode } from "@session/protocol/bytes";
import type { Clock, Random } from "@session/protocol/ports";
import type { NetworkConfig } from "../config.ts";
import { clientError } from "../errors.ts";
import type { SeedTransport } from "../ports.ts";
import { backoffMs } from "./backoff.ts";
import { decodeNodeList, NODE_LIST_REQUEST } from "./node-list.ts";
import type { PoolNode } from "./types.ts";

const BACKOFF = { baseMs: 1_000, maxMs: 8_000 };

/**
 * Asks all seeds at once; the first valid list wins, the others are cancelled. Rounds are repeated with growing pauses.
 *
 * @throws ClientError seeds_unreachable, with the failure of each seed in `meta.seeds`
 * Spec: docs/spec/onion-requests.md section 10.1.
 */
export async function fetchFromSeeds(
  config: NetworkConfig,
  ports: { readonly clock: Clock; readonly random: Random; readonly seeds: SeedTransport },
  signal: AbortSignal,
): Promise<readonly PoolNode[]> {
  for (let attempt = 1; ; attempt++) {
    const round = new AbortController();
    const onAbort = () => round.abort(signal.reason);
    signal.addEventListener("abort", onAbort);
    try {
      signal.throwIfAborted();
      return await Promise.any(
        config.seedUrls.map((url) => askSeed(url, config.seedTimeoutMs, ports.seeds, round.signal)),
      );
    } catch (cause) {
      signal.throwIfAborted();
      if (attempt >= config.seedAttempts) throw unreachable(config.seedUrls, cause);
    } finally {
      signal.removeEventListener("abort", onAbort);
      round.abort();
    }
    await ports.clock.sleep(backoffMs(attempt, BACKOFF, ports.random), signal);
  }
}

async function askSeed(
  url: string,
  timeoutMs: number,
  seeds: SeedTransport,
  signal: AbortSignal,
): Promise<readonly PoolNode[]> {
  const response = await seeds.post(
    `${url}/json_rpc`,
    { body: utf8Encode(NODE_LIST_REQUEST), headers: { "content-type": "application/json" } },
    { timeoutMs, signal },
  );
  if (response.status !== 200)
    throw clientError("node_list_invalid", `seed answer: expected status 200, got ${response.status}`, {
      retryable: true,
    });
  return decodeNodeList(response.body);
}

function unreachable(urls: readonly string[], cause: unknown) {
  const errors: readonly unknown[] = cause instanceof AggregateError ? cause.errors : [cause];
  const seeds = urls.map((url, index) => {
    const error = errors[index];
    return `${url}: ${error instanceof Error ? error.message : String(error)}`;
  });
  return clientError("seeds_unreachable", `no seed gave a node list (${seeds.join("; ")})`, {
    meta: { seeds },
    retryable: true,
    cause,
  });
}
