"use client";

import { Button, formatCount, Notice } from "@session/ui";
import { Age } from "../display/Age.tsx";
import { useLive } from "../live/LiveProvider.tsx";
import { LAG_TOLD, lagOf } from "../live/live-state.ts";
import styles from "./ConnectionNotice.module.css";

/** What is wrong with the freshness of everything on screen, in one line at the top; nothing when all is well. */
export function ConnectionNotice() {
  const live = useLive();
  const { mode, stamp } = live;
  if (mode === "offline") {
    return (
      <div className={styles.place}>
        <Notice
          tone="danger"
          icon="warning"
          action={
            <Button size="small" icon="retry" onClick={live.retry}>
              Try again
            </Button>
          }
        >
          The indexer does not answer.{" "}
          {stamp ? (
            <>
              What you see was true <Age unixSeconds={stamp.indexedTime} />, at block{" "}
              {formatCount(stamp.indexedBlock)}.
            </>
          ) : (
            "Nothing could be read so far."
          )}{" "}
          The network does not depend on it and goes on.
        </Notice>
      </div>
    );
  }
  const lag = stamp ? lagOf(stamp) : 0;
  if (stamp && lag > LAG_TOLD) {
    return (
      <div className={styles.place}>
        <Notice tone="attention" icon="clock">
          The indexer is {formatCount(lag)} blocks behind the chain. What you see was true{" "}
          <Age unixSeconds={stamp.indexedTime} />, at block {formatCount(stamp.indexedBlock)} of{" "}
          {formatCount(stamp.headBlock)}; it is catching up.
        </Notice>
      </div>
    );
  }
  return null;
}
