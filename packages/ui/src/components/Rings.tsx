import type { ReactNode } from "react";

export interface RingsProps {
  /** Number of rings around the centre, 1 to 8; default 3, as many as a path has hops. */
  readonly rings?: number;
  /** Rings drawn in the accent, counted from the outside; default 0. */
  readonly lit?: number;
  /** The centre is drawn in the accent. */
  readonly centreLit?: boolean;
  /** Pixels; default 96. */
  readonly size?: number;
  /** What the figure says. Without it the figure is decoration and hidden from screen readers. */
  readonly label?: string;
  readonly children?: ReactNode;
}

const VIEW = 96;
const CENTRE = VIEW / 2;
const OUTER = 44;

/** The recurring figure: rings around a centre, lit from the outside in. Each ring has a gap, turned a little further. */
export function Rings({ rings = 3, lit = 0, centreLit = false, size = 96, label, children }: RingsProps) {
  const count = Math.min(8, Math.max(1, Math.trunc(rings)));
  const step = (OUTER - 6) / count;
  return (
    <svg
      className="ui-rings"
      width={size}
      height={size}
      viewBox={`0 0 ${VIEW} ${VIEW}`}
      role={label ? "img" : undefined}
      aria-label={label}
      aria-hidden={label ? undefined : true}
      focusable="false"
    >
      {Array.from({ length: count }, (_, index) => {
        const radius = OUTER - index * step;
        return (
          <circle
            // The rings never change their order, so the place is the identity.
            // biome-ignore lint/suspicious/noArrayIndexKey: fixed order
            key={index}
            data-ring=""
            data-lit={index < lit ? "" : undefined}
            cx={CENTRE}
            cy={CENTRE}
            r={radius}
            strokeWidth={2}
            strokeLinecap="round"
            pathLength={100}
            strokeDasharray="86 14"
            transform={`rotate(${-58 + index * 47} ${CENTRE} ${CENTRE})`}
          />
        );
      })}
      <circle data-dot="" data-lit={centreLit ? "" : undefined} cx={CENTRE} cy={CENTRE} r={4} />
      {children}
    </svg>
  );
}

export interface RingProgressProps {
  /** Part done, 0 to 1. */
  readonly value: number;
  readonly label: string;
  /** Pixels; default 48. */
  readonly size?: number;
}

/** One ring that fills: progress where progress is known. */
export function RingProgress({ value, label, size = 48 }: RingProgressProps) {
  const part = Math.min(1, Math.max(0, value));
  return (
    <svg
      className="ui-rings"
      width={size}
      height={size}
      viewBox="0 0 48 48"
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(part * 100)}
    >
      <circle data-ring="" cx="24" cy="24" r="20" strokeWidth="3" opacity="0.3" />
      <circle
        data-ring=""
        data-lit=""
        cx="24"
        cy="24"
        r="20"
        strokeWidth="3"
        strokeLinecap="round"
        pathLength={100}
        strokeDasharray={`${part * 100} 100`}
        transform="rotate(-90 24 24)"
      />
    </svg>
  );
}
