import { clientError } from "./errors.ts";

/** All that differs between networks. Times are milliseconds. Spec: accounts-and-messages.md 15. */
export interface NetworkConfig {
  /** Base URLs whose `/json_rpc` answers `get_n_service_nodes`. At least one. */
  readonly seedUrls: readonly string[];
  /** Relays between us and the destination, 1 to 3. */
  readonly hops: number;
  /** How many guards we keep; one path per guard. */
  readonly guards: number;
  /** No two hops of a path in one /24. Off where all nodes share an address. */
  readonly subnetDiversity: boolean;
  /** Fewest known nodes with which paths are built; never below hops + 1. */
  readonly minPool: number;
  /** A cached swarm with fewer known members is asked for again. */
  readonly minSwarm: number;
  /** Pause between polls while waiting retrieves are off or not supported. */
  readonly pollMs: number;
  /** How long a waiting retrieve may be held, at most 20,000; 0 turns live delivery off. */
  readonly waitMs: number;
  /** How many swarm members are polled side by side. */
  readonly pollNodes: number;
  readonly seedTimeoutMs: number;
  readonly guardTimeoutMs: number;
  /** For one onion request, without what `waitMs` adds. */
  readonly requestTimeoutMs: number;
  /** Rounds over all seeds before giving up. */
  readonly seedAttempts: number;
  /** Targets tried for one request before its caller hears of the failure. */
  readonly requestAttempts: number;
  /** Times the outbox runs such a request for one message before it fails. */
  readonly sendAttempts: number;
  /** First pause before a retry; doubles each time up to `retryMaxMs`, with jitter. */
  readonly retryBaseMs: number;
  readonly retryMaxMs: number;
  /** Age of the node list at which it is fetched again. */
  readonly refreshMs: number;
  /** Nodes asked for the list, all of which must agree, before seeds are asked; 0 asks seeds only. */
  readonly refreshNodes: number;
  /** Entries the answers of `refreshNodes` must share. */
  readonly refreshAgreement: number;
  /** A node that failed is avoided for this long when others can be chosen. */
  readonly avoidMs: number;
  /** Difference between device and network time from which the status says so. */
  readonly clockToleranceMs: number;
  /** TTL of ordinary messages, 14 days at most. */
  readonly messageTtlMs: number;
  /** How long one event handler may take before its message is given up. */
  readonly handlerTimeoutMs: number;
}

/** What a caller must say, and may change. */
export type NetworkOptions = Pick<NetworkConfig, "seedUrls"> & Partial<NetworkConfig>;

const DAY_MS = 86_400_000;

const DEFAULTS: Omit<NetworkConfig, "seedUrls" | "minPool"> = {
  hops: 3,
  guards: 2,
  subnetDiversity: true,
  minSwarm: 3,
  pollMs: 5_000,
  waitMs: 20_000,
  pollNodes: 2,
  seedTimeoutMs: 5_000,
  guardTimeoutMs: 10_000,
  requestTimeoutMs: 10_000,
  seedAttempts: 4,
  requestAttempts: 3,
  sendAttempts: 5,
  retryBaseMs: 500,
  retryMaxMs: 30_000,
  refreshMs: 3_600_000,
  refreshNodes: 3,
  refreshAgreement: 24,
  avoidMs: 300_000,
  clockToleranceMs: 60_000,
  messageTtlMs: 14 * DAY_MS,
  handlerTimeoutMs: 60_000,
};

/** Inclusive limits; the upper ones keep a typo from becoming a flood or an endless wait. */
const LIMITS: Record<keyof typeof DEFAULTS, readonly [number, number] | "boolean"> = {
  hops: [1, 3],
  guards: [1, 8],
  subnetDiversity: "boolean",
  minSwarm: [1, 10],
  pollMs: [100, 600_000],
  waitMs: [0, 20_000],
  pollNodes: [1, 5],
  seedTimeoutMs: [100, 60_000],
  guardTimeoutMs: [100, 60_000],
  requestTimeoutMs: [100, 60_000],
  seedAttempts: [1, 10],
  requestAttempts: [1, 10],
  sendAttempts: [1, 100],
  retryBaseMs: [1, 60_000],
  retryMaxMs: [1, 600_000],
  refreshMs: [1_000, 30 * DAY_MS],
  refreshNodes: [0, 10],
  refreshAgreement: [1, 10_000],
  avoidMs: [0, DAY_MS],
  clockToleranceMs: [1_000, DAY_MS],
  messageTtlMs: [10_000, 14 * DAY_MS],
  handlerTimeoutMs: [100, 600_000],
};

const SEEDS_MAX = 32;

/** Fills in the defaults and checks every limit. @throws ClientError invalid_config */
export function networkConfig(options: NetworkOptions): NetworkConfig {
  if (
    !Array.isArray(options.seedUrls) ||
    options.seedUrls.length === 0 ||
    options.seedUrls.length > SEEDS_MAX
  )
    throw clientError("invalid_config", `seedUrls: expected 1..${SEEDS_MAX} URLs`);
  const seedUrls = options.seedUrls.map(checkedSeedUrl);
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  const merged = { ...DEFAULTS, ...given, seedUrls } as Omit<NetworkConfig, "minPool"> & { minPool?: number }; // undefined values were dropped, so the defaults stand
  for (const [name, limit] of Object.entries(LIMITS))
    checkLimit(name, merged[name as keyof typeof DEFAULTS], limit); // the keys of LIMITS are those of DEFAULTS
  const minPool = merged.minPool ?? merged.hops + 1;
  checkLimit("minPool", minPool, [merged.hops + 1, 10_000]);
  return { ...merged, minPool };
}

function checkLimit(
  name: string,
  value: number | boolean,
  limit: readonly [number, number] | "boolean",
): void {
  if (limit === "boolean") {
    if (typeof value !== "boolean")
      throw clientError("invalid_config", `${name}: expected true or false, got ${String(value)}`);
    return;
  }
  const [least, most] = limit;
  if (typeof value !== "number" || !Number.isInteger(value) || value < least || value > most)
    throw clientError(
      "invalid_config",
      `${name}: expected an integer ${least}..${most}, got ${String(value)}`,
    );
}

function checkedSeedUrl(text: string): string {
  let url: URL;
  try {
    url = new URL(text);
  } catch (cause) {
    throw clientError("invalid_config", `seedUrls: expected an absolute URL, got ${text}`, { cause });
  }
  if (url.protocol !== "http:" && url.protocol !== "https:")
    throw clientError("invalid_config", `seedUrls: expected http or https, got ${url.protocol}`);
  return url.href.replace(/\/+$/, "");
}
