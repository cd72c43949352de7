import { Avatar, formatExactTime, formatHash, Icon } from "@session/ui";
import { linkTo } from "../../app/navigation.ts";
import { text } from "../../text/index.ts";
import { formatRowTime } from "./row-time.ts";
import { type ConversationRow, cappedCount, type RowPreview } from "./rows.ts";

const UNREAD_SHOWN_MAX = 999;

export interface ConversationRowLinkProps {
  readonly row: ConversationRow;
  readonly isOpen: boolean;
  readonly nowMs: number;
}

/** One conversation in the list. */
export function ConversationRowLink({ row, isOpen, nowMs }: ConversationRowLinkProps) {
  const name = row.isNoteToSelf ? text.list.noteToSelf : row.name;
  return (
    <a
      className="row"
      aria-current={isOpen ? "page" : undefined}
      {...linkTo({ page: "conversation", accountId: row.accountId })}
    >
      <Avatar accountId={row.accountId} name={name} size={44} />
      <span className="row-words">
        <span className="row-line">
          <bdi className={name ? "row-name" : "row-name ui-mono"}>{name ?? formatHash(row.accountId)}</bdi>
          {row.atMs === undefined ? null : (
            <time className="row-time" title={formatExactTime(row.atMs)}>
              {formatRowTime(row.atMs, nowMs)}
            </time>
          )}
        </span>
        <span className="row-line">
          <span className="row-preview">
            <Preview preview={row.preview} />
          </span>
          {row.unread > 0 ? (
            <span className="row-unread">
              <span aria-hidden="true">{cappedCount(row.unread, UNREAD_SHOWN_MAX)}</span>
              <span className="ui-visually-hidden">{text.list.unread(row.unread)}</span>
            </span>
          ) : null}
        </span>
      </span>
    </a>
  );
}

function Preview({ preview }: { readonly preview: RowPreview }) {
  switch (preview.kind) {
    case "none":
      return text.list.noMessages;
    case "unsupported":
      return text.list.unsupported;
    case "draft":
      return (
        <>
          <span className="row-draft">{text.list.draft}</span> <bdi>{preview.text}</bdi>
        </>
      );
    case "message":
      return (
        <>
          {preview.state ? (
            <span className="row-state" data-state={preview.state}>
              <Icon name={preview.state === "failed" ? "alert" : "clock"} size={14} />
              <span className={preview.state === "failed" ? undefined : "ui-visually-hidden"}>
                {text.status[preview.state]}
              </span>
            </span>
          ) : null}
          {preview.isOwn && !preview.state ? <span>{text.list.you} </span> : null}
          <bdi>{preview.text}</bdi>
        </>
      );
  }
}
