import { formatCount, formatPlural, Icon, IconButton } from "@session/ui";
import { type KeyboardEvent, useId, useRef, useState } from "react";
import { useMessenger } from "../../app/context.ts";
import { text } from "../../text/index.ts";
import { checkMessageText, isSendKey, TEXT_MAX } from "./message-text.ts";

export interface ComposerProps {
  readonly accountId: string;
  /** What was written and not sent when the conversation was opened. */
  readonly draft: string;
  /** Take the focus when it opens: where there is a real keyboard. */
  readonly takesFocus: boolean;
}

const INPUT_CHARS_MAX = 20_000;

/** Where messages are written. Enter sends, Shift and Enter starts a new line. */
export function Composer({ accountId, draft, takesFocus }: ComposerProps) {
  const messenger = useMessenger();
  const [message, setMessage] = useState(draft);
  const [failure, setFailure] = useState<string>();
  const area = useRef<HTMLTextAreaElement>(null);
  const noteId = useId();
  const check = checkMessageText(message);
  const canSend = !check.isEmpty && check.over === 0;

  const change = (next: string): void => {
    setMessage(next);
    setFailure(undefined);
    messenger.setDraft(accountId, next);
  };
  const send = async (): Promise<void> => {
    if (!canSend) return;
    change("");
    area.current?.focus();
    const outcome = await messenger.send(accountId, message);
    if (outcome.ok) return;
    // The text is the user's; what they wrote meanwhile goes behind it.
    const current = area.current?.value ?? "";
    change(current === "" ? message : `${message}\n${current}`);
    setFailure(outcome.code === "outbox_full" ? text.composer.outboxFull : text.composer.failed);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    const { key, shiftKey, nativeEvent } = event;
    if (!isSendKey({ key, shiftKey, isComposing: nativeEvent.isComposing, keyCode: nativeEvent.keyCode }))
      return;
    event.preventDefault();
    void send();
  };
  const note =
    failure ?? (check.over > 0 ? text.composer.tooLong(formatPlural(check.over, "character")) : undefined);

  return (
    <form
      className="composer"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <div className="composer-notes" id={noteId} aria-live="polite">
        {note ? (
          <p className="composer-note">
            <Icon name="alert" size={16} />
            {note}
          </p>
        ) : null}
        {check.isCounted ? (
          <p className="composer-counter ui-num" data-over={check.over > 0 ? "" : undefined}>
            {text.composer.counter(formatCount(check.count), formatCount(TEXT_MAX))}
          </p>
        ) : null}
      </div>
      <div className="composer-box">
        <textarea
          ref={area}
          className="composer-text"
          aria-label={text.composer.label}
          aria-describedby={noteId}
          aria-invalid={check.over > 0 ? true : undefined}
          placeholder={text.composer.placeholder}
          title={text.composer.hint}
          value={message}
          onChange={(event) => change(event.target.value)}
          onKeyDown={onKeyDown}
          rows={1}
          maxLength={INPUT_CHARS_MAX}
          dir="auto"
          enterKeyHint="send"
          // biome-ignore lint/a11y/noAutofocus: opening a conversation is for writing in it
          autoFocus={takesFocus}
        />
        <IconButton
          type="submit"
          icon="send"
          variant="primary"
          label={text.composer.send}
          aria-disabled={!canSend}
          aria-describedby={noteId}
        />
      </div>
    </form>
  );
}
