"use client";

import { formatCount } from "@session/ui";
import type { Stamp } from "../../trpc/types.ts";
import { Age } from "../display/Age.tsx";
import styles from "./AsOf.module.css";

/** What the data on this page is true for. */
export function AsOf({ stamp }: { readonly stamp: Stamp }) {
  return (
    <p className={styles.stamp}>
      As of block {formatCount(stamp.indexedBlock)}, <Age unixSeconds={stamp.indexedTime} />
    </p>
  );
}
