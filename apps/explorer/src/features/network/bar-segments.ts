export interface BarSegment {
  readonly name: string;
  /** Percentages for SVG. */
  readonly x: string;
  readonly width: string;
}

/** Splits a bar by counts; empty parts are left out, a hairline of background stays between neighbours. */
export function barSegments(
  parts: readonly { readonly name: string; readonly count: number }[],
  gapPercent = 0.4,
): readonly BarSegment[] {
  const total = parts.reduce((sum, part) => sum + part.count, 0);
  if (total === 0) return [];
  let at = 0;
  return parts
    .filter((part) => part.count > 0)
    .map((part, index, shown) => {
      const size = (part.count / total) * 100;
      const gap = index < shown.length - 1 ? Math.min(gapPercent, size / 2) : 0;
      const segment = { name: part.name, x: percent(at), width: percent(size - gap) };
      at += size;
      return segment;
    });
}

function percent(value: number): string {
  return `${Math.round(value * 1_000) / 1_000}%`;
}
