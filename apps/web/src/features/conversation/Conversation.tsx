import { Avatar, EmptyState, formatHash, HashText, IconButton, Skeleton } from "@session/ui";
import { useEffect } from "react";
import { useMessenger } from "../../app/context.ts";
import { goBack } from "../../app/navigation.ts";
import { useNow } from "../../app/use-now.ts";
import { type ConversationState, nameOf, type ReadyState } from "../../client/state.ts";
import { text } from "../../text/index.ts";
import { Composer } from "../composer/Composer.tsx";
import { Timeline } from "./Timeline.tsx";

export interface ConversationProps {
  readonly state: ReadyState;
  readonly accountId: string;
}

/** The conversation with one person. */
export function Conversation({ state, accountId }: ConversationProps) {
  const messenger = useMessenger();
  const nowMs = useNow();
  const conversation = state.conversations.get(accountId);
  const name = shownName(conversation, accountId, state.account.accountId);

  useEffect(() => {
    void messenger.openConversation(accountId);
  }, [messenger, accountId]);
  useReading(accountId, conversation);

  return (
    <div className="conversation">
      <header className="conversation-head">
        <IconButton className="narrow-only" icon="back" label={text.conversation.back} onClick={goBack} />
        <Avatar accountId={accountId} name={name.isId ? undefined : name.text} size={36} />
        <div className="conversation-who">
          {name.isId ? (
            <h1>
              <HashText value={accountId} copyLabel={text.common.copyAccountId} />
            </h1>
          ) : (
            <>
              <h1>
                <bdi>{name.text}</bdi>
              </h1>
              <HashText value={accountId} copyLabel={text.common.copyAccountId} />
            </>
          )}
        </div>
      </header>
      {conversation?.timeline ? (
        conversation.timeline.entries.length === 0 ? (
          <EmptyState title={text.conversation.emptyTitle(name.text)} text={text.conversation.emptyText} />
        ) : (
          <Timeline
            timeline={conversation.timeline}
            ownId={state.account.accountId}
            otherName={name.text}
            nowMs={nowMs}
            onOlder={() => void messenger.loadOlder(accountId)}
          />
        )
      ) : (
        <TimelineSkeleton />
      )}
      <Composer
        accountId={accountId}
        draft={conversation?.draft ?? ""}
        takesFocus={window.matchMedia("(pointer: fine)").matches}
      />
    </div>
  );
}

function shownName(
  conversation: ConversationState | undefined,
  accountId: string,
  ownId: string,
): { readonly text: string; readonly isId: boolean } {
  if (accountId === ownId) return { text: text.list.noteToSelf, isId: false };
  const name = nameOf(conversation?.contact);
  return name ? { text: name, isId: false } : { text: formatHash(accountId), isId: true };
}

/** Marks the conversation as read while it is on screen and the window has the focus. */
function useReading(accountId: string, conversation: ConversationState | undefined): void {
  const messenger = useMessenger();
  const newestMs = conversation?.lastEntry?.message.timestampMs;
  const isLoaded = conversation?.timeline !== undefined;
  useEffect(() => {
    if (!isLoaded || newestMs === undefined) return;
    const read = (): void => {
      if (document.visibilityState === "visible") messenger.markRead(accountId, newestMs);
    };
    read();
    document.addEventListener("visibilitychange", read);
    return () => document.removeEventListener("visibilitychange", read);
  }, [messenger, accountId, newestMs, isLoaded]);
}

function TimelineSkeleton() {
  return (
    <div
      className="timeline timeline-skeleton"
      aria-busy="true"
      role="status"
      aria-label={text.common.loading}
    >
      {(["m", "l", "s"] as const).map((width) => (
        <span className="bubble" key={width}>
          <Skeleton width={width} />
        </span>
      ))}
    </div>
  );
}
