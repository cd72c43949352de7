"use client";

import { formatHash, formatPlural } from "@session/ui";
import type { BlockList } from "../../trpc/types.ts";
import { Age } from "../display/Age.tsx";
import { BlockLink } from "../display/KeyLink.tsx";
import styles from "./NewestBlocks.module.css";

/** Blocks newest first: height, what is in them, when. */
export function NewestBlocks({ blocks }: { readonly blocks: BlockList["items"] }) {
  return (
    <ol className={styles.list} aria-label="Newest blocks">
      {blocks.map((block) => (
        <li key={block.height} className={styles.row} data-quiet={block.events === 0 || undefined}>
          <span className={styles.height} title={formatHash(block.hash, { head: 16, tail: 8 })}>
            <BlockLink height={block.height} />
          </span>
          <span className={styles.events}>
            {block.events === 0 ? "no events" : formatPlural(block.events, "event")}
          </span>
          <span className={styles.when}>
            <Age unixSeconds={block.timeSeconds} />
          </span>
        </li>
      ))}
    </ol>
  );
}
