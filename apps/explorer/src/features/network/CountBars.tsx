import styles from "./CountBars.module.css";

export interface CountBar {
  readonly name: string;
  readonly count: number;
  /** What the count means in words, "5 nodes". */
  readonly words: string;
  readonly tone?: "plain" | "attention";
}

/** Named counts as bars of one scale; the words beside them carry the same numbers. */
export function CountBars({ bars, label }: { readonly bars: readonly CountBar[]; readonly label: string }) {
  const largest = Math.max(1, ...bars.map((bar) => bar.count));
  return (
    <ul className={styles.bars} aria-label={label}>
      {bars.map((bar) => (
        <li key={bar.name} className={styles.row}>
          <span className={styles.name}>{bar.name}</span>
          <svg className={styles.bar} width="100%" height="8" aria-hidden="true" focusable="false">
            <rect className={styles.track} width="100%" height="8" rx="4" />
            <rect
              className={styles.fill}
              data-tone={bar.tone ?? "plain"}
              width={`${(bar.count / largest) * 100}%`}
              height="8"
              rx="4"
            />
          </svg>
          <span className={styles.words}>{bar.words}</span>
        </li>
      ))}
    </ul>
  );
}
