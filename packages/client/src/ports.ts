import type { CryptoProvider } from "@session/protocol/crypto";
import type { Clock, Random, Telemetry, Transport, WireRequest, WireResponse } from "@session/protocol/ports";

/** One POST to a seed, which is named by URL and not by key. */
export interface SeedTransport {
  /** @param url absolute, `http:` or `https:`. Rejects with a retryable SessionError when no answer came. */
  post(
    url: string,
    request: Omit<WireRequest, "path">,
    options: { timeoutMs: number; signal: AbortSignal },
  ): Promise<WireResponse>;
}

/** Everything of the outside world a client touches besides its store. `nodePorts()` and `browserPorts()` make it. */
export interface ClientPorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly transport: Transport;
  readonly seeds: SeedTransport;
  /** `nodePorts()` brings the fastest primitives of the machine; absent, the portable ones are used. */
  readonly crypto?: CryptoProvider;
  readonly telemetry?: Telemetry;
}
