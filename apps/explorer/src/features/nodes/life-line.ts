import type { NodePeriod } from "../../trpc/types.ts";

export interface LifeSegment {
  readonly state: NodePeriod["state"];
  readonly fromSeconds: number;
  readonly toSeconds: number | null;
  readonly reasons: number;
  /** Percentages of the line's width. */
  readonly startPercent: number;
  readonly widthPercent: number;
}

/** A shorter time in a state would not be seen beside a long one. */
const WIDTH_MIN_PERCENT = 1.5;

/**
 * Lays the periods of a node side by side, in proportion to their length, each at least wide enough to be seen.
 *
 * @param nowSeconds end of a period that still runs
 */
export function lifeSegments(periods: readonly NodePeriod[], nowSeconds: number): readonly LifeSegment[] {
  const lengths = periods.map((period) => Math.max(0, (period.toSeconds ?? nowSeconds) - period.fromSeconds));
  const total = lengths.reduce((sum, length) => sum + length, 0);
  const shares = lengths.map((length) => (total === 0 ? 1 / lengths.length : length / total) * 100);
  const raised = shares.map((share) => Math.max(share, WIDTH_MIN_PERCENT));
  const sum = raised.reduce((all, share) => all + share, 0);
  let at = 0;
  return periods.map((period, index) => {
    const widthPercent = ((raised[index] ?? 0) / sum) * 100;
    const segment = {
      state: period.state,
      fromSeconds: period.fromSeconds,
      toSeconds: period.toSeconds,
      reasons: period.reasons,
      startPercent: round(at),
      widthPercent: round(widthPercent),
    };
    at += widthPercent;
    return segment;
  });
}

function round(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
