"use client";

import { IconButton } from "@session/ui";
import { Age } from "../display/Age.tsx";
import { BlockLink } from "../display/KeyLink.tsx";
import { useLive } from "./LiveProvider.tsx";
import styles from "./LiveStatus.module.css";
import type { LiveMode } from "./live-state.ts";

const WORDS: Readonly<Record<LiveMode, { word: string; meaning: string }>> = {
  connecting: { word: "Connecting", meaning: "Opening the live stream." },
  live: { word: "Live", meaning: "New blocks reach this page by themselves." },
  polling: {
    word: "Every 5 s",
    meaning: "The live stream is closed; the page asks every 5 seconds instead.",
  },
  offline: { word: "No answer", meaning: "The indexer does not answer. The page shows what it last knew." },
  paused: { word: "Paused", meaning: "The page stands still until you continue." },
};

/** Whether the page follows the network, up to which block, and the button that holds it still. */
export function LiveStatus() {
  const { mode, stamp, pause, resume } = useLive();
  const look = WORDS[mode];
  return (
    <div className={styles.status} data-mode={mode}>
      <p className={styles.words} title={look.meaning}>
        <span className={styles.dot} aria-hidden="true" />
        <span role="status">
          {look.word}
          <span className="ui-visually-hidden">. {look.meaning}</span>
        </span>
        {stamp ? (
          <span className={styles.block}>
            block <BlockLink height={stamp.indexedBlock} />
            <span className={styles.age}>
              , <Age unixSeconds={stamp.indexedTime} />
            </span>
          </span>
        ) : null}
      </p>
      {mode === "paused" ? (
        <IconButton icon="forward" label="Continue live updates" size="small" onClick={resume} />
      ) : (
        <IconButton icon="pause" label="Pause live updates" size="small" onClick={pause} />
      )}
    </div>
  );
}
