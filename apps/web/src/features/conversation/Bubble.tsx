import type { Message, MessageStatus } from "@session/client";
import { Button, formatClock, formatExactTime, Icon, type IconName } from "@session/ui";
import { useMessenger } from "../../app/context.ts";
import { linkTo } from "../../app/navigation.ts";
import type { TimelineEntry } from "../../client/backend.ts";
import { text } from "../../text/index.ts";
import { failureKey } from "./failure.ts";

export interface BubbleProps {
  readonly entry: TimelineEntry;
  readonly ownId: string;
  readonly otherName: string;
  readonly isFirst: boolean;
  readonly isLast: boolean;
  /** Show the word of the status, not only its icon; words of other states than "sent" are always shown. */
  readonly hasStatusWord: boolean;
}

/** One message. */
export function Bubble({ entry, ownId, otherName, isFirst, isLast, hasStatusWord }: BubbleProps) {
  const isOwn = entry.message.sender === ownId;
  return (
    <article
      className="message"
      data-own={isOwn ? "" : undefined}
      data-first={isFirst ? "" : undefined}
      data-last={isLast ? "" : undefined}
      aria-label={isOwn ? text.conversation.fromYou : text.conversation.from(otherName)}
    >
      <div className="bubble" data-unsupported={entry.kind === "unsupported" ? "" : undefined}>
        <p className="bubble-text" dir="auto">
          {entry.kind === "message" ? entry.message.text : text.conversation.unsupported}
        </p>
        {entry.kind === "message" ? (
          <Meta message={entry.message} hasStatusWord={hasStatusWord} />
        ) : (
          <time className="bubble-meta" title={formatExactTime(entry.message.timestampMs)}>
            {formatClock(entry.message.timestampMs)}
          </time>
        )}
      </div>
      {entry.kind === "message" && entry.message.status === "failed" ? (
        <Failure message={entry.message} />
      ) : null}
    </article>
  );
}

const STATUS_ICONS: Record<MessageStatus, IconName | undefined> = {
  queued: "clock",
  sending: "clock",
  sent: "check",
  failed: "alert",
  received: undefined,
};

/** Time and status; opens what the network knows of the message. */
function Meta({ message, hasStatusWord }: { readonly message: Message; readonly hasStatusWord: boolean }) {
  const icon = STATUS_ICONS[message.status];
  const isWordShown = hasStatusWord || message.status !== "sent";
  return (
    <a
      className="bubble-meta"
      data-status={message.status}
      title={text.conversation.info}
      {...linkTo({ page: "messageInfo", accountId: message.conversation, messageId: message.id })}
    >
      <span className="ui-visually-hidden">{text.conversation.info}: </span>
      <time title={formatExactTime(message.timestampMs)}>{formatClock(message.timestampMs)}</time>
      {icon ? (
        <span className="bubble-status">
          <Icon name={icon} size={13} />
          <span className={isWordShown ? undefined : "ui-visually-hidden"}>
            {text.status[message.status]}
          </span>
        </span>
      ) : null}
    </a>
  );
}

function Failure({ message }: { readonly message: Message }) {
  const messenger = useMessenger();
  return (
    <div className="message-failure" role="alert">
      <span>{text.failure[failureKey(message.errorCode ?? "")]}</span>
      <Button size="small" icon="retry" onClick={() => void messenger.retry(message.id)}>
        {text.common.retry}
      </Button>
    </div>
  );
}
