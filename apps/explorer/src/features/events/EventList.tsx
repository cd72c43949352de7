"use client";

import { Icon } from "@session/ui";
import type { EventRow } from "../../trpc/types.ts";
import { Age } from "../display/Age.tsx";
import { BlockLink } from "../display/KeyLink.tsx";
import styles from "./EventList.module.css";
import { EVENT_KINDS } from "./event-kinds.ts";
import { Sentence } from "./Sentence.tsx";

export interface EventListProps {
  /** Newest first. */
  readonly events: readonly EventRow[];
  /** What the list is, for screen readers. */
  readonly label: string;
  /** The block of each event; left out where the page is about one block. */
  readonly withBlock?: boolean;
}

/** Events in words: what happened, to whom, when. */
export function EventList({ events, label, withBlock = true }: EventListProps) {
  return (
    <ol className={styles.list} aria-label={label}>
      {events.map((event) => (
        <li key={event.id} className={styles.row}>
          <EventMark type={event.type} />
          <p className={styles.words}>
            <Sentence event={event} />
          </p>
          {withBlock ? (
            <p className={styles.when}>
              <Age unixSeconds={event.timeSeconds} />
              <span className={styles.block}>
                block <BlockLink height={event.blockHeight} />
              </span>
            </p>
          ) : null}
        </li>
      ))}
    </ol>
  );
}

/** The kind of an event as an icon on its tone; the word is there for screen readers and on hover. */
export function EventMark({ type }: { readonly type: EventRow["type"] }) {
  const kind = EVENT_KINDS[type];
  return (
    <span className={styles.mark} data-tone={kind.tone} title={kind.word}>
      <Icon name={kind.icon} size={16} />
      <span className="ui-visually-hidden">{kind.word}: </span>
    </span>
  );
}
