export interface RingsLogoProps {
  /** Word beside the mark; without it only the mark is drawn. */
  readonly word?: string;
  /** Pixels of the mark; default 28. */
  readonly size?: number;
}

/** The mark: two open rings around a centre, readable in one colour. */
export function RingsLogo({ word, size = 28 }: RingsLogoProps) {
  return (
    <span className="ui-logo">
      <svg width={size} height={size} viewBox="0 0 32 32" fill="none" aria-hidden="true" focusable="false">
        <circle
          cx="16"
          cy="16"
          r="13.5"
          stroke="currentColor"
          strokeWidth="2.6"
          strokeLinecap="round"
          pathLength="100"
          strokeDasharray="80 20"
          transform="rotate(-36 16 16)"
        />
        <circle
          cx="16"
          cy="16"
          r="8"
          stroke="currentColor"
          strokeWidth="2.6"
          strokeLinecap="round"
          pathLength="100"
          strokeDasharray="74 26"
          transform="rotate(144 16 16)"
        />
        <circle cx="16" cy="16" r="3" fill="currentColor" />
      </svg>
      {word}
    </span>
  );
}
