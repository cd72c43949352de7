"use client";

import { HashText } from "@session/ui";
import type { EventRow } from "../../trpc/types.ts";
import { EventList } from "../events/EventList.tsx";
import { byTransaction } from "./by-transaction.ts";
import styles from "./TransactionList.module.css";

/** The events of one block, each transaction with its own. */
export function TransactionList({ events }: { readonly events: readonly EventRow[] }) {
  return (
    <ol className={styles.list}>
      {byTransaction(events).map((transaction) => (
        <li key={transaction.hash}>
          <p className={styles.hash}>
            Transaction <HashText value={transaction.hash} copyLabel="Copy the transaction hash" />
          </p>
          <EventList events={transaction.events} label="Events of the transaction" withBlock={false} />
        </li>
      ))}
    </ol>
  );
}
