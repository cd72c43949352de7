import { Button, formatDay, IconButton } from "@session/ui";
import { useLayoutEffect, useRef, useState } from "react";
import type { TimelinePage } from "../../client/backend.ts";
import { text } from "../../text/index.ts";
import { arrangeTimeline } from "./arrange.ts";
import { Bubble } from "./Bubble.tsx";

export interface TimelineProps {
  readonly timeline: TimelinePage;
  readonly ownId: string;
  readonly otherName: string;
  readonly nowMs: number;
  readonly onOlder: () => void;
}

/** Closer than this to the end counts as reading the newest. */
const NEAR_END_PX = 80;
/** Closer than this to the start loads older messages. */
const NEAR_START_PX = 240;
const DAY_MS = 86_400_000;

/** The messages of a conversation, oldest first; stays at the end while the reader is there. */
export function Timeline({ timeline, ownId, otherName, nowMs, onOlder }: TimelineProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const [isAtEnd, setAtEnd] = useState(true);
  const { entries, hasOlder } = timeline;
  const newest = entries.at(-1)?.message;
  useStayInPlace(scroller, entries[0]?.message.id, newest?.id, newest?.sender === ownId);

  const onScroll = (): void => {
    const element = scroller.current;
    if (!element) return;
    setAtEnd(isNearEnd(element));
    if (hasOlder && element.scrollTop < NEAR_START_PX) onOlder();
  };
  const items = arrangeTimeline(entries);
  const lastOwnId = entries.findLast((entry) => entry.message.sender === ownId)?.message.id;
  return (
    <div className="timeline-frame">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      <div className="timeline" ref={scroller} onScroll={onScroll} tabIndex={0}>
        {hasOlder ? (
          <Button className="timeline-older" variant="quiet" size="small" onClick={onOlder}>
            {text.conversation.loadOlder}
          </Button>
        ) : null}
        <div
          role="log"
          aria-live="polite"
          aria-label={text.conversation.messages(otherName)}
          className="timeline-log"
        >
          {items.map((item) =>
            item.kind === "day" ? (
              <h2 className="timeline-day" key={item.key}>
                {dayWords(item.atMs, nowMs)}
              </h2>
            ) : (
              <Bubble
                key={item.key}
                entry={item.entry}
                ownId={ownId}
                otherName={otherName}
                isFirst={item.isFirst}
                isLast={item.isLast}
                hasStatusWord={item.key === lastOwnId}
              />
            ),
          )}
        </div>
      </div>
      {isAtEnd ? null : (
        <IconButton
          className="timeline-jump"
          icon="down"
          label={text.conversation.toNewest}
          onClick={() => scroller.current?.scrollTo({ top: scroller.current.scrollHeight })}
        />
      )}
    </div>
  );
}

/** Follows the newest message when the reader is at the end or wrote it; keeps the view when older ones appear above. */
function useStayInPlace(
  scroller: React.RefObject<HTMLDivElement | null>,
  oldestId: string | undefined,
  newestId: string | undefined,
  isNewestOwn: boolean,
): void {
  const before = useRef<{ oldestId: string | undefined; newestId: string | undefined; fromEnd: number }>(
    undefined,
  );
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const previous = before.current;
    if (!previous || (previous.newestId !== newestId && isNewestOwn))
      element.scrollTop = element.scrollHeight;
    else if (previous.oldestId !== oldestId) element.scrollTop = element.scrollHeight - previous.fromEnd;
    else if (previous.fromEnd - element.clientHeight < NEAR_END_PX) element.scrollTop = element.scrollHeight;
    before.current = { oldestId, newestId, fromEnd: element.scrollHeight - element.scrollTop };
    const remember = (): void => {
      if (before.current) before.current.fromEnd = element.scrollHeight - element.scrollTop;
    };
    element.addEventListener("scroll", remember, { passive: true });
    return () => element.removeEventListener("scroll", remember);
  });
}

function isNearEnd(element: HTMLElement): boolean {
  return element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_END_PX;
}

function dayWords(atMs: number, nowMs: number): string {
  const day = formatDay(atMs);
  if (day === formatDay(nowMs)) return text.conversation.today;
  return day === formatDay(nowMs - DAY_MS) ? text.conversation.yesterday : day;
}
