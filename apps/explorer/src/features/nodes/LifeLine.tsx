"use client";

import { formatDuration, Surface } from "@session/ui";
import type { NodePeriod, Stamp } from "../../trpc/types.ts";
import { Elapsed, Moment } from "../display/Age.tsx";
import { reasonsInWords } from "../events/reasons.ts";
import styles from "./LifeLine.module.css";
import { lifeSegments } from "./life-line.ts";
import { STATE_WORDS } from "./node-words.ts";

export interface LifeLineProps {
  readonly periods: readonly NodePeriod[];
  readonly unlockAtSeconds: number | null;
  readonly stamp: Stamp;
}

/** The node's states from its activation until the indexed block, drawn to scale and listed in words. */
export function LifeLine({ periods, unlockAtSeconds, stamp }: LifeLineProps) {
  const segments = lifeSegments(periods, stamp.indexedTime);
  const first = segments.at(0);
  const last = segments.at(-1);
  if (!first || !last) return null;
  return (
    <Surface className={styles.life ?? ""}>
      <h2 className={styles.title}>Life line</h2>
      <svg className={styles.line} width="100%" height="14" aria-hidden="true" focusable="false">
        {segments.map((segment) => (
          <rect
            key={segment.fromSeconds}
            data-state={segment.state}
            className={styles.segment}
            x={`${segment.startPercent}%`}
            width={`${segment.widthPercent}%`}
            height="14"
          >
            <title>{STATE_WORDS[segment.state]}</title>
          </rect>
        ))}
      </svg>
      <p className={styles.ends} aria-hidden="true">
        <span>
          Active since <Moment unixSeconds={first.fromSeconds} />
        </span>
        <span>
          {unlockAtSeconds === null ? (
            "now"
          ) : (
            <>
              may exit from <Moment unixSeconds={unlockAtSeconds} />
            </>
          )}
        </span>
      </p>
      <ol className={styles.list} aria-label="States so far">
        {segments.map((segment) => (
          <li key={segment.fromSeconds}>
            <span className={styles.swatch} data-state={segment.state} aria-hidden="true" />
            <span>
              <strong>{STATE_WORDS[segment.state]}</strong>{" "}
              {segment.toSeconds === null ? (
                <>
                  for <Elapsed fromSeconds={segment.fromSeconds} />, until now
                </>
              ) : (
                `for ${formatDuration((segment.toSeconds - segment.fromSeconds) * 1_000)}`
              )}
              {segment.reasons === 0 ? null : `: ${reasonsInWords(segment.reasons).join(", ")}`}
            </span>
          </li>
        ))}
      </ol>
    </Surface>
  );
}
