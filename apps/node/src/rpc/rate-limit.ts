/** Token bucket per client address. Spec: docs/spec/storage-rpc.md section 2.5. */
export const RATE_LIMIT = {
  capacity: 600,
  refillPerSecond: 300,
  addressesMax: 10_000,
  /** Full buckets are forgotten this often. */
  pruneEveryMs: 10_000,
} as const;

export interface RateLimiter {
  /** Takes one token; false when the address has none left, or when too many addresses are tracked. */
  allow(ip: string, monotonicMs: number): boolean;
  tracked(): number;
}

interface Bucket {
  tokens: number;
  atMs: number;
}

export function createRateLimiter(): RateLimiter {
  const buckets = new Map<string, Bucket>();
  let prunedAtMs = Number.NEGATIVE_INFINITY;

  function tokensAt(bucket: Bucket, nowMs: number): number {
    const refilled = bucket.tokens + ((nowMs - bucket.atMs) / 1000) * RATE_LIMIT.refillPerSecond;
    return Math.min(RATE_LIMIT.capacity, refilled);
  }

  function prune(nowMs: number): void {
    if (nowMs - prunedAtMs < RATE_LIMIT.pruneEveryMs) return;
    prunedAtMs = nowMs;
    for (const [ip, bucket] of buckets)
      if (tokensAt(bucket, nowMs) >= RATE_LIMIT.capacity) buckets.delete(ip);
  }

  return {
    allow(ip, nowMs) {
      prune(nowMs);
      const bucket = buckets.get(ip);
      if (bucket === undefined) {
        if (buckets.size >= RATE_LIMIT.addressesMax) return false;
        buckets.set(ip, { tokens: RATE_LIMIT.capacity - 1, atMs: nowMs });
        return true;
      }
      const tokens = tokensAt(bucket, nowMs);
      bucket.atMs = nowMs;
      bucket.tokens = tokens >= 1 ? tokens - 1 : tokens;
      return tokens >= 1;
    },
    tracked: () => buckets.size,
  };
}
