/** How long one operation takes, in milliseconds. */
export interface Timing {
  readonly ms: number;
  /** Samples lie between these. */
  readonly fastestMs: number;
  readonly slowestMs: number;
}

const SAMPLES = 7;
const SAMPLE_MS = 150;
const WARM_UP_MS = 300;

/** Median of seven samples of about 150 ms each, after a warm-up in which the engine compiles what is hot. */
export function measure(run: () => unknown): Timing {
  let runs = 0;
  const warmedUp = performance.now() + WARM_UP_MS;
  const started = performance.now();
  do {
    run();
    runs++;
  } while (performance.now() < warmedUp);
  const runMs = (performance.now() - started) / runs;
  const perSample = Math.max(1, Math.round(SAMPLE_MS / runMs));
  return timingOf(
    Array.from({ length: SAMPLES }, () => {
      const from = performance.now();
      for (let left = perSample; left > 0; left--) run();
      return (performance.now() - from) / perSample;
    }),
  );
}

/** The same for an operation of seconds: once to warm up, then three times. */
export function measureLong(run: () => unknown): Timing {
  run();
  return timingOf(
    Array.from({ length: 3 }, () => {
      const from = performance.now();
      run();
      return performance.now() - from;
    }),
  );
}

function timingOf(samples: readonly number[]): Timing {
  const sorted = samples.toSorted((a, b) => a - b);
  return {
    ms: sorted[Math.floor(sorted.length / 2)] ?? 0,
    fastestMs: sorted[0] ?? 0,
    slowestMs: sorted.at(-1) ?? 0,
  };
}
